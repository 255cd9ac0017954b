// What the ids of a routing meant: the rules, positions and conditions of one version of the
// mission, stored once when that version is first used.
//
// Shapes: {"rules":{id:{"title","because","authority","effect","office","when","condition":node,
//         "reads":[path],"if_unknown","show":[profile],"how":"at_once"|{"release","by","within_min",
//         "at_deadline","escalate_to"?}}},"positions":{id:{"title","office","outside"}},
//         "conditions":…} with the conditions as config/conditions/condition_json.h writes them.
// Errors: none.

#pragma once

#include <string>

#include "config/mission.h"

namespace vigie::router {

std::string write_version_record(const config::Mission& mission);

}  // namespace vigie::router
