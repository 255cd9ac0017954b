// Does what the rules say when a hold's deadline has passed: reminds, escalates or forwards, in the
// turn's transaction. A router that was down does at start what fell due meanwhile; what a clock
// that was ahead made due too late is pulled in once that clock was set back. A question
// whose decider the mission no longer has is handed to another, at the latest when it falls due;
// what waited for a forward to a position that is outside by now waits for a decision.
//
// Limits: reports_at_once in one turn; the next turn takes the rest.
// Errors: StoreFailure.

#pragma once

#include <optional>

#include "router/chain/chain.h"
#include "router/status_desk.h"
#include "router/teller.h"
#include "router/workplace.h"

namespace vigie::router {

class DeadlineDesk {
 public:
  static constexpr int reports_at_once = 256;

  DeadlineDesk(const Workplace& workplace, StatusDesk& statuses)
      : at_(workplace), statuses_(statuses), teller_(workplace) {}

  std::optional<Time> next_due() { return at_.store.next_hold_due(); }
  void apply(Time now);

  /// Since the mission changed: looks at what still waits and no longer fits it, some reports at a
  /// time. False when all were looked at.
  bool review(Time now);

  /// In each turn. True while dues of a clock that was ahead are to be pulled in.
  bool clock_was_ahead(Time now);
  void pull_in(Time now);  ///< Some reports at a time.

 private:
  void follow(const Uuid& report, Time now);
  void look_at(const Uuid& report, Time now);
  void pull_in(const Uuid& report, Time now);
  bool hand_over(Case& in, Time now);  ///< False when that changed nothing.
  std::optional<Routing> route_today(const Uuid& report, Time now);
  void note(const HandedOver& handed, const std::string& report, Time now);

  struct PulledIn {
    std::int64_t row = 0;  ///< The last one looked at.
    Time after{};          ///< What is due before is as it should be.
  };

  Workplace at_;
  StatusDesk& statuses_;
  Teller teller_;
  std::optional<Time> last_turn_;
  std::optional<PulledIn> pulled_in_;
};

}  // namespace vigie::router
