// The words of mission files that stand for one of a few values, and their strict reading.
//
// Errors: a word that is none of them is noted with the nearest one; the value is then absent.

#pragma once

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/catalogue.h"
#include "config/reader.h"

namespace vigie::config {

template <typename Value>
struct Word {
  std::string_view text;
  Value value;
};

std::span<const Word<IndicatorCategory>> category_words();
std::span<const Word<Element>> element_words();
/// act, means, purpose.
std::span<const Word<Element>> trafficking_element_words();
std::span<const Word<Likelihood>> likelihood_words();
std::span<const Word<Learn>> learn_words();

/// The texts of those words, in their order.
template <typename Value>
std::vector<std::string> texts_of(std::span<const Word<Value>> words) {
  std::vector<std::string> texts;
  for (const Word<Value>& word : words) texts.emplace_back(word.text);
  return texts;
}

template <typename Value>
std::optional<Value> value_of(const std::optional<std::string>& text,
                              std::span<const Word<Value>> words) {
  if (!text) return std::nullopt;
  return std::ranges::find(words, *text, &Word<Value>::text)->value;
}

template <typename Value>
std::optional<Value> optional_value(MapReader& map, std::string_view key,
                                    std::span<const Word<Value>> words) {
  return value_of(map.optional_word(key, texts_of(words)), words);
}

template <typename Value>
std::optional<Value> required_value(MapReader& map, std::string_view key,
                                    std::span<const Word<Value>> words) {
  return value_of(map.word(key, texts_of(words)), words);
}

}  // namespace vigie::config
