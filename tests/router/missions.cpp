#include "tests/router/missions.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "config/load.h"
#include "report/decode.h"
#include "tests/support/report_generator.h"

namespace vigie::router {
namespace {

config::Mission loaded(const std::string& folder) {
  auto result = config::load_mission(std::string(VIGIE_SOURCE_DIR) + folder);
  if (const auto* problems = std::get_if<config::ConfigProblems>(&result)) {
    throw std::runtime_error(config::to_string(problems->front()));
  }
  return std::get<config::Mission>(std::move(result));
}

}  // namespace

config::Mission mali() { return loaded("/config/mali"); }
config::Mission tiny() { return loaded("/tests/missions/tiny"); }

std::string example_bytes(const std::string& name) {
  std::ifstream file(std::filesystem::path(VIGIE_SOURCE_DIR) / "examples" / (name + ".json"));
  if (!file) throw std::runtime_error("no example " + name);
  return {std::istreambuf_iterator<char>(file), {}};
}

Report example(const std::string& name) {
  return std::get<Report>(decode_report(example_bytes(name)));
}

Report tiny_report() {
  Report report = minimal_report();
  report.catalogue = "2001.1";
  report.where.region = "north_shore";
  return report;
}

const Outcome& outcome_of(const Routing& routing, const std::string& position) {
  const auto found = std::ranges::find(routing.outcomes, position, &Outcome::position);
  if (found == routing.outcomes.end()) throw std::runtime_error("no outcome for " + position);
  return *found;
}

std::set<std::string> told_in(const Routing& routing) {
  std::set<std::string> told;
  for (const Outcome& outcome : routing.outcomes) {
    if (outcome.told == Told::told) told.insert(outcome.position);
  }
  return told;
}

int random_cases(int usual) {
  const char* wanted = std::getenv("VIGIE_CASES");
  return wanted == nullptr ? usual : std::max(1, std::atoi(wanted));
}

}  // namespace vigie::router
