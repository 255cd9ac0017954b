// A revision of a report with all that views of it are built from, as it came or as it lies in the
// database.
//
// Errors: StoreFailure. reopen() answers nullopt for a revision that was not routed and for
//         bytes or an assessment that the disk has changed.

#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "report/report.h"
#include "router/router_store.h"
#include "router/views/view.h"

namespace vigie::router {

/// Borrowed.
struct ShownReport {
  const Report& report;
  std::string_view bytes;       ///< As the patrol signed them.
  std::string_view assessment;  ///< Of router/assess/assessment_json.h; "{}" where there is none.
  Time routed_at{};
  std::string_view version;  ///< Of the mission that routed it.
  Urgency urgency = Urgency::routine;

  void read_into(Views& views) const { views.read(report, bytes, assessment); }
};

/// A report as it was kept, decoded again.
struct ReopenedReport {
  KeptReport kept;
  Report report;

  /// Of this one; no longer than it.
  ShownReport shown() const;
};

/// That revision, or the newest that was routed.
std::optional<ReopenedReport> reopen(RouterStore& store, const Uuid& report,
                                     std::optional<std::int64_t> revision = std::nullopt);

}  // namespace vigie::router
