// The JSON that intake writes and reads: answers to patrols, the meta part for the router, status.
//
// Shapes: docs/protocol.md, message kinds 1, 2 and 5. Times are UTC milliseconds.
// Errors: readers return nullopt for anything that is not of the form; unknown members are ignored.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "intake/decision.h"
#include "report/clock.h"
#include "report/digest.h"
#include "report/id.h"

namespace vigie::intake {

struct Receipt {
  Uuid report;
  std::int64_t revision = 1;
  Digest digest;  ///< Of the report's bytes.
  Time received_at{};
  std::string intake;
};

/// {"receipt":{…}}
std::string write_receipt(const Receipt& receipt);

/// {"problems":[{"pointer","code","text":{"en","fr"}}]}
std::string write_problems(const Problems& problems);

/// {"not_yet":{"code","text":{"en","fr"}}}
std::string write_not_yet(std::string_view code);

/// Where a report came from, for the router.
struct HandOver {
  std::string intake;
  Time received_at{};
  std::string device;
  std::string unit;
  Digest digest;
};

std::string write_hand_over(const HandOver& hand_over);

/// Who was told of a report, as the router says. Positions, never people.
struct PositionStatus {
  std::string position;
  std::string state;  ///< "told", "acknowledged"
  Time at{};
};

struct ReportStatus {
  Uuid report;
  std::int64_t revision = 1;
  std::int64_t count = 0;  ///< Grows; the highest is the newest.
  std::string state;       ///< "routed", "told", "acknowledged"
  std::vector<PositionStatus> positions;
};

std::optional<ReportStatus> read_status(std::string_view json);

/// The list of positions alone, as it is kept in the database, and back.
std::string write_positions(const std::vector<PositionStatus>& positions);
std::vector<PositionStatus> read_positions(std::string_view json);

/// The id in {"report": id}.
std::optional<Uuid> read_report_question(std::string_view json);

}  // namespace vigie::intake
