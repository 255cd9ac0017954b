#include "config/presumed.h"

#include <algorithm>
#include <array>
#include <vector>

#include "report/utf8.h"

namespace vigie::config {
namespace {

using LoweredWords = std::vector<std::string>;

constexpr std::array<std::string_view, 4> english{"victim", "victims", "offender", "offenders"};
constexpr std::array<std::string_view, 6> french{"victime", "victimes", "auteur",
                                                 "auteurs", "auteure",  "auteures"};

/// An ASCII letter, or an accented one: in UTF-8 those of Latin begin with C3 to CA, whereas
/// punctuation and spaces, such as ’ and the unbreakable space, begin otherwise.
bool is_letter(std::string_view character) {
  const auto first = static_cast<unsigned char>(character.front());
  return (first >= 'a' && first <= 'z') || (first >= 0xC3 && first <= 0xCA);
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

LoweredWords lowered_words(std::string_view text) {
  std::string lowered{text};
  std::ranges::transform(lowered, lowered.begin(), lower);
  LoweredWords words(1);
  for (std::size_t at = 0; at < lowered.size();) {
    const std::size_t length = std::max<std::size_t>(1, utf8_length(lowered, at));
    const std::string_view character = std::string_view{lowered}.substr(at, length);
    at += length;
    if (is_letter(character)) {
      words.back() += character;
    } else if (!words.back().empty()) {
      words.emplace_back();
    }
  }
  return words;
}

bool is_presumed_in_french(std::string_view word) {
  constexpr std::array<std::string_view, 4> forms{"présumé", "présumée", "présumés", "présumées"};
  return std::ranges::find(forms, word) != forms.end();
}

bool is_presumed(const LoweredWords& words, std::size_t at, bool in_french) {
  const std::string_view before = at > 0 ? std::string_view{words[at - 1]} : "";
  const std::string_view after = at + 1 < words.size() ? std::string_view{words[at + 1]} : "";
  if (!in_french) return before == "presumed";
  return is_presumed_in_french(before) || is_presumed_in_french(after);
}

bool judges(const std::string& word, bool in_french) {
  return in_french ? std::ranges::find(french, word) != french.end()
                   : std::ranges::find(english, word) != english.end();
}

}  // namespace

std::optional<std::string> unpresumed_word(std::string_view text, std::string_view language) {
  const bool in_french = language == "fr";
  const LoweredWords words = lowered_words(text);
  for (std::size_t at = 0; at < words.size(); ++at) {
    if (judges(words[at], in_french) && !is_presumed(words, at, in_french)) return words[at];
  }
  return std::nullopt;
}

}  // namespace vigie::config
