// The rule tests of a mission, read from its files and run: what `vigie rules` shows.
//
// Errors: collected, each with the file and line it stands at; nothing throws.

#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "config/load.h"
#include "router/rules/rule_tests.h"

namespace vigie::cli {

struct RuleTestRun {
  std::string name;
  std::filesystem::path file;
  int line = 0;
  int column = 0;
  std::vector<std::string> failures;  ///< Empty: passed.
};

struct RuleTestRuns {
  config::ConfigProblems problems;  ///< Of the test files: those tests were not run.
  std::vector<RuleTestRun> runs;
  router::Coverage coverage;

  bool passed() const;
};

/// Runs every test of those files.
RuleTestRuns run_rule_tests(const config::Mission& mission,
                            const std::vector<std::filesystem::path>& files);

}  // namespace vigie::cli
