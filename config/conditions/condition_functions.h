// The functions of conditions, and how each is written.

#pragma once

#include <cstdint>
#include <optional>

#include "config/conditions/condition_scope.h"

namespace vigie::config {

enum class ConditionFunction : std::uint8_t {
  exists,
  all,
  size,
  has,
  during,
  within,
  timestamp,
  duration
};

/// The function of a call; nullopt, with a problem, when there is none or it is written otherwise.
std::optional<ConditionFunction> function_of(CheckScope& scope, const SyntaxNode& call);

}  // namespace vigie::config
