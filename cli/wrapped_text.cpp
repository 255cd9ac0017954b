#include "cli/wrapped_text.h"

#include <algorithm>
#include <vector>

#include "report/utf8.h"

namespace vigie::cli {
namespace {

bool leans_on_the_word_before(std::string_view word) {
  return word == ":" || word == ";" || word == "?" || word == "!" || word == "»" || word == "—";
}

/// What may not be parted from the word before it stays with it.
std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  bool open = false;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (word.empty()) continue;
    if (!words.empty() && (open || leans_on_the_word_before(word))) {
      words.back().append(" ").append(word);
    } else {
      words.emplace_back(word);
    }
    open = word == "«";
  }
  return words;
}

}  // namespace

void WrappedText::wrap(std::size_t indent, std::string_view lead, std::string_view text) {
  const std::size_t begin = indent + utf8_count(lead);
  text_.append(indent, ' ').append(lead);
  std::size_t column = begin;
  for (const std::string& word : words_of(text)) {
    const std::size_t width = utf8_count(word);
    if (column > begin && column + 1 + width > page_width) {
      text_.append("\n").append(begin, ' ');
      column = begin;
    }
    if (column > begin) {
      text_ += ' ';
      ++column;
    }
    text_ += word;
    column += width;
  }
  text_ += '\n';
}

void WrappedText::entry(std::size_t indent, std::string_view label, std::size_t column,
                        std::string_view text) {
  const std::size_t end = indent + utf8_count(label);
  wrap(indent, std::string(label).append(column > end ? column - end : 1, ' '), text);
}

void WrappedText::gap() {
  if (!text_.empty()) text_ += '\n';
}

}  // namespace vigie::cli
