#include "report/reply_kind.h"

#include <array>

#include "report/parse_word.h"

namespace vigie {
namespace {

constexpr std::array<std::string_view, 4> reply_kinds{"acknowledge", "comment", "forward",
                                                      "decide"};

}  // namespace

std::string_view to_string(ReplyKind kind) {
  return reply_kinds.at(static_cast<std::size_t>(kind));
}

std::optional<ReplyKind> parse_reply_kind(std::string_view word) {
  return parse_word<ReplyKind>(reply_kinds, word);
}

}  // namespace vigie
