// Does what the rules say when a hold's deadline has passed: reminds, escalates or forwards, in the
// turn's transaction. A router that was down does at start what fell due meanwhile. A question
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

 private:
  void follow(const Uuid& report, Time now);
  void look_at(const Uuid& report, Time now);
  bool hand_over(Case& in, Time now);  ///< False when that changed nothing.
  std::optional<Routing> route_today(const Uuid& report, Time now);
  void note(const HandedOver& handed, const std::string& report, Time now);

  Workplace at_;
  StatusDesk& statuses_;
  Teller teller_;
};

}  // namespace vigie::router
