// One side of a comparison: what it is, of which kind, and in whose element it stands.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/conditions/condition_scope.h"

namespace vigie::config {

enum class SideKind : std::uint8_t { boolean, integer, word, instant, duration, place };

std::string_view to_string(SideKind kind);  ///< "a yes or no", "a number", …

struct Side {
  SideKind kind = SideKind::boolean;
  Operand operand{};  ///< Of a word in quotes: the value is not set; the other side says which.
  std::optional<VariableIndex> variable{};
  bool may_be_unknown = false;
  std::string text{};                ///< As an atom prints it.
  std::vector<std::string> reads{};  ///< As an atom lists them.

  bool is_literal() const { return operand.of == Operand::Of::literal; }
};

/// nullopt when no side of a comparison can stand there; the problem is noted.
std::optional<Side> read_side(CheckScope& scope, SyntaxId id);

/// The field or the size of the list that a path leads to, whatever its kind; nullopt for others.
std::optional<Side> side_of(const PathTarget& target);

}  // namespace vigie::config
