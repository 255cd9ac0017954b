// Follows the chains of all devices: remembers the counters a chain jumped over, waits for them,
// and alarms what does not come.
//
// A jump is recorded (audit act "device.gap") and no alarm: a flash report overtakes the ordinary
// lane by design. What is still missing after missing_patience raises one alarm "device.gap" for
// that device; when it comes after all, that is recorded too ("device.gap_filled"). A disorder is
// alarmed at once.
// Limits: missing_max counters of one device are waited for; a jump over more is alarmed at once,
//         and what does not fit is not waited for.
// Units: Time is UTC milliseconds. Errors: StoreFailure passes through. Source: decision 0007.

#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "intake/intake_store.h"
#include "service/alarm_desk.h"
#include "store/audit.h"

namespace vigie::intake {

/// Longer than a backlog takes on a slow line; short enough to ask the patrol while it remembers.
inline constexpr std::chrono::minutes missing_patience{15};
inline constexpr std::int64_t missing_max = 1000;

/// An envelope whose signature holds.
struct ChainLink {
  const Envelope& envelope;
  Digest digest;        ///< Of the envelope's bytes.
  bool repeat = false;  ///< Its report was accepted before.
};

class ChainWatch {
 public:
  /// All borrowed.
  ChainWatch(IntakeStore& store, store::AuditTrail& audit, service::AlarmDesk& alarms);

  void follow(const ChainLink& link, Time now);  ///< In a transaction.

  bool due(Time now) const;
  void alarm_overdue(Time now);  ///< In a transaction.
  std::optional<Time> next_due() const;

 private:
  ChainMemory recall(const ChainLink& link, bool missing, Time now);
  std::optional<MissingCounter> fill(const ChainLink& link, Time now);
  void wait_for(const ChainFinding& gap, const Envelope& envelope, Time now);

  IntakeStore& store_;
  store::AuditTrail& audit_;
  service::AlarmDesk& alarms_;
  /// No later than the oldest counter that is waited for: a turn rolled back may leave it early.
  std::optional<Time> waiting_since_;
};

}  // namespace vigie::intake
