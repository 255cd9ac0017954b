// A mission of this tree, loaded.
// Errors: throws std::runtime_error with the first problem when it does not load.

#pragma once

#include <filesystem>
#include <optional>

#include "config/mission.h"

namespace vigie::support {

/// `folder` relative to the tree, or absolute: "config/mali".
config::Mission loaded_mission(const std::filesystem::path& folder,
                               const std::optional<std::filesystem::path>& settings = std::nullopt);

}  // namespace vigie::support
