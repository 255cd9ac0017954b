// The inboxes open now: which connection (route) is whose, for which positions. In memory only: a
// client opens again after a restart of either side, and everything it needs is in the store.
//
// Units:  a session ends session_silence after its last frame.
// Limits: sessions_max in all (open() then says no) and sessions_per_person_max each (the quietest
//         of that person is then closed, as left behind by a connection that broke).

#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "notifier/delivery.h"
#include "notifier/notifier_store.h"
#include "report/clock.h"
#include "report/id.h"
#include "report/report.h"

namespace vigie::notifier {

inline constexpr std::chrono::milliseconds session_silence{30'000};
inline constexpr std::size_t sessions_max = 2000;
inline constexpr std::size_t sessions_per_person_max = 8;

struct Session {
  std::string person;
  Time heard_at{};
  std::set<Code> positions;
  /// Positions whose waiting notices are still to be looked at, and from where on.
  std::map<Code, WaitingPlace> backlog;
  std::map<Uuid, Pushed> pushed;  ///< Deliveries on their way here.
  std::set<Uuid> damaged;         ///< Of those: changed by the disk, so that they cannot be pushed.
  Time confirmed_at{};            ///< When last one of them was confirmed.
  std::optional<Time> look_at{};  ///< When to look for something to push; none: nothing waits.
};

class Sessions {
 public:
  /// nullptr when this route has no session of that person.
  Session* find(const std::string& route, const std::string& person);
  /// Adds the position to the route's session; nullptr at the limit.
  Session* open(const std::string& route, const std::string& person, const Code& position,
                Time now);
  void hear(const std::string& route, const std::string& person, Time now);
  void close(const std::string& route) { by_route_.erase(route); }
  void expire(Time now);
  /// The earliest look or expiry; `latest` when there is none before it.
  Time next_wake(Time latest) const;
  bool look_due(Time now) const;

  std::map<std::string, Session>& by_route() { return by_route_; }
  std::size_t count() const { return by_route_.size(); }

 private:
  void make_room(const std::string& person);

  std::map<std::string, Session> by_route_;
};

}  // namespace vigie::notifier
