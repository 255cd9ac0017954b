// What conditions may read: the routing group of the report, and the assessment. Nothing else: no
// narrative, no name; of the exact place only whether it was reported, and in which areas it lies.
//
// Shapes: paths are those of the report's JSON form under "report.", of the assessment under
//         "assessment.", with [] for the elements of a list: "report.who[].sex". A list of words
//         (nationalities) has elements that are the words themselves:
//         "report.who[].nationalities[]" is both the list and a field of scope that list. Objects
//         within (age, danger) are always there; only fields and lists may be absent.
// Source: report/report.schema.json (x-vigie-group "routing"); router/assess/assessment.h.

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace vigie::config {

using ListId = std::uint8_t;    ///< Index into condition_lists(); 0 is the report itself.
using FieldId = std::uint16_t;  ///< Index into condition_fields().

enum class FieldKind : std::uint8_t {
  boolean,
  integer,
  word,
  instant,
  place  ///< A position on the map: nothing but has() and within() reads it.
};

/// Where the words of a field come from.
enum class WordsOf : std::uint8_t { none, fixed, catalogue, regions, positions, states, languages };

struct ConditionList {
  std::string_view path;  ///< "report.who[]"; "" for the report itself.
  ListId parent = 0;
  bool always = false;  ///< Never absent.
};

struct ConditionField {
  std::string_view path;  ///< "report.who[].sex"
  ListId list = 0;        ///< In whose elements it stands; 0: once in a report.
  FieldKind kind = FieldKind::boolean;
  WordsOf words = WordsOf::none;
  std::string_view source;                    ///< catalogue: the list ("needs").
  std::span<const std::string_view> fixed{};  ///< fixed: the words, without "unknown".
  bool always = false;                        ///< Never unknown.
};

std::span<const ConditionList> condition_lists();
std::span<const ConditionField> condition_fields();
std::optional<FieldId> find_condition_field(std::string_view path);
std::optional<ListId> find_condition_list(std::string_view path);

}  // namespace vigie::config
