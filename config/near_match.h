// "did you mean": the known word nearest to what was written.

#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vigie::config {

/// Levenshtein distance, at most 3 (anything farther is 3).
std::size_t edit_distance(std::string_view a, std::string_view b);

/// " (did you mean 'office'?)" for the nearest word within two edits; else "".
std::string near_match(std::string_view word, std::span<const std::string> known);

}  // namespace vigie::config
