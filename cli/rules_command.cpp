// `vigie rules check` and `vigie rules test`: what can be known of a mission's rules before any
// report is routed by them.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <variant>

#include "cli/commands.h"
#include "cli/rules_tests.h"
#include "config/declared_places.h"
#include "config/load.h"
#include "config/rule_warnings.h"
#include "report/joined.h"

namespace vigie::cli {
namespace {

namespace fs = std::filesystem;
using config::ConfigProblem;
using config::ConfigProblems;
using config::RuleWarning;
using service::ExitCode;

std::string counted(std::size_t count, const std::string& word) {
  return std::to_string(count) + " " + word + (count == 1 ? "" : "s");
}

Json json_of(const ConfigProblem& problem) {
  return {{"file", problem.file.string()},
          {"line", problem.line},
          {"column", problem.column},
          {"text", problem.text}};
}

Json json_of(const ConfigProblems& problems) {
  Json list = Json::array();
  for (const ConfigProblem& problem : problems) list.push_back(json_of(problem));
  return list;
}

void print_problems(const Invocation& invocation, const ConfigProblems& problems) {
  for (const ConfigProblem& problem : problems) {
    invocation.console.out << config::to_string(problem) << std::endl;
  }
}

std::string untried_text(const router::Untried& untried) {
  return (untried.is_rule ? "rule " : "fact ") + untried.what + ": no test makes it " +
         joined(untried.values, ", ");
}

bool is_wanting_a_firing(const router::Untried& untried) {
  return untried.is_rule && std::ranges::find(untried.values, "yes") != untried.values.end();
}

/// A rule that no test makes fire.
void add_untested(const router::Coverage& coverage, std::vector<RuleWarning>& warnings) {
  for (const router::Untried& untried : coverage.untried) {
    if (!is_wanting_a_firing(untried)) continue;
    warnings.push_back({config::Thing::rule, untried.what,
                        "rule '" + untried.what + "' is untested: no test makes it fire"});
  }
}

/// What looks wrong with a thing, at the place that declares it.
struct PlacedWarning {
  std::string about;
  ConfigProblem problem;
};

struct Checked {
  ConfigProblems problems;
  std::vector<PlacedWarning> warnings;
  std::string summary;
};

std::vector<PlacedWarning> placed(const std::vector<RuleWarning>& warnings,
                                  const fs::path& folder) {
  const config::DeclaredPlaces places = config::declared_places(folder);
  std::vector<PlacedWarning> placed;
  for (const auto& [thing, about, text] : warnings) {
    const config::Place& place = places.at(thing).at(about);
    placed.push_back({about, {place.file, place.mark.line, place.mark.column, text}});
  }
  return placed;
}

Json json_of(const std::vector<PlacedWarning>& warnings) {
  Json list = Json::array();
  for (const auto& [about, problem] : warnings) {
    Json warning = json_of(problem);
    warning["about"] = about;
    list.push_back(std::move(warning));
  }
  return list;
}

void print_warnings(const Invocation& invocation, const std::vector<PlacedWarning>& warnings) {
  for (const auto& [about, problem] : warnings) {
    ConfigProblem said = problem;
    said.text.insert(0, "warning: ");
    invocation.console.out << config::to_string(said) << std::endl;
  }
}

Checked check_rules(const Invocation& invocation, const fs::path& folder) {
  const auto loaded = config::load_mission(folder, settings_file(invocation), today(invocation));
  if (const auto* problems = std::get_if<ConfigProblems>(&loaded)) return {*problems, {}, ""};
  const auto& mission = std::get<config::Mission>(loaded);
  const auto files = config::rule_test_files(folder);
  const RuleTestRuns tested = run_rule_tests(mission, files);
  std::vector<RuleWarning> warnings = config::rule_warnings(mission);
  add_untested(tested.coverage, warnings);
  Checked checked{.problems = tested.problems, .warnings = placed(warnings, folder), .summary = {}};
  checked.summary = mission.id + ": " + counted(mission.rules.size(), "rule") + ", " +
                    counted(mission.definitions.size(), "definition") + ", " +
                    counted(mission.conditions.atoms.size(), "fact") + ", " +
                    counted(tested.runs.size(), "test") + "; version " + mission.version;
  return checked;
}

void check(Invocation& invocation) {
  const Checked checked = check_rules(invocation, mission_folder(invocation));
  const bool ok = checked.problems.empty();
  if (!ok) invocation.exit_code = ExitCode::configuration;
  if (invocation.options.json) {
    return print(invocation, {{"ok", ok},
                              {"problems", json_of(checked.problems)},
                              {"warnings", json_of(checked.warnings)},
                              {"summary", checked.summary}});
  }
  print_problems(invocation, checked.problems);
  print_warnings(invocation, checked.warnings);
  if (ok) invocation.console.out << "ok  " << checked.summary << std::endl;
}

struct TestArguments {
  std::vector<std::string> files;
};

/// Some files alone are not expected to try everything.
bool asks_coverage(const TestArguments& arguments) { return arguments.files.empty(); }

Json json_of(const RuleTestRuns& tested, bool coverage_asked) {
  Json tests = Json::array();
  for (const RuleTestRun& run : tested.runs) {
    tests.push_back({{"file", run.file.string()},
                     {"line", run.line},
                     {"column", run.column},
                     {"name", run.name},
                     {"ok", run.failures.empty()},
                     {"failures", run.failures}});
  }
  Json answer{{"problems", json_of(tested.problems)}, {"tests", tests}};
  if (!coverage_asked) return answer;
  Json untried = Json::array();
  for (const router::Untried& one : tested.coverage.untried) {
    untried.push_back({{one.is_rule ? "rule" : "fact", one.what}, {"never", one.values}});
  }
  answer["coverage"] = {
      {"rules", tested.coverage.rules}, {"facts", tested.coverage.atoms}, {"untried", untried}};
  return answer;
}

void print_failures(const Invocation& invocation, const RuleTestRuns& tested) {
  for (const RuleTestRun& run : tested.runs) {
    if (run.failures.empty()) continue;
    const ConfigProblem failed{run.file, run.line, run.column, "FAILED  " + run.name};
    invocation.console.out << config::to_string(failed) << std::endl;
    for (const std::string& failure : run.failures) {
      invocation.console.out << "    " << failure << std::endl;
    }
  }
}

std::string summary_of(const RuleTestRuns& tested, bool coverage_asked) {
  const auto failed = std::ranges::count_if(
      tested.runs, [](const RuleTestRun& run) { return !run.failures.empty(); });
  std::string text =
      counted(tested.runs.size(), "test") + ", " + std::to_string(failed) + " failed";
  if (!coverage_asked) return text + "; coverage is asked of all files together";
  const router::Coverage& coverage = tested.coverage;
  if (!coverage.untried.empty())
    return text + ", " + std::to_string(coverage.untried.size()) + " not tried";
  return text + "; " + counted(coverage.rules, "conditional rule") +
         " seen firing and not firing, " + counted(coverage.atoms, "fact") + " seen in every value";
}

void print_text(const Invocation& invocation, const RuleTestRuns& tested, bool coverage_asked) {
  print_problems(invocation, tested.problems);
  print_failures(invocation, tested);
  if (coverage_asked) {
    for (const router::Untried& untried : tested.coverage.untried) {
      invocation.console.out << "not tried: " << untried_text(untried) << std::endl;
    }
  }
  invocation.console.out << summary_of(tested, coverage_asked) << std::endl;
}

void test(Invocation& invocation, const TestArguments& arguments) {
  const config::Mission mission = load_mission(invocation);
  std::vector<fs::path> files{arguments.files.begin(), arguments.files.end()};
  const bool coverage_asked = asks_coverage(arguments);
  if (coverage_asked) files = config::rule_test_files(mission_folder(invocation));
  const RuleTestRuns tested = run_rule_tests(mission, files);
  const bool ok = tested.passed() && (!coverage_asked || tested.coverage.untried.empty());
  if (!ok) invocation.exit_code = ExitCode::failure;
  if (!tested.problems.empty()) invocation.exit_code = ExitCode::configuration;
  if (!invocation.options.json) return print_text(invocation, tested, coverage_asked);
  Json answer{{"ok", ok}};
  answer.update(json_of(tested, coverage_asked));
  print(invocation, answer);
}

}  // namespace

void add_rules(CLI::App& app, Invocation& invocation) {
  CLI::App* rules = app.add_subcommand("rules", "The rules of the mission: check them, test them");
  rules->require_subcommand(1);
  rules
      ->add_subcommand("check",
                       "Everything wrong with the rules, and what looks wrong: rules that never "
                       "fire or add nothing, nobody to tell, untested rules")
      ->callback([&invocation] { check(invocation); });
  const auto arguments = std::make_shared<TestArguments>();
  CLI::App* testing = rules->add_subcommand(
      "test", "Run the tests beside the rules (rules/*.test.yaml), and say what they do not try");
  testing->add_option("files", arguments->files, "Test files; all of the mission's")
      ->check(CLI::ExistingFile);
  testing->callback([&invocation, arguments] { test(invocation, *arguments); });
}

}  // namespace vigie::cli
