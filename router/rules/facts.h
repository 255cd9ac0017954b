// What one report and its assessment say, in the terms of config/conditions/condition_schema.h:
// only the lists and fields that the conditions of a set read.
//
// Shapes: an element of a list is numbered over the whole report: the documents of all groups are
//         elements 0, 1, 2, … of "report.who[].documents[]". The report itself is the one element
//         of list 0.
//         Values are those of config::Operand: booleans 0 and 1, words their id in the set (0: a
//         word no condition names), instants UTC milliseconds, places as in router/rules/places.h;
//         absent: unknown.
// Unknown: what is absent; "unknown" where a report may say so; Result::not_enough_reported. A
//         result is the strongest over every legal frame, group and crossing.
// Errors: none; a report the decoder accepted can always be read.

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "config/conditions/condition.h"
#include "report/clock.h"
#include "report/report.h"
#include "router/assess/assessment.h"

namespace vigie::router {

/// The elements of one list, by the element of the parent list they stand in.
struct ListShape {
  struct Part {
    bool known = false;
    std::uint16_t first = 0;
    std::uint16_t count = 0;
    bool operator==(const Part&) const = default;
  };
  std::vector<Part> parts;             ///< By element of the parent list.
  std::vector<std::uint16_t> parents;  ///< By element: the one of the parent list.

  /// Adds the list as it stands in the next element of the parent list.
  void add(bool known, std::size_t count);
  void clear();
  std::size_t size() const { return parents.size(); }
  bool operator==(const ListShape&) const = default;
};

/// The one element of list 0.
ListShape report_shape();

/// The element of `outer` that holds element `element` of `list`, or is it; `outer` is `list` or a
/// list around it.
std::uint16_t element_around(const std::vector<ListShape>& lists, config::ListId list,
                             std::uint16_t element, config::ListId outer);

using FactValue = std::optional<std::int64_t>;

struct Facts {
  std::vector<ListShape> lists;                ///< By ListId; empty where nothing reads it.
  std::vector<std::vector<FactValue>> fields;  ///< By FieldId, by element; likewise.
  Time routed_at{};
};

/// What a set's conditions read.
struct FactsRead {
  std::vector<bool> lists;   ///< By ListId; with every list around them.
  std::vector<bool> fields;  ///< By FieldId.
};
FactsRead facts_read(const config::ConditionSet& set);

/// The field that is the elements of a list of words; nullopt for lists of objects.
std::optional<config::FieldId> words_of_list(config::ListId list);

/// Reads reports for one set of conditions, which must outlive it. Not for several threads at once.
class FactReader {
 public:
  explicit FactReader(const config::ConditionSet& set);
  ~FactReader();
  FactReader(const FactReader&) = delete;
  FactReader& operator=(const FactReader&) = delete;

  /// Valid until the next call.
  const Facts& read(const Report& report, const Assessment& assessment, Time routed_at);

 private:
  class Reading;
  std::unique_ptr<Reading> reading_;
};

/// Everything a FactReader can read, by the paths of config/conditions/condition_schema.h.
std::vector<std::string_view> readable_lists();
std::vector<std::string_view> readable_fields();

}  // namespace vigie::router
