// What the loader keeps of the rules while it reads: each condition with its place, and every
// mention of an office with what it is mentioned as. Checked once all files have been read
// (config/check_rules.h).

#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "config/mission.h"
#include "config/yaml.h"

namespace vigie::config {

struct Place {
  std::filesystem::path file;
  YamlMark mark;
};

/// An office in a rule, and as what it stands there.
struct OfficeUse {
  enum class As {
    told_at_once,
    told_held,   ///< On a decision.
    told_after,  ///< Another has forwarded.
    forwarded,   ///< Told when a deadline passes.
    withheld,
    must,  ///< Told, and no rule may withhold it.
    decides,
    climbed_to,  ///< By a notice or a question that nobody answered.
    owner
  };
  Code office;
  As as = As::told_at_once;
  std::string rule;
  Code of;  ///< decides: the office that waits.
  Place place;
};

/// Until when a rule counts, and where its file says so.
struct LastDay {
  std::string rule;
  std::chrono::sys_days day;
  Place place;
};

struct RuleDraft {
  std::vector<Place> conditions;   ///< Of Mission::rules, in the same order.
  std::vector<Place> definitions;  ///< Of Mission::definitions, in the same order.
  std::vector<OfficeUse> uses;
  std::vector<LastDay> last_days;
  std::map<std::filesystem::path, YamlMark> lists;  ///< Where `rules:` stands in each rule file.
  /// Bytes of the rule files: a place within a condition of several lines is found in them.
  std::map<std::filesystem::path, std::string> bytes;
};

}  // namespace vigie::config
