#include "config/source_position.h"

#include <algorithm>

#include "config/is_blank.h"
#include "report/utf8.h"

namespace vigie::config {
namespace {

/// Walks the bytes of a file, counting lines and columns as an editor does.
class Walker {
 public:
  explicit Walker(std::string_view bytes) : bytes_(bytes) {}

  bool at_end() const { return next_ >= bytes_.size(); }
  char here() const { return bytes_[next_]; }
  YamlMark mark() const { return mark_; }

  void step() {
    if (here() == '\n') {
      mark_ = {mark_.line + 1, 1};
    } else if (next_ + 1 < bytes_.size() && !continues_character(bytes_[next_ + 1])) {
      ++mark_.column;
    }
    ++next_;
  }

  void go_to(const YamlMark& mark) {
    while (!at_end() && mark_ < mark) step();
  }
  void skip_blanks() {
    while (!at_end() && is_blank(here())) step();
  }
  void skip_line() {
    while (!at_end() && here() != '\n') step();
  }

 private:
  std::string_view bytes_;
  std::size_t next_ = 0;
  YamlMark mark_{1, 1};
};

}  // namespace

YamlMark source_position(std::string_view bytes, const YamlMark& mark, std::string_view value,
                         std::size_t offset) {
  Walker walker(bytes);
  walker.go_to(mark);
  if (walker.at_end()) return mark;
  const char opening = walker.here();
  if (opening == '\'' || opening == '"') walker.step();
  if (opening == '|' || opening == '>') walker.skip_line();
  const std::string_view before = value.substr(0, std::min(offset, value.size()));
  for (const char c : before) {
    if (is_blank(c)) continue;
    walker.skip_blanks();
    // A quote inside single quotes is written twice.
    if (c == '\'' && opening == '\'' && !walker.at_end()) walker.step();
    if (!walker.at_end()) walker.step();
  }
  walker.skip_blanks();
  return walker.at_end() ? mark : walker.mark();
}

}  // namespace vigie::config
