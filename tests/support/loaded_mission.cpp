#include "tests/support/loaded_mission.h"

#include <stdexcept>
#include <utility>
#include <variant>

#include "config/load.h"

namespace vigie::support {

config::Mission loaded_mission(const std::filesystem::path& folder,
                               const std::optional<std::filesystem::path>& settings) {
  auto loaded = config::load_mission(std::filesystem::path(VIGIE_SOURCE_DIR) / folder, settings);
  if (const auto* problems = std::get_if<config::ConfigProblems>(&loaded)) {
    throw std::runtime_error(config::to_string(problems->front()));
  }
  return std::get<config::Mission>(std::move(loaded));
}

}  // namespace vigie::support
