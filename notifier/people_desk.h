// The people door of a turn: reads a bounded batch of requests, answers each inside the turn's
// transaction, adds the pushes that are due, and lets everything go after the commit. That a client
// has what it was pushed nobody waits to hear: such requests alone cause no commit at once, they
// ride in the next one.
//
// A person whose key is unknown or revoked is refused at every frame, and their inboxes are closed.
// A frame that is no request is refused and counted, and alarmed once an hour per person.

#pragma once

#include <string>
#include <vector>

#include "link/line.h"
#include "link/message.h"
#include "link/rate_gate.h"
#include "link/ride.h"
#include "link/wire.h"
#include "notifier/people_access.h"
#include "notifier/people_requests.h"
#include "notifier/pushes.h"
#include "notifier/sessions.h"
#include "service/metrics.h"
#include "store/database.h"

namespace vigie::notifier {

class PeopleDesk {
 public:
  struct Wiring {
    store::Database& database;
    link::Door& door;
    PeopleAccess& access;
    PeopleRequests& requests;
    Pushes& pushes;
    Sessions& sessions;
    link::AlarmSink alarm;
    service::Metrics& metrics;
    int requests_per_turn_max = 256;
  };

  explicit PeopleDesk(Wiring wiring) : wiring_(std::move(wiring)) {}

  /// Reads the door; true when apply() and push() should be called now.
  bool collect(Time now);
  void apply(Time now);  ///< Inside the transaction: the requests.
  void push(Time now);   ///< Inside the transaction, after everything that may give new notices.
  void send();           ///< After the commit.
  Time next_wake(Time now, Time latest) const;

 private:
  struct Collected {
    std::string route;
    std::string peer;
    link::Wire wire;
  };

  bool can_wait();
  bool is_short_of_room(const Collected& confirmation);
  void receive(const Collected& collected, Time now);
  void refuse(const std::string& route, const std::string& code);
  std::string answer_alone(const PeopleRequest& request, Time now);

  Wiring wiring_;
  std::vector<Collected> collected_;
  link::Ride ride_{link::ride_wait};  ///< Of what is collected.
  std::vector<Outbound> outbound_;
  link::RateGate alarms_{std::chrono::hours{1}};
  bool more_waiting_ = false;
};

}  // namespace vigie::notifier
