// Turns the text of conditions into a ConditionSet: a typed, total subset of CEL.
//
// Accepted: true false, integers, 'words' (single or double quotes),
//   timestamp('2019-06-01T00:00:00Z'), duration('72h'), lists of literals;
//   paths (report.… assessment.… and quantified variables), the names of definitions;
//   == != < <= > >= in && || ! ( ), instant - instant, has(path), list.exists(v, …),
//   list.all(v, …), list.size(), during(instant, 'calendar'), within(position, 'area'), routed_at.
// Everything accepted is valid CEL and means the same there.
//
// Errors: every problem of every text, with its place in that text and a near-match hint. Nothing
//         is compiled of a text with problems.
// Limits: below; beyond them a problem, never a crash.

#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "config/conditions/condition.h"

namespace vigie::config {

inline constexpr std::size_t condition_bytes_max = 2000;
inline constexpr std::size_t condition_depth_max = 32;       ///< Of nesting, definitions unfolded.
inline constexpr std::size_t condition_nodes_max = 512;      ///< Of one condition, unfolded.
inline constexpr std::size_t condition_quantifiers_max = 2;  ///< One inside another.
inline constexpr std::size_t condition_atoms_max = 8192;     ///< Of a set.

/// The words a mission knows beyond the schema's own.
struct ConditionWords {
  std::map<std::string, std::set<std::string>, std::less<>> catalogue;  ///< By list.
  std::set<std::string> regions;
  std::set<std::string> positions;
  std::set<std::string> calendars;
  std::set<std::string> areas;
};

struct ConditionSource {
  std::string name;  ///< Of a definition; of a rule: its id (for nothing but order).
  std::string text;
};

struct ConditionProblem {
  std::size_t source = 0;  ///< Index into the definitions or, if not in one, the conditions.
  bool in_definition = false;
  std::size_t offset = 0;  ///< Bytes into that text.
  std::string text;        ///< What is wrong, quoting the offending piece, and what to do.
};

struct CompiledConditions {
  ConditionSet set;
  std::vector<NodeId> conditions;  ///< Root of each condition, in the order given.
};

/// Definitions may name other definitions, in any order, never in a circle. All are checked, also
/// those nothing uses.
std::variant<CompiledConditions, std::vector<ConditionProblem>> compile_conditions(
    std::span<const ConditionSource> definitions, std::span<const ConditionSource> conditions,
    const ConditionWords& words);

}  // namespace vigie::config
