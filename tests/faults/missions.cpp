#include "tests/faults/missions.h"

#include <stdexcept>
#include <variant>

#include "config/load.h"

namespace vigie::faults {
namespace {

config::Mission load(const char* folder) {
  auto loaded = config::load_mission(std::filesystem::path(VIGIE_SOURCE_DIR) / folder);
  if (const auto* problems = std::get_if<config::ConfigProblems>(&loaded)) {
    throw std::runtime_error(config::to_string(problems->front()));
  }
  return std::get<config::Mission>(std::move(loaded));
}

}  // namespace

config::Mission shipped_mission() { return load("config/mali"); }
config::Mission tiny_mission() { return load("tests/missions/tiny"); }

}  // namespace vigie::faults
