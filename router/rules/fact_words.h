// What an atomic condition asks, for people: "persons: sex is 'female'".
//
// Source: labels of router/rules/fact_labels.h; of codes, regions, positions, calendars and
//         areas the mission's own texts, where a mission is given; a word that nobody knows stands
//         as it is.
// Errors: none.

#pragma once

#include <string_view>

#include "config/mission.h"

namespace vigie::router {

class FactWords {
 public:
  /// Borrows both. Without a mission its codes stand as they are.
  explicit FactWords(const config::ConditionSet& set, const config::Mission* mission = nullptr)
      : set_(set), mission_(mission) {}

  Text of(const config::Atom& atom) const;

 private:
  Text compared(const config::Atom& atom) const;
  Text contained(const config::Atom& atom) const;
  Text one_of(const config::Atom& atom) const;
  Text during(const config::Atom& atom) const;
  Text within(const config::Atom& atom) const;
  Text value(const config::Operand& fact, std::int64_t value) const;
  Text word(const config::ConditionField& field, std::int64_t id) const;
  std::optional<Text> title(const config::ConditionField& field, const std::string& word) const;
  std::optional<Text> code(std::string_view list, const std::string& code) const;

  const config::ConditionSet& set_;
  const config::Mission* mission_;
};

/// Of a list as a whole: that it was reported, or (`counted`) that it has an element.
Text list_words(std::string_view path, bool counted);

}  // namespace vigie::router
