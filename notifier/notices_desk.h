// Takes what the router says: stores contents and notices, and offers them to open inboxes.
//
// Verdicts: refused notices.unreadable, notices.conflict (a known issue with another content, a
//           known revision of another kind) and notices.mismatch (a notice id of another report or
//           position); not yet version.kind and version.position (this mission does not know a
//           position: all of the message waits).
//           An earlier issue than the stored one is history: audited, otherwise ignored.

#pragma once

#include <functional>
#include <string>

#include "config/mission.h"
#include "link/message.h"
#include "notifier/nobody_watch.h"
#include "notifier/notices_message.h"
#include "notifier/notifier_store.h"
#include "service/logging.h"
#include "service/metrics.h"
#include "store/audit.h"

namespace vigie::notifier {

class NoticesDesk {
 public:
  using Offer = std::function<void(const Notice&, const Content&, Time)>;

  struct Wiring {
    const config::Mission& mission;
    NotifierStore& store;
    NobodyWatch& nobody;
    store::AuditTrail& audit;
    service::Log& log;
    service::Metrics& metrics;
    Offer offer;  ///< Called for every notice that is news.
  };

  explicit NoticesDesk(Wiring wiring) : wiring_(std::move(wiring)) {}

  /// Inside the turn's transaction; leaves nothing behind when the verdict is not applied.
  link::Verdict apply(const link::Message& message, Time now);

 private:
  /// The first reason not to apply; empty code: none.
  link::Verdict judge(const NoticesMessage& message);
  /// Changes nothing unless it is news, and records nothing that cannot be applied.
  Arrival take(const Notice& incoming, const Content& content, const std::string& sender, Time now);
  void keep(const Notice& incoming, const Content& content, bool replaces, Time now);
  void record(Arrival arrival, const Notice& notice, const std::string& sender, Time now);

  Wiring wiring_;
};

}  // namespace vigie::notifier
