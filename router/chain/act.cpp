#include "router/chain/act.h"

#include <array>
#include <cstddef>

#include "report/parse_word.h"

namespace vigie::router {
namespace {

constexpr std::array<std::string_view, 4> reply_words{"acknowledge", "comment", "forward",
                                                      "decide"};

}  // namespace

std::string_view to_string(ReplyKind kind) {
  return reply_words.at(static_cast<std::size_t>(kind));
}

std::optional<ReplyKind> parse_reply_kind(std::string_view word) {
  return parse_word<ReplyKind>(reply_words, word);
}

}  // namespace vigie::router
