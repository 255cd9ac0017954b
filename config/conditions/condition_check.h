// From the tree of a condition's text to its nodes: every name, kind and word checked.

#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <string>

#include "config/conditions/condition_scope.h"

namespace vigie::config {

/// A definition that was checked, ready to stand in other conditions.
struct CheckedDefinition {
  std::size_t levels = 0;  ///< Of nesting; unfolded, as the next two.
  std::size_t nodes = 0;
  std::size_t quantifiers = 0;  ///< One inside another.
  /// By the number of quantifiers around its use: a variable is counted from the outermost.
  std::array<NodeId, condition_quantifiers_max + 1> roots{};
};

/// nullopt: known, but something is wrong with it; what uses it is not complained of.
using CheckedDefinitions = std::map<std::string, std::optional<CheckedDefinition>, std::less<>>;

// Both: nullopt when something is wrong; the problems are noted. `scope` is as made for the text;
// the definitions it uses have been checked.
std::optional<NodeId> check_condition(CheckScope& scope, const CheckedDefinitions& definitions);
std::optional<CheckedDefinition> check_definition(CheckScope& scope,
                                                  const CheckedDefinitions& definitions);

}  // namespace vigie::config
