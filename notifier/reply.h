// A person's answer to a notice, as it is kept and as it goes to the router.
//
// Errors: write_reply() needs valid UTF-8, which every text read from a person is.
// Source: the "reply" message of docs/protocol.md, version 1.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "report/clock.h"
#include "report/id.h"
#include "report/report.h"

namespace vigie::notifier {

inline constexpr std::size_t reply_text_bytes_max = 8000;

enum class ReplyKind { acknowledge, comment };

std::string_view to_string(ReplyKind kind);
std::optional<ReplyKind> parse_reply_kind(std::string_view word);

struct Reply {
  Uuid reply;  ///< Minted by the person's client: a repeat is known by it.
  Uuid notice;
  Uuid report;
  std::int64_t revision = 1;  ///< The one answered, which may be an older one by now.
  Code position;
  std::string person;
  ReplyKind kind = ReplyKind::acknowledge;
  std::optional<std::string> text = std::nullopt;
  Time at{};
};

/// Whether they say the same: a repeat, and not another answer under a used id.
bool same_answer(const Reply& one, const Reply& other);

/// The JSON part of the message.
std::string write_reply(const Reply& reply);

}  // namespace vigie::notifier
