#include "config/conditions/condition_words.h"

#include <algorithm>

#include "config/near_match.h"

namespace vigie::config {
namespace {

bool are_letters(std::string_view text, std::size_t count, char first, char last) {
  return text.size() == count &&
         std::ranges::all_of(text, [&](char c) { return c >= first && c <= last; });
}

std::vector<std::string> catalogue_words(const ConditionWords& words, std::string_view list) {
  const auto found = words.catalogue.find(list);
  if (found == words.catalogue.end()) return {};
  return {found->second.begin(), found->second.end()};
}

/// Of the fields whose words are counted.
std::vector<std::string> known_words(const ConditionWords& words, const ConditionField& field) {
  switch (field.words) {
    case WordsOf::fixed:
      return {field.fixed.begin(), field.fixed.end()};
    case WordsOf::catalogue:
      return catalogue_words(words, field.source);
    case WordsOf::regions:
      return {words.regions.begin(), words.regions.end()};
    case WordsOf::positions:
      return {words.positions.begin(), words.positions.end()};
    default:
      return {};
  }
}

std::string one_of(std::span<const std::string_view> words) {
  std::string text;
  for (const std::string_view word : words) {
    text += text.empty() ? ": one of '" : ", '";
    text += word;
    text += "'";
  }
  return text;
}

/// What is wrong with the word; empty when nothing is.
std::string wrong_with(const ConditionWords& words, const ConditionField& field,
                       std::string_view word) {
  const std::string no_word = " is no word of '" + std::string(field.path) + "'";
  if (field.words == WordsOf::states) {
    return are_letters(word, 3, 'A', 'Z') ? "" : no_word + ": write a State as 'MLI' (ISO 3166-1)";
  }
  if (field.words == WordsOf::languages) {
    return are_letters(word, 3, 'a', 'z') ? ""
                                          : no_word + ": write a language as 'bam' (ISO 639-3)";
  }
  const std::vector<std::string> known = known_words(words, field);
  if (std::ranges::find(known, word) != known.end()) return "";
  const std::string near = near_match(word, known);
  return no_word + (near.empty() ? one_of(field.fixed) : near);
}

}  // namespace

std::optional<std::int64_t> word_of(CheckScope& scope, FieldId field, const SyntaxNode& word) {
  if (word.text == "unknown") {
    scope.complain(
        word.offset,
        quoted_piece(word.piece) + " is never a word here: !has(…) asks whether a fact is unknown");
    return std::nullopt;
  }
  const std::string wrong = wrong_with(scope.words, condition_fields()[field], word.text);
  if (wrong.empty()) return scope.builder.word(word.text);
  scope.complain(word.offset, quoted_piece(word.piece) + wrong);
  return std::nullopt;
}

}  // namespace vigie::config
