// Reads a mission folder into a checked Mission, or says everything that is wrong with it.
//
// Files of a mission folder: mission.yaml, regions.yaml, positions.yaml, roster.yaml,
// profiles.yaml, calendars.yaml and areas.yaml (may be absent), settings.yaml, rules/*.yaml,
// catalogue/*.yaml (one version; each folder below catalogue/ is another). docs/configuration.md
// shows each. Read strictly: unknown or duplicate keys, anchors, aliases, tags and multiple
// documents are errors, and so is a stray .yaml file.
//
// Errors: a list, each with file, line and column (from 1; 0 when the file itself is the matter)
//         and what to do. All errors of all files come in one go, by file, line and column, but
//         for what names anything of a file that cannot be read (the conditions of all rules, if
//         that is a rule file). Nothing throws.

#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "config/mission.h"

namespace vigie::config {

struct ConfigProblem {
  std::filesystem::path file;
  int line = 0;
  int column = 0;
  std::string text;
};

using ConfigProblems = std::vector<ConfigProblem>;

/// "config/mali/positions.yaml:12:5: unknown key 'offise' (did you mean 'office'?)"
std::string to_string(const ConfigProblem& problem);

/// `settings` replaces the folder's settings.yaml (a test, a second host). `today`: a rule whose
/// last day is before it is a problem; without it such a rule loads, and counts for nothing in a
/// routing.
std::variant<Mission, ConfigProblems> load_mission(
    const std::filesystem::path& folder,
    const std::optional<std::filesystem::path>& settings = std::nullopt,
    std::optional<std::chrono::sys_days> today = std::nullopt);

}  // namespace vigie::config
