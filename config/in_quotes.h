// A code or a key as a problem names it: 'force_commander'. A piece of a condition is shown by
// quoted_piece() (config/conditions/condition_tokens.h), which shortens it.

#pragma once

#include <string>
#include <string_view>

namespace vigie::config {

inline std::string in_quotes(std::string_view word) { return "'" + std::string{word} + "'"; }

}  // namespace vigie::config
