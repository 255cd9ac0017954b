// Text of many lines, none longer than a page is wide, for a person to read on a terminal.
//
// Shapes: widths are characters, not bytes. Indented lines go on below where they began; a word
//         longer than a line stands whole on its own. No line begins with a lone punctuation mark,
//         as French sets them apart with a space.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace vigie::cli {

inline constexpr std::size_t page_width = 80;

class WrappedText {
 public:
  void line(std::size_t indent, std::string_view text) { wrap(indent, "", text); }
  void item(std::size_t indent, std::string_view text) { wrap(indent, "- ", text); }
  /// `text` begins at that column, the rest of it below.
  void entry(std::size_t indent, std::string_view label, std::size_t column, std::string_view text);
  /// One empty line; none at the beginning.
  void gap();
  void add(std::string_view lines) { text_ += lines; }

  const std::string& text() const { return text_; }

 private:
  void wrap(std::size_t indent, std::string_view lead, std::string_view text);

  std::string text_;
};

}  // namespace vigie::cli
