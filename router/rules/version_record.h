// What the ids of a routing meant: the rules, positions and conditions of one version of the
// mission, stored once when that version is first used.
//
// Shapes: {"rules":{id:{"title","because","authority","effect","office","when","condition":node,
//         "reads":[path],"if_unknown","show":[profile],"how":"at_once"|{"release","by","within_min",
//         "at_deadline","escalate_to"?}}},"positions":{id:{"title","office","outside"}},
//         "first_addressee":office,"conditions":…,"words":{text of an atom:{"en","fr"}}} with the
//         conditions as config/conditions/condition_json.h writes them. Records of before have no
//         first addressee or no words, the oldest no conditions.
// Errors: none.

#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "config/mission.h"

namespace vigie::router {

std::string write_version_record(const config::Mission& mission);

/// nullopt when that version kept none, or none that can be read.
std::optional<config::ConditionSet> kept_conditions(const nlohmann::json& record);
/// What an atom of these conditions asks, in the words of that version.
Text kept_words(const nlohmann::json& record, const config::ConditionSet& conditions,
                const config::Atom& atom);

}  // namespace vigie::router
