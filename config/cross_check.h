// What can only be checked when every file has been read: references, and that nobody is forgotten.

#pragma once

#include "config/draft.h"

namespace vigie::config {

/// Adds its problems to the draft.
void cross_check(Draft& draft);

}  // namespace vigie::config
