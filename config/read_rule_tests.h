// What the authors of rules expect of them: the *.test.yaml files beside the rules. Each test takes
// a report, changes a few of its facts, and says who is told, held, withheld and not told, and by
// whom.
//
// Shapes: docs/rules.md, "Testing". Positions are those of positions.yaml, with their region.
// Units:  durations in minutes; `at` is the instant of the routing.
// Errors: as load_mission() gives them: all of a file, each with its place. Whether the report can
//         be read is not looked at here.

#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "config/load.h"
#include "config/yaml.h"
#include "report/clock.h"

namespace vigie::config {

/// One fact of the report changed before it is routed.
struct FactChange {
  std::string pointer;            ///< JSON pointer into the report: "/who/0/age".
  std::optional<YamlNode> value;  ///< Absent: removed.
};

/// What is expected of one position. What is absent is not looked at.
struct Expected {
  enum class Told { told, held, withheld, not_told };
  Code position;
  Told told = Told::told;
  std::vector<Code> by;              ///< Held: the positions that decide; sorted.
  std::vector<Code> after;           ///< Held: the positions that forward; sorted.
  std::vector<std::string> missing;  ///< Held only for these unknown atoms, by text; sorted.
  std::optional<std::chrono::minutes>
      within;                             ///< Until it is to acknowledge; held: the decider to act.
  std::optional<AtDeadline> at_deadline;  ///< Held.
  std::optional<Urgency> urgency;
  std::optional<std::vector<std::string>> rules;  ///< Sorted.
  std::optional<std::vector<std::string>> show;   ///< Profiles; sorted.
};

struct RuleTest {
  std::string name;
  std::filesystem::path file;
  YamlMark mark;
  std::filesystem::path report;  ///< As it can be opened.
  std::vector<FactChange> changes;
  std::optional<Time> at;          ///< Absent: when the report was filed.
  std::vector<Expected> expected;  ///< Each position once.
  bool others_not_told = true;     ///< Every other position must not be told.
};

std::variant<std::vector<RuleTest>, ConfigProblems> read_rule_tests(
    const std::filesystem::path& file, const Mission& mission);

/// The *.test.yaml files beside a mission's rules, by name.
std::vector<std::filesystem::path> rule_test_files(const std::filesystem::path& mission_folder);

}  // namespace vigie::config
