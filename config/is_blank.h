// What separates the words of a condition, and what YAML may fold or drop within a value of several
// lines: the two are the same characters, and a place in a condition is found by counting the
// others (config/source_position.h).

#pragma once

namespace vigie::config {

constexpr bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

}  // namespace vigie::config
