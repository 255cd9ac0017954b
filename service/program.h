// What a loop drives: intake, router and notifier each are one. Only the loop thread calls it, so a
// program needs no locks of its own; HTTP workers reach it through a Mailbox (service/mailbox.h).
//
// Errors: turn() and control() throw on a failure of the environment (disk, database); run() lets
//         it through, the process says why and ends, and the next start recovers from the tables.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "report/clock.h"

namespace vigie::service {

struct Health {
  bool alive = true;                 ///< False: restart me.
  bool ready = true;                 ///< False: send work elsewhere, and see why.
  std::vector<std::string> reasons;  ///< Why not ready, for an operator. Never report content.
};

class Program {
 public:
  virtual ~Program() = default;

  /// Does a bounded batch of work: drains what arrived, commits once, acknowledges, sends.
  /// Returns when to be called again at the latest; `now` or earlier means at once.
  virtual Time turn(Time now) = 0;

  /// The ZeroMQ sockets whose messages call for a turn. None is null.
  virtual std::vector<void*> sockets() = 0;

  /// Answers one request from the control socket. Both are one line of JSON without its newline.
  /// `caller` names who asked, for the audit trail: "salif (uid 1000, pid 4711)".
  virtual std::string control(std::string_view request, std::string_view caller, Time now) = 0;

  virtual Health health(Time now) = 0;

  /// The mission it reads was replaced. The next turn tries again what waited for a new version.
  virtual void mission_changed() = 0;
};

}  // namespace vigie::service
