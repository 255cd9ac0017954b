// What would have to hold for a condition to be true on one report: its quantifiers unrolled over
// the elements there are, negations carried inwards, down to single values of atoms.
//
// Where a list is absent, or empty and something of it must exist, one more element is supposed.
// Errors: none. Limits: those of a condition times those of the lists it speaks of.

#pragma once

#include <cstdint>
#include <map>
#include <tuple>
#include <vector>

#include "config/conditions/condition.h"
#include "router/rules/evaluate.h"

namespace vigie::router {

/// Where an atom has a value: at an element, or at a supposed one.
struct Place {
  std::uint16_t element = 0;
  std::uint32_t supposed = 0;  ///< 0: the report has it; else which supposed element.
  auto operator<=>(const Place&) const = default;
};

struct AtomAt {
  config::AtomId atom = 0;
  Place place;
  Truth now = Truth::unknown;
};

using GoalId = std::uint32_t;

struct Goal {
  enum class Kind : std::uint8_t { never, value, every, any };
  Kind kind = Kind::every;
  std::uint32_t at = 0;  ///< value: index into Goals::atoms.
  bool needed = true;    ///< value.
  std::vector<GoalId> parts;
  std::size_t least = 0;  ///< At least so many values must change; never: changes_never.
};

inline constexpr std::size_t changes_never = SIZE_MAX / 2;

struct Goals {
  std::vector<AtomAt> atoms;  ///< In the order the condition names them.
  std::vector<Goal> goals;
  GoalId root = 0;
};

/// Whether all that asks of one list supposes the same element, or each quantifier its own.
enum class Supposed { shared, apart };

Goals goals_of(const config::ConditionSet& set, config::NodeId root, const Trace& trace,
               Supposed supposed);

}  // namespace vigie::router
