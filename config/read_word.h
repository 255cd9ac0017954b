// The strict reading of words that stand for the values of an enumeration.
//
// Errors: a word that is none of them is noted with the nearest one; the value is then absent.

#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/reader.h"
#include "config/words.h"

namespace vigie::config {

/// `words`: in the order of the values; those at the end may be left out.
template <typename Enum>
std::optional<Enum> optional_value(MapReader& map, std::string_view key,
                                   std::span<const std::string_view> words = words_of<Enum>()) {
  const std::vector<std::string> known{words.begin(), words.end()};
  const auto word = map.optional_word(key, known);
  return word ? parse_word<Enum>(words, *word) : std::nullopt;
}

template <typename Enum>
std::optional<Enum> required_value(MapReader& map, std::string_view key,
                                   std::span<const std::string_view> words = words_of<Enum>()) {
  const std::vector<std::string> known{words.begin(), words.end()};
  const auto word = map.word(key, known);
  return word ? parse_word<Enum>(words, *word) : std::nullopt;
}

}  // namespace vigie::config
