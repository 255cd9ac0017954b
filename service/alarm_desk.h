// Where a program's alarms go: logged, counted, and on the audit trail, in that order and each
// once.
//
// An alarm raised inside a turn is audited in the turn's transaction; its log line may therefore
// speak of something that was rolled back, never the other way round.

#pragma once

#include "link/message.h"
#include "service/logging.h"
#include "service/metrics.h"
#include "store/audit.h"

namespace vigie::service {

class AlarmDesk {
 public:
  AlarmDesk(Log& log, Metrics& metrics, store::AuditTrail& audit)
      : log_(log), metrics_(metrics), audit_(audit) {}

  /// Inside a transaction.
  void raise(const link::Alarm& alarm, Time now);
  link::AlarmSink sink();  ///< Borrows this desk.

 private:
  Log& log_;
  Metrics& metrics_;
  store::AuditTrail& audit_;
};

}  // namespace vigie::service
