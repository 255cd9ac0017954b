// Where every field and list that conditions may read stands in a report and its assessment: the
// one table that says so.
//
// Shapes: an element of a list is handed on as the object it is in report/report.h ("report.who[]":
//         a Group; a list of words: the std::string), the report itself as a RoutedReport.
// Errors: none.

#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "config/conditions/condition.h"
#include "report/report.h"
#include "router/assess/assessment.h"
#include "router/rules/facts.h"

namespace vigie::router {

/// The element of list 0.
struct RoutedReport {
  const Report& report;
  const Assessment& assessment;
};

/// Ids of reported words in one set, which must outlive it; those of enumerations looked up once.
class WordIds {
 public:
  explicit WordIds(const config::ConditionSet& set);

  template <typename Enum>
  FactValue of(Enum value) const {
    return std::get<Ids<Enum>>(enumerations_).values[static_cast<std::size_t>(value)];
  }
  template <typename Enum>
  FactValue of(const std::optional<Enum>& value) const {
    return value ? of(*value) : std::nullopt;
  }
  /// A code of the catalogue or a state.
  FactValue of(const std::string& word) const;
  /// Of any word, "unknown" too.
  std::int64_t id_of(std::string_view word) const;

 private:
  template <typename Enum>
  struct Ids {
    std::array<FactValue, 10> values{};
  };
  template <typename Enum>
  void look_up(Enum last);

  std::unordered_map<std::string_view, std::int64_t> words_;
  std::tuple<Ids<Kind>, Ids<Urgency>, Ids<Answer>, Ids<Basis>, Ids<Role>, Ids<Sex>, Ids<AgeBasis>,
             Ids<MayBeUnder18>, Ids<DocumentState>, Ids<CrossingStage>, Ids<BenefitStage>,
             Ids<Finding>, Ids<Result>>
      enumerations_;
};

struct ListEntry {
  std::string_view path;
  /// Appends the elements; false: the list is absent.
  bool (*elements)(const void* parent, std::vector<const void*>& to);
};

struct FieldEntry {
  std::string_view path;
  FactValue (*value)(const void* element, const WordIds& words);
};

std::span<const ListEntry> list_entries();
std::span<const FieldEntry> field_entries();

}  // namespace vigie::router
