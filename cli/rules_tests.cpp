#include "cli/rules_tests.h"

#include <algorithm>
#include <variant>

#include "cli/invocation.h"
#include "intake/meaning.h"
#include "service/failure.h"

namespace vigie::cli {
namespace {

using config::RuleTest;
using Strings = std::vector<std::string>;

constexpr std::size_t report_file_bytes_max = 4 * report_bytes_max;

/// Codes and positions that do not exist would make a test that tries nothing.
Strings meaningless(const Report& report, const config::Mission& mission, const RuleTest& test) {
  Strings texts;
  const Time at = test.at.value_or(report.when.filed_at.utc);
  const auto meaning = intake::check_meaning(report, mission, at);
  if (const auto* problems = std::get_if<Problems>(&meaning)) {
    for (const Problem& problem : *problems) {
      texts.push_back(problem.pointer + ": " + problem.text.en);
    }
  }
  return texts;
}

Strings failures_of(const RuleTest& test, const config::Mission& mission,
                    router::RuleTester& tester) {
  std::string bytes;
  try {
    bytes = read_file(test.report, report_file_bytes_max);
  } catch (const service::Failure& trouble) {
    return {trouble.what()};
  }
  const auto changed = router::report_of(test, bytes);
  if (const auto* troubles = std::get_if<Strings>(&changed)) return *troubles;
  const auto& report = std::get<Report>(changed);
  Strings failures = meaningless(report, mission, test);
  return failures.empty() ? tester.run(test, report) : failures;
}

}  // namespace

bool RuleTestRuns::passed() const {
  return problems.empty() &&
         std::ranges::all_of(runs, [](const RuleTestRun& run) { return run.failures.empty(); });
}

RuleTestRuns run_rule_tests(const config::Mission& mission,
                            const std::vector<std::filesystem::path>& files) {
  RuleTestRuns all;
  router::RuleTester tester{mission};
  for (const std::filesystem::path& file : files) {
    const auto read = config::read_rule_tests(file, mission);
    if (const auto* problems = std::get_if<config::ConfigProblems>(&read)) {
      all.problems.insert(all.problems.end(), problems->begin(), problems->end());
      continue;
    }
    for (const RuleTest& test : std::get<std::vector<RuleTest>>(read)) {
      all.runs.push_back({test.name, test.file, test.mark.line, test.mark.column,
                          failures_of(test, mission, tester)});
    }
  }
  all.coverage = tester.coverage();
  return all;
}

}  // namespace vigie::cli
