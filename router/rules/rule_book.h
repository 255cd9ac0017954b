// A mission's rules, ready to route: which positions must know of a report, whose act the others
// wait for, and why each of the rest need not know.
//
// Pure: the same report and assessment under the same mission at the same instant always give the
// same routing, whatever the order of the rules. Every rule is evaluated; the recipients are the
// union. For one position urgency is the highest, the deadline the earliest, the profiles the union
// of the rules that tell it. A position told at once is told, whatever else holds it. Outside
// positions are only ever held. What is unknown tells, holds or is passed over as the rule says;
// unknown never withholds. Who is implicated or withheld hears nothing and decides nothing: the
// first stand-in that may be told decides instead, unless it hears of the report only once the one
// that waits has; for an implicated position it is also told by that one's rules. Nobody decides
// about themselves.
//
// Errors: none; a mission that load_mission() accepted always routes.
// Limits: a snapshot of the mission it was made from, which must outlive it; not for two threads.
// Source: docs/rules.md, "What happens to a report"; UNODC module (2020), section 8.B and Annex I.

#pragma once

#include <memory>

#include "config/mission.h"
#include "router/assess/assessment.h"
#include "router/rules/routing.h"

namespace vigie::router {

class RuleBook {
 public:
  explicit RuleBook(const config::Mission& mission);
  ~RuleBook();

  Routing route(const Report& report, const Assessment& assessment, Time now);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace vigie::router
