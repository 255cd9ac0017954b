// What a person did about a report, for a position: the kind of reply, and each decision in it.
//
// Source: the reply message of docs/protocol.md.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "report/reply_kind.h"
#include "report/report.h"

namespace vigie::router {

struct Decision {
  Code position;
  bool release = false;
  bool operator==(const Decision&) const = default;
};

/// What a person did, for a position.
struct Act {
  Code position;
  std::string person;
  ReplyKind kind = ReplyKind::acknowledge;
  std::vector<Decision> decisions;
  std::optional<std::string> reason;
  std::int64_t revision = 0;  ///< Of the report the person had read.
};

}  // namespace vigie::router
