// Whether a word of a condition is one that the field beside it can have.

#pragma once

#include <cstdint>
#include <optional>

#include "config/conditions/condition_scope.h"

namespace vigie::config {

/// The builder's id of the word that node holds; nullopt, with a problem, when the field never has
/// it.
std::optional<std::int64_t> word_of(CheckScope& scope, FieldId field, const SyntaxNode& word);

}  // namespace vigie::config
