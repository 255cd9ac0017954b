// The conditions that are one atom: comparisons, membership, has(), during(), within(), a yes-or-no
// fact.

#pragma once

#include <optional>

#include "config/conditions/condition_operand.h"
#include "config/conditions/condition_scope.h"

namespace vigie::config {

struct AtomUse {
  Atom atom;
  std::optional<VariableIndex> variable{};  ///< That gives the element.
  bool negated = false;
};

// Each: nullopt when something is wrong; the problem is noted.
std::optional<AtomUse> read_comparison(CheckScope& scope, const SyntaxNode& compare);
std::optional<AtomUse> read_membership(CheckScope& scope, const SyntaxNode& in);
std::optional<AtomUse> read_has(CheckScope& scope, const SyntaxNode& call);
std::optional<AtomUse> read_during(CheckScope& scope, const SyntaxNode& call);
std::optional<AtomUse> read_within(CheckScope& scope, const SyntaxNode& call);
std::optional<AtomUse> read_truth(CheckScope& scope, const SyntaxNode& path);

}  // namespace vigie::config
