// The status document a patrol is shown: how far its report has come, and which positions were
// told. Positions, never people.
//
// Errors: nullopt for what is not a status document (an unknown report, a refusal).

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "report/clock.h"
#include "report/problem.h"

namespace vigie::cli {

struct PositionStatus {
  std::string position;
  Text title;
  std::string state;  ///< "told" or "acknowledged".
  Time at{};
};

struct ReportStatus {
  std::string report;
  std::int64_t revision = 0;
  Time received_at{};
  std::string state;  ///< "received", "routed", "told", "acknowledged".
  std::vector<PositionStatus> positions;
};

std::optional<ReportStatus> read_report_status(const std::string& json);

std::string text_of(const ReportStatus& status, std::string_view language);

}  // namespace vigie::cli
