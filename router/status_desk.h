// Tells every intake that handed a report over how far that report has come.
//
// Shapes: the count of a status grows with every change; whoever reads statuses keeps the highest.
//         It is at least the wall clock's milliseconds, so that a router restored from a backup
//         does not count again what was counted before. Of a report that concerns UN personnel no
//         position is named: the colleagues of whoever it concerns may read it, and could tell from
//         who was told, and who was not, what it says of whom.
// Limits: nothing is sent when nothing changed. An intake that is no longer wired gets nothing.
// Errors: StoreFailure.

#pragma once

#include <set>
#include <string>

#include "router/workplace.h"

namespace vigie::router {

class StatusDesk {
 public:
  StatusDesk(const Workplace& workplace, std::set<std::string> intakes)
      : at_(workplace), intakes_(std::move(intakes)) {}

  /// After a routing. In the transaction that caused the change, as the next.
  void publish(const Report& report, Time now);
  /// After a reply or a deadline: of the revision routed last.
  void publish(const Uuid& report, Time now);
  /// An intake handed over what was known: it may not know the status.
  void repeat(const Uuid& report, const std::string& intake, Time now);

 private:
  bool may_name(const Uuid& report);
  void publish(const Uuid& report, bool named, const std::optional<SentStatus>& before, Time now);
  void enqueue(const std::string& intake, const SentStatus& status, Time now);

  Workplace at_;
  std::set<std::string> intakes_;
};

}  // namespace vigie::router
