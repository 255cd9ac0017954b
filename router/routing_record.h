// A routing as it is stored, and as it is explained to a person years later.
//
// Two JSON texts: the record of one routing (which rules fired, every position's outcome, by id)
// and, stored once per version of the mission, what those ids meant then (each rule's sentence,
// authority and condition, each position's title). An explanation joins the two, so that it never
// depends on the mission that happens to be loaded.
//
// Shapes: record {"at","urgency","fired":[rule],"outcomes":[{"position","outcome","reason","rules",
//         "stands_in_for","nearest","urgency","deadline"}]}; empty lists are left out.
//         version {"rules":{id:{"title","because","authority","tell","condition"}},"positions":
//         {id:title}}; condition is {"always":true}, {"regions":[…]} or {"fact","text"}.
// Errors: explain_routing() throws nlohmann's exception for text that these did not write.

#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "config/mission.h"
#include "router/routing.h"

namespace vigie::router {

std::string write_routing_record(const Routing& routing);
std::string write_version_record(const config::Mission& mission);

/// {"at","urgency","outcomes":[…]} with each rule in full and whether its condition held.
nlohmann::json explain_routing(std::string_view record, std::string_view version_record);

}  // namespace vigie::router
