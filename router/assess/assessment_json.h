// An assessment as it is stored with its routing and printed for programs: codes and pointers, no
// texts (those are the catalogue's, so that they can be read in either language).
//
// Shapes: {"catalogue","frames":[{"frame","verified","trafficking","smuggling",
//         "exploitation_of_begging"?,"judgements":[{"finding","group"?,"crossing"?,"planned"?,
//         "result","as_adult"?,"as_child"?,"elements":[{"element","finding","rests_on","by"?}],
//         "forms"?,"because","missing"}],"because","missing"}],"flags":{…},"protection":[…],
//         "needs":[…]}; a statement is {"code","rests_on"?}; `rests_on` and `needs` are JSON
//         pointers into the report.
// Errors: none. The same assessment always gives the same bytes.

#pragma once

#include <string>

#include "router/assess/assessment.h"

namespace vigie::router {

std::string write_assessment(const Assessment& assessment);

}  // namespace vigie::router
