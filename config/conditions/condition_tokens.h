// The pieces a condition's text is made of: names, whole numbers, words in quotes, signs.
//
// Pieces of CEL outside the subset are still recognised, so that the reader can say what is wrong
// with them and go on. Tokens point into the text, which must outlive them.
// Errors: returned with their place; `broken` when what follows cannot be read either.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace vigie::config {

enum class TokenKind : std::uint8_t {
  end,
  name,
  integer,
  word,     ///< In quotes.
  refused,  ///< A value outside the subset; its problem is already noted.
  arithmetic,
  dot,
  comma,
  open,
  close,
  open_list,
  close_list,
  open_map,
  close_map,
  question,
  colon,
  minus,
  negate,
  both,
  either,
  equal,
  not_equal,
  less,
  less_equal,
  greater,
  greater_equal
};

struct Token {
  TokenKind kind = TokenKind::end;
  std::size_t offset = 0;
  std::string_view text{};  ///< As written; of a word with its quotes.
  std::int64_t value = 0;   ///< Of an integer.
};

/// What is wrong at one place of a text.
struct TextProblem {
  std::size_t offset = 0;
  std::string text;
};
using TextProblems = std::vector<TextProblem>;

/// A piece of a text as a problem quotes it: 'kind', "flash"; shortened, printable.
std::string quoted_piece(std::string_view piece);

struct Tokens {
  std::vector<Token> tokens;  ///< The last is `end`.
  bool broken = false;
};

Tokens read_tokens(std::string_view text, TextProblems& problems);

}  // namespace vigie::config
