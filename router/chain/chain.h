// The chain of one report: who has been told, who still waits for whose act, and what follows from
// a new routing, a reply, a passed deadline or a changed mission.
//
// Pure: a Case is read, followed and written back by its caller. What a position must be told anew
// is a notice with a higher issue; Case::touched names them. The clock of a hold runs from when its
// decider is told. The first act on a hold stands; a later one is superseded, and so is the release
// of an outside position by somebody who has not read the newest revision. A revision goes to an
// outside position, or to one from which a rule may have to withhold it, only when it is released
// again: until then its notice stays at the revision it was told, whatever else is said on it. A
// release shows what its own hold shows; a hold of the same position that would show more stays
// open, and its release adds to the first. When a decider is itself declined, whoever declined it
// decides what it would have decided; when the mission no longer has it, another is asked: nobody
// is forgotten.
//
// Each follow_… stands in the file of its name; followed_case.h has what they do alike.
//
// Units: Time, UTC milliseconds. Errors: none.
// Source: docs/rules.md, "How"; docs/operating.md, "Forwarding and deciding".

#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "config/mission.h"
#include "report/clock.h"
#include "report/id.h"
#include "report/report.h"
#include "router/chain/act.h"
#include "router/chain/kept_hold.h"
#include "router/notices.h"
#include "router/rules/routing.h"

namespace vigie::router {

struct Case {
  Uuid report;
  std::int64_t revision = 0;
  std::vector<Notice> notices;
  std::vector<KeptHold> holds;
  std::set<Code> touched;  ///< Positions whose notice is new or has a new issue.
};

/// What an act came to: positions, each once, by id.
struct Followed {
  std::vector<Code> released;
  std::vector<Code> declined;
  std::vector<Code> superseded;  ///< Decided before, or no longer asked.
};

/// A question whose decider the mission no longer has, or has outside.
struct HandedOver {
  Code position;  ///< That waits.
  Code from;      ///< Empty: nobody could be asked before.
  Code to;        ///< Empty: nobody is left to ask.
  bool operator==(const HandedOver&) const = default;
};

void follow_routing(Case& in, const Routing& routing, std::int64_t revision);
Followed follow_act(Case& in, const Act& act, const std::string& version, Time now);
/// Every open hold whose time has come. Positions that were released.
std::vector<Code> follow_deadlines(Case& in, const std::string& version, Time now);
/// No open hold is due later than it could be had the clock always been right: set back since, it
/// would leave a question unasked until it had caught up. False when that changed nothing.
bool pull_in_deadlines(Case& in, Time now);

/// Whether a pending hold asks, or would climb to, a position that the mission does not have, or
/// has outside.
bool asks_nobody(const Case& in, const config::Mission& mission);
/// Whether a pending hold would tell a position that the mission has outside without a decision.
bool forwards_outside(const Case& in, const config::Mission& mission);
/// Asks somebody else instead, whose clock runs anew: whom the mission's rules would ask today, or
/// else its first addressee, or who stands in for that one. Whom the question had climbed to is
/// asked anew too. What would be forwarded to a position that is outside by now is left to a
/// decision.
/// `today`: what the newest revision's routing would be now; no version of it is kept.
std::vector<HandedOver> follow_mission(Case& in, const config::Mission& mission,
                                       const Routing& today);

}  // namespace vigie::router
