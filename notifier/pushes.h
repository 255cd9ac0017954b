// Brings notices to open inboxes: which deliveries to make, which to push now, in which order.
//
// A delivery is stored before its first push leaves, so a crash in between repeats a push and never
// loses one. Urgent first: the window of a session is always its first deliveries in the order of
// notifier_store.h.
// Limits: push_window unconfirmed pushes per position of a session, beside damaged_beside_max that
//         the disk has changed and that are not pushed; pushes_per_turn_max in a turn,
//         backlog_per_turn_max notices looked at in a turn for one position of a session that
//         opens. Of the contents that came in this turn remembered_bytes_max are pushed without
//         being read back.

#pragma once

#include <string>
#include <tuple>
#include <vector>

#include "link/message.h"
#include "link/rate_gate.h"
#include "notifier/notifier_store.h"
#include "notifier/people_access.h"
#include "notifier/sessions.h"
#include "service/logging.h"
#include "service/metrics.h"
#include "store/audit.h"

namespace vigie::notifier {

inline constexpr int push_window = 64;
inline constexpr int damaged_beside_max = 1000;
inline constexpr int pushes_per_turn_max = 1024;
inline constexpr int backlog_per_turn_max = 500;
inline constexpr std::size_t remembered_bytes_max = 2 * 1024 * 1024;

/// Frames for one connection, to be sent after the commit.
struct Outbound {
  std::string route;
  std::string frame;
};

class Pushes {
 public:
  struct Wiring {
    NotifierStore& store;
    PeopleAccess& access;
    Sessions& sessions;
    store::AuditTrail& audit;
    service::Log& log;
    service::Metrics& metrics;
    link::AlarmSink alarm;
    std::string actor;  ///< Name of this notifier on the audit trail.
  };

  explicit Pushes(Wiring wiring) : wiring_(std::move(wiring)) {}

  /// A notice is new or changed: deliveries for whoever has its position open.
  void offer(const Notice& notice, const Content& content, Time now);
  /// Everything to push now. Inside a transaction; sessions no longer allowed are closed.
  std::vector<Outbound> due(Time now);

 private:
  void add_delivery(const Notice& notice, const std::string& person, Time now);
  void take_backlog(Session& session, Time now);
  bool may_read(Session& session);
  void look(const std::string& route, Session& session, std::vector<Outbound>& outbound, Time now);
  bool push(const std::string& route, const Delivery& delivery, std::vector<Outbound>& outbound,
            Time now);
  void record_hand_over(const Delivery& delivery, const Notice& notice, Time now);
  void alarm_damaged(const Notice& notice, Time now);
  void remember(const Content& content);
  const Content* whole_content_of(const Notice& notice);

  Wiring wiring_;
  /// Of this turn, by report, revision and digest; nullopt: not found, or changed by the disk.
  std::map<std::tuple<Uuid, std::int64_t, Digest>, std::optional<Content>> contents_;
  std::size_t remembered_bytes_ = 0;
  link::RateGate damage_alarms_{std::chrono::hours{1}};
};

}  // namespace vigie::notifier
