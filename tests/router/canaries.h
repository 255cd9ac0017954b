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

struct Planted {
  Report report;
  std::vector<std::string> canaries;
};

/// The report with a canary in each field of the groups operational and identity that can hold one:
/// texts, codes, digests and numbers. Answers from a fixed set of words stay as they are.
Planted plant_canaries(const Report& report);

}  // namespace vigie::router
