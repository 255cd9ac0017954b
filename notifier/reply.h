// A person's answer to a notice, as it is kept and as it goes to the router, and whether it fits
// the notice it answers.
//
// A forward or a decision also acknowledges. What answers an earlier issue than the notice's
// present one is kept for the router to judge: what was asked then is no longer known here.
//
// Errors: write_reply() needs valid UTF-8, which every text read from a person is.
// Limits: report/reply_kind.h; the text of a decision: reason_bytes_max.
// Source: the "reply" message of docs/protocol.md, version 2.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "notifier/notice.h"
#include "report/clock.h"
#include "report/id.h"
#include "report/reply_kind.h"
#include "report/report.h"

namespace vigie::notifier {

inline constexpr int reply_version = 2;
inline constexpr std::size_t reason_bytes_max = 1000;

/// Of a position that was asked about: told now, or not.
struct PositionDecision {
  Code position;
  bool release = false;
  bool operator==(const PositionDecision&) const = default;
};

using Decisions = std::vector<PositionDecision>;

/// A JSON list of {position, release}; nullopt when it is anything else.
std::optional<Decisions> parse_decisions(std::string_view json);
std::string write_decisions(const Decisions& decisions);

struct Reply {
  Uuid reply;  ///< Minted by the person's client: a repeat is known by it.
  Uuid notice;
  Uuid report;
  std::int64_t revision = 1;  ///< The one answered, which may be an older one by now.
  std::int64_t issue = 1;     ///< Likewise.
  Code position;
  std::string person;
  ReplyKind kind = ReplyKind::acknowledge;
  std::optional<std::string> text = std::nullopt;
  Decisions decisions = {};  ///< Of a decide.
  Time at{};
};

/// Whether they say the same: a repeat, and not another answer under a used id.
bool same_answer(const Reply& one, const Reply& other);

/// The code of the refusal; empty when the answer can be recorded.
std::string_view trouble_of(const Reply& reply, const Notice& notice);

/// Whether it closes the notice.
bool closes(const Reply& reply, const Notice& notice);

/// The JSON part of the message.
std::string write_reply(const Reply& reply);

}  // namespace vigie::notifier
