// An enumeration from the word that stands for it in JSON and in databases: the place of the word
// in its list is the value.
#pragma once

#include <algorithm>
#include <optional>
#include <span>
#include <string_view>

namespace vigie {

/// nullopt for any other word.
template <typename Enum>
std::optional<Enum> parse_word(std::span<const std::string_view> words, std::string_view word) {
  const auto found = std::ranges::find(words, word);
  if (found == words.end()) return std::nullopt;
  return static_cast<Enum>(found - words.begin());
}

}  // namespace vigie
