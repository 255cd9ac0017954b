// Whether a condition holds of every report that has one certain fact, whatever else it says or
// leaves open.
//
// The condition is evaluated in three values with that fact alone known and everything else
// unknown, also how long each list is. What then comes out as yes is yes however the unknown turns
// out; what does not may still hold of every such report, and is not recognised. Errors: none.
// Source: docs/rules.md, "What happens to a report" and "Unknown".

#pragma once

#include <string>

#include "config/conditions/condition.h"

namespace vigie::config {

/// A field of the report itself, and the word reported there.
struct KnownFact {
  std::string path;
  std::string word;
};

bool holds_whenever(const ConditionSet& set, NodeId condition, const KnownFact& fact);

}  // namespace vigie::config
