// What kind of answer a person gives to a notice: one enumeration for every channel, from the
// person's client to the notifier, on to the router and back in explanations.
//
// Errors: parse_reply_kind() gives nullopt for any other word.
// Limits: those of a reply, the same for whoever writes and whoever reads one.
// Source: architecture.md section 2 (Reply); docs/protocol.md has the words.

#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace vigie {

enum class ReplyKind { acknowledge, comment, forward, decide };

std::string_view to_string(ReplyKind kind);
std::optional<ReplyKind> parse_reply_kind(std::string_view word);

inline constexpr std::size_t reply_text_bytes_max = 8000;
inline constexpr std::size_t decisions_max = 32;

}  // namespace vigie
