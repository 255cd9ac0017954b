// A ConditionSet as JSON text and back: what a routing was decided by, kept beside it, so that it
// can be explained and repeated when the mission's files say something else.
//
// Errors: read_conditions() answers nullopt for text that write_conditions() did not write.

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "config/conditions/condition.h"

namespace vigie::config {

std::string write_conditions(const ConditionSet& set);
std::optional<ConditionSet> read_conditions(std::string_view json);

}  // namespace vigie::config
