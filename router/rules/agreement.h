// Whether one reported value can give several atoms the values asked of them.
//
// Only atoms that speak of one value beside literals are compared; of any two others this takes for
// granted that they can agree. A catalogue's words are taken as open: there is always another one.
// Errors: none.

#pragma once

#include <compare>
#include <optional>
#include <span>

#include "config/conditions/condition.h"

namespace vigie::router {

/// The one value an atom speaks of: a field, or whether and how long a list is.
struct Subject {
  config::Operand::Of of = config::Operand::Of::field;
  std::uint16_t id = 0;
  auto operator<=>(const Subject&) const = default;
};

/// nullopt: the atom speaks of several values, or of none of the report.
std::optional<Subject> subject_of(const config::Atom& atom);

struct Asked {
  const config::Atom* atom = nullptr;
  bool needed = true;
};

/// Of atoms with the same subject.
bool can_agree(const config::ConditionSet& set, const Subject& subject,
               std::span<const Asked> asked);

}  // namespace vigie::router
