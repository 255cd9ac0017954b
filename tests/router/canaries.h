// Canaries: unique strings in every field of a report that a notice must never show.

#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <set>
#include <string>
#include <vector>

#include "report/report.h"

namespace vigie::router {

/// Group of every leaf of report/report.schema.json, by path with * for entries of lists:
/// {"/who/*/role", "routing"}.
std::map<std::string, std::string> schema_groups();

/// Paths of every leaf of a JSON value, written the same way.
std::set<std::string> leaf_paths(const nlohmann::json& value);

struct Canary {
  std::string path;  ///< "/who/*/age/min"
  std::string value;
};

struct Planted {
  Report report;
  std::vector<Canary> canaries;
};

/// Whether it stands in the text; one of fewer than six characters only as a word of its own.
bool stands_in(const std::string& text, const Canary& canary);

/// The report with a canary in each field of the groups operational and identity that can hold one:
/// texts, codes, digests and numbers. Answers from a fixed set of words stay as they are.
Planted plant_canaries(const Report& report);
/// The same in each field of every group that can hold one, the names of the groups of persons
/// among them, but not in known_by().
Planted plant_canaries_everywhere(const Report& report);

/// What a report is known, assessed and routed by, each with the reason why it holds no canary.
const std::map<std::string, std::string>& known_by();
/// Leaves of the schema that are one of a few words: no value of theirs is rare.
std::set<std::string> fixed_words();

}  // namespace vigie::router
