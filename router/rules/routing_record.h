// A routing as it is stored: which rules came to what, and every position's outcome, by id.
//
// What those ids mean is stored once per version of the mission (router/rules/version_record.h),
// and every atom's value beside the record, packed; router/explanation.h joins the three, so
// that it never depends on the mission that happens to be loaded.
//
// Shapes:
// {"at","urgency","yes":[rule],"unknown":[rule],"not_in_force":[rule],"outcomes":[{"position",
//         "outcome","reason","rules","withheld_by","stands_in_for","holds":[{"decider",
//         "release","unknown","rules","doubting","missing","within_min","at_deadline",
//         "escalate_to","show","answer_within_min"}],"urgency","deadline","show","then":[{"position","skipped",
//         "reason","show"}]}]};
//         empty lists are left out, and so are members that say nothing for an outcome.
// Errors: none. The same routing always gives the same bytes.

#pragma once

#include <string>

#include "router/rules/routing.h"

namespace vigie::router {

std::string write_routing_record(const Routing& routing);

}  // namespace vigie::router
