// Refusals on the audit trail, without letting a flood of them fill it.
//
// The first listed_a_minute refusals of one actor are audited and logged each with its code; what
// comes on top in the same minute is counted in the database and audited as one entry
// ("report.refused_more") when the minute is over, also after a restart.
// An actor is an authenticated device, or unknown_actor for everybody else together.

#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "intake/intake_store.h"
#include "report/clock.h"
#include "service/logging.h"
#include "service/metrics.h"
#include "store/audit.h"

namespace vigie::intake {

inline constexpr std::int64_t listed_a_minute = 60;
inline constexpr std::string_view unknown_actor = "unknown";

struct RefusedAct {
  std::string actor;
  std::string_view act = "report.refused";
  std::string subject;  ///< Report id; empty when nothing readable named one.
  std::string code;
  std::optional<Digest> digest = std::nullopt;  ///< Of the report's bytes, as the envelope says.
};

class RefusalRecord {
 public:
  RefusalRecord(IntakeStore& store, store::AuditTrail& audit, service::Log& log,
                service::Metrics& metrics);

  void record(const RefusedAct& refused, Time now);  ///< In a transaction.

  bool due(Time now) const;
  void summarize(Time now);  ///< In a transaction; the minutes that are over.
  std::optional<Time> next_due() const;

 private:
  IntakeStore& store_;
  store::AuditTrail& audit_;
  service::Log& log_;
  service::Metrics& metrics_;
  std::optional<std::int64_t> counting_;  ///< A minute with refusals not yet summarized.
};

}  // namespace vigie::intake
