// The facts that a condition's value rests on: of a true condition those that make it true, of a
// false one those that fail, of an unknown one those that were not reported.
//
// Of an empty list: that it has no element ("report.needs[].size() > 0" is no); of an absent one:
// that it was not reported ("has(report.who[])" is no). Each fact once, in the order the condition
// names them. Errors: none.

#pragma once

#include <string>
#include <vector>

#include "config/conditions/condition.h"
#include "router/rules/evaluate.h"

namespace vigie::router {

struct CarryingFact {
  std::string text;  ///< Of the atom: paths in full.
  Truth value = Truth::unknown;
  std::string where;               ///< JSON pointer into the report; empty: the report itself.
  std::vector<std::string> reads;  ///< Paths.
  bool operator==(const CarryingFact&) const = default;
};

std::vector<CarryingFact> carrying_facts(const config::ConditionSet& set, config::NodeId root,
                                         const Trace& trace);

}  // namespace vigie::router
