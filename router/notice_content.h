// What a notice shows of a report: one fixed list of fields of the group `routing`.
//
// Built by naming each field, never by deleting from a full copy: a field added to the report shows
// up in no notice until it is named here. No free text, no place finer than the region, no word
// that the patrol made up: groups of persons are shown by number, not by the name they have in the
// report, and not which positions are implicated.
//
// Shapes: JSON object with the members of the report's own form (docs/report.md), fewer of them;
//           what.category · when.observed_from, observed_to, filed_at (UTC milliseconds) ·
//           where.region, place_type · who[].group (1, 2, …), role, count, age, may_be_under_18,
//           sex, nationalities · why.purposes, how.acts, how.means [].code, basis, groups, by ·
//           how.journey.crossings[].from, to, stage · indicators[].code, groups ·
//           needs[].kind, urgency, count, group · danger · protection.possible_sexual_violence ·
//           concerns_un_personnel.answer
//         `groups`, `by` and `group` hold numbers of who[].group. What was not reported is absent.
// Source: confidentiality.md of the design (groups of fields); report/report.schema.json.

#pragma once

#include <nlohmann/json_fwd.hpp>

#include "report/report.h"

namespace vigie::router {

nlohmann::json notice_content(const Report& report);

}  // namespace vigie::router
