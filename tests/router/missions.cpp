#include "tests/router/missions.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "config/load.h"
#include "report/decode.h"
#include "tests/support/file_bytes.h"
#include "tests/support/number_in.h"
#include "tests/support/report_generator.h"
#include "tests/support/temporary_folder.h"

namespace vigie::router {
namespace {

namespace fs = std::filesystem;

const fs::path source_folder{VIGIE_SOURCE_DIR};

config::Mission loaded(const fs::path& folder) {
  auto result = config::load_mission(folder);
  if (const auto* problems = std::get_if<config::ConfigProblems>(&result)) {
    throw std::runtime_error(config::to_string(problems->front()));
  }
  return std::get<config::Mission>(std::move(result));
}

}  // namespace

config::Mission mali() { return loaded(source_folder / "config/mali"); }
const config::Mission& shipped() {
  static const config::Mission mission = mali();
  return mission;
}

config::Mission tiny() { return loaded(source_folder / "tests/missions/tiny"); }

config::Mission tiny_with_rules(const std::string& from, const std::string& to) {
  const support::TemporaryFolder folder;
  fs::copy(source_folder / "tests/missions/tiny", folder / "tiny", fs::copy_options::recursive);
  const fs::path rules = folder / "tiny/rules/rules.yaml";
  std::string text = support::file_bytes(rules);
  text.replace(text.find(from), from.size(), to);
  std::ofstream{rules} << text;
  return loaded(folder / "tiny");
}

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

Report wet_report() {
  Report report = tiny_report();
  report.needs = {{"dry_clothes", Urgency::priority, std::nullopt, std::nullopt}};
  report.danger = Danger{Answer::no, Answer::no};
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
    if (outcome.told == Told::told) told.emplace(outcome.position);
  }
  return told;
}

nlohmann::json outcome_in(const nlohmann::json& explained, const std::string& position) {
  for (const nlohmann::json& outcome : explained.at("outcomes")) {
    if (outcome.at("position") == position) return outcome;
  }
  return {};
}

int random_cases(int usual) {
  return static_cast<int>(support::number_in("VIGIE_CASES", static_cast<std::uint64_t>(usual)));
}

}  // namespace vigie::router
