// What can only be checked when every file has been read: references, and that nobody is forgotten.

#pragma once

#include "config/draft.h"

namespace vigie::config {

/// Adds its problems to the draft. `folder` is the mission's, for what stands in no one file.
void cross_check(Draft& draft, const std::filesystem::path& folder);

}  // namespace vigie::config
