// The messages a router reads, and the status it writes, as JSON text (docs/protocol.md, "Message
// kinds").
//
// Errors: readers answer nullopt when a member is missing or mistyped; members they do not know are
//         ignored. Times on the wire are UTC milliseconds, ids canonical UUIDs.
// Limits: report/reply_kind.h.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "report/clock.h"
#include "report/digest.h"
#include "report/id.h"
#include "report/reply_kind.h"
#include "report/report.h"
#include "router/chain/act.h"
#include "router/notices.h"

namespace vigie::router {

/// What an intake says about a report it hands over, beside the signed bytes.
struct HandOver {
  Time received_at{};
  std::string device;
  Code unit;
  Digest digest;
};

std::optional<HandOver> read_hand_over(std::string_view json);

struct Reply {
  Uuid id;
  Uuid notice;
  Uuid report;
  std::int64_t revision = 0;
  Code position;
  std::string person;
  std::int64_t issue = 1;  ///< Of the notice answered.
  ReplyKind kind = ReplyKind::acknowledge;
  std::optional<std::string> text;
  std::vector<Decision> decisions;  ///< decide: never empty, each position once.
  Time at{};
};

std::optional<Reply> read_reply(std::string_view json);

enum class ReportState { routed, told, acknowledged };

struct PositionStatus {
  Code position;
  bool acknowledged = false;
  Time at{};
};

/// What a patrol may learn about its report: positions, never people.
struct Status {
  Uuid report;
  std::int64_t revision = 0;  ///< The newest that was routed.
  std::vector<PositionStatus> positions;
  bool named = true;  ///< Whether the positions are said, or only how far the report has come.
};

Status status_of(const Uuid& report, std::int64_t revision, const std::vector<Notice>& notices);
/// routed: nobody is told; acknowledged: every told position has.
ReportState state_of(const Status& status);
std::string write_status(const Status& status, std::int64_t count);

}  // namespace vigie::router
