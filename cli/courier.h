// Carries what waits in a spool to intake, and intake's answers back into it: the sending half of
// the link from a patrol, turned by whoever waits (a command, a test under a simulated clock).
//
// Errors: StoreFailure passes through.

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "cli/spool.h"
#include "link/line.h"
#include "link/sender.h"

namespace vigie::cli {

class Courier {
 public:
  Courier(Spool& spool, link::Line& line, link::AlarmSink alarm);
  Courier(const Courier&) = delete;
  Courier& operator=(const Courier&) = delete;

  /// Reads what came, commits, sends. Returns when to turn again at the latest.
  Time turn(Time now);

  /// Asks intake how far a report has come, again each second until it answers. Asked anew after an
  /// answer, it forgets that one and waits a moment before it asks.
  void ask_status(const Uuid& report);
  /// Its latest answer, JSON; nullopt until there is one.
  std::optional<std::string> status_of(const Uuid& report) const;

  /// Why intake does not talk to this key ("key.revoked"); empty when it does, or was not reached.
  const std::string& refused() const { return refused_; }
  bool heard() const { return heard_; }  ///< Intake has answered anything at all.

 private:
  struct Question {
    std::int64_t number = 0;
    Time asked_at{};
    std::string answer;
  };

  link::Parts parts_of(const link::OutboxEntry& entry);
  void take(const link::Answered& answered, Time now);
  void take(const link::Tell& tell);
  void ask(Time now);

  Spool& spool_;
  link::Sender sender_;
  std::map<std::string, Question> asked_;
  std::int64_t last_number_ = 0;
  std::string refused_;
  bool heard_ = false;
};

}  // namespace vigie::cli
