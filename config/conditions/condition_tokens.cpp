#include "config/conditions/condition_tokens.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "config/is_blank.h"
#include "report/utf8.h"

namespace vigie::config {
namespace {

constexpr std::size_t digits_max = 15;  // every such number is one in any reader of CEL
constexpr std::size_t quoted_bytes_max = 60;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool begins_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool in_name(char c) { return begins_name(c) || is_digit(c); }
bool is_quote(char c) { return c == '\'' || c == '"'; }

struct Sign {
  std::string_view text;
  TokenKind kind;
};

// Longer ones first.
constexpr std::array<Sign, 28> signs{{
    {"==", TokenKind::equal},
    {"!=", TokenKind::not_equal},
    {"<=", TokenKind::less_equal},
    {">=", TokenKind::greater_equal},
    {"&&", TokenKind::both},
    {"||", TokenKind::either},
    {"<", TokenKind::less},
    {">", TokenKind::greater},
    {"!", TokenKind::negate},
    {"-", TokenKind::minus},
    {"(", TokenKind::open},
    {")", TokenKind::close},
    {"[", TokenKind::open_list},
    {"]", TokenKind::close_list},
    {"{", TokenKind::open_map},
    {"}", TokenKind::close_map},
    {".", TokenKind::dot},
    {",", TokenKind::comma},
    {"?", TokenKind::question},
    {":", TokenKind::colon},
    {"+", TokenKind::arithmetic},
    {"*", TokenKind::arithmetic},
    {"/", TokenKind::arithmetic},
    {"%", TokenKind::arithmetic},
    // Slips that are clear enough to read on.
    {"=", TokenKind::equal},
    {"&", TokenKind::both},
    {"|", TokenKind::either},
    {"", TokenKind::end},
}};

/// What to write instead of a sign that is only half of one; empty for all others.
std::string_view whole_sign(std::string_view text) {
  if (text == "=") return "==";
  if (text == "&") return "&&";
  if (text == "|") return "||";
  return "";
}

class Reader {
 public:
  Reader(std::string_view text, TextProblems& problems) : text_(text), problems_(problems) {}

  Tokens read() {
    while (!result_.broken && at_ < text_.size()) read_one();
    result_.tokens.push_back({.kind = TokenKind::end, .offset = text_.size()});
    return std::move(result_);
  }

 private:
  char here(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }

  void complain(std::size_t offset, std::string text) {
    problems_.push_back({offset, std::move(text)});
  }

  void add(TokenKind kind, std::size_t length, std::int64_t value = 0) {
    result_.tokens.push_back(
        {.kind = kind, .offset = at_, .text = text_.substr(at_, length), .value = value});
    at_ += length;
  }

  template <typename Belongs>
  std::size_t length_while(Belongs belongs) const {
    const auto from = text_.begin() + static_cast<std::ptrdiff_t>(at_);
    return static_cast<std::size_t>(std::find_if_not(from, text_.end(), belongs) - from);
  }

  void read_one() {
    if (is_blank(here())) {
      ++at_;
    } else if (begins_name(here())) {
      read_name();
    } else if (is_digit(here())) {
      read_number();
    } else if (is_quote(here())) {
      read_word();
    } else {
      read_sign();
    }
  }

  void read_name() {
    const std::size_t length = length_while(in_name);
    const bool prefix = length <= 2 && is_quote(here(length));
    if (!prefix) return add(TokenKind::name, length);
    complain(at_, quoted_piece(text_.substr(at_, length)) +
                      " before a quote is not in the subset: write the word in quotes alone");
    at_ += length;
    read_word();
    if (!result_.broken) result_.tokens.back().kind = TokenKind::refused;
  }

  void read_number() {
    const std::size_t length = length_while([](char c) { return in_name(c) || c == '.'; });
    const std::string_view number = text_.substr(at_, length);
    if (!std::ranges::all_of(number, is_digit)) {
      complain(at_, quoted_piece(number) + " is no whole number");
      return add(TokenKind::refused, length);
    }
    if (length > digits_max) {
      complain(at_, quoted_piece(number) + " is too large: a number has at most 15 digits");
      return add(TokenKind::refused, length);
    }
    std::int64_t value = 0;
    std::from_chars(number.data(), number.data() + number.size(), value);
    add(TokenKind::integer, length, value);
  }

  /// Offset of the quote that ends the word, on the same line.
  std::size_t word_end() const {
    for (std::size_t i = at_ + 1; i < text_.size() && text_[i] != '\n'; ++i) {
      if (text_[i] == text_[at_]) return i;
      if (text_[i] == '\\') ++i;
    }
    return std::string_view::npos;
  }

  void read_word() {
    const std::size_t end = word_end();
    if (end == std::string_view::npos) {
      complain(at_, "a word in quotes begins here and does not end on this line");
      result_.broken = true;
      return;
    }
    const std::string_view word = text_.substr(at_, end + 1 - at_);
    if (word.size() == 2 && here(2) == here()) {
      complain(at_, "three quotes in a row are not in the subset: write 'word'");
      result_.broken = true;
      return;
    }
    const bool escapes = word.find('\\') != std::string_view::npos;
    if (escapes) complain(at_, quoted_piece(word) + " holds a \\: escapes are not in the subset");
    add(escapes ? TokenKind::refused : TokenKind::word, word.size());
  }

  void read_sign() {
    const std::string_view rest = text_.substr(at_);
    if (rest.starts_with("//")) return skip_comment();
    const auto sign =
        std::ranges::find_if(signs, [&](const Sign& one) { return rest.starts_with(one.text); });
    if (sign->kind == TokenKind::end) return refuse_character();
    if (const std::string_view whole = whole_sign(sign->text); !whole.empty()) {
      complain(at_,
               quoted_piece(sign->text) + " is not in the subset: write " + std::string(whole));
    }
    add(sign->kind, sign->text.size());
  }

  void skip_comment() {
    complain(at_, "a condition has no comments: write # before the line in the file");
    at_ += length_while([](char c) { return c != '\n'; });
  }

  void refuse_character() {
    const std::size_t length = std::max<std::size_t>(utf8_length(text_, at_), 1);
    const std::string_view character = text_.substr(at_, length);
    constexpr std::array<std::string_view, 6> typographic{"‘", "’", "“", "”", "«", "»"};
    const bool quote = std::ranges::find(typographic, character) != typographic.end();
    complain(at_, quoted_piece(character) + (quote ? " is no quote of the language: write 'word'"
                                                   : " has no meaning in a condition"));
    result_.broken = true;
  }

  std::string_view text_;
  TextProblems& problems_;
  Tokens result_;
  std::size_t at_ = 0;
};

}  // namespace

std::string quoted_piece(std::string_view piece) {
  std::string shown;
  for (std::size_t at = 0; at < piece.size() && shown.size() < quoted_bytes_max;) {
    const std::size_t length = utf8_length(piece, at);
    const bool printable = length > 1 || (length == 1 && piece[at] >= 0x20 && piece[at] != 0x7F);
    shown += printable ? piece.substr(at, length) : is_blank(piece[at]) ? " " : "?";
    at += std::max<std::size_t>(length, 1);
    if (shown.size() >= quoted_bytes_max && at < piece.size()) shown += "…";
  }
  const bool has_quotes = piece.size() > 1 && is_quote(piece.front());
  return has_quotes ? shown : "'" + shown + "'";
}

Tokens read_tokens(std::string_view text, TextProblems& problems) {
  return Reader{text, problems}.read();
}

}  // namespace vigie::config
