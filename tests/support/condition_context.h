// What conditions see of a report and its assessment, made from their JSON form and not by the
// program's own reader: {"report": {…}, "assessment": {…}}.
//
// Members are the fields and lists of config/conditions/condition_schema.h; what is unknown is left
// out, objects are always there. An instant is {"instant": milliseconds}, a place
// {"place": {"longitude", "latitude"}} in 10^-7 degrees.

#pragma once

#include <nlohmann/json.hpp>

#include "report/report.h"
#include "router/assess/assessment.h"

namespace vigie::support {

nlohmann::json condition_context(const Report& report, const router::Assessment& assessment);

/// What stands at a path ("report.who[].age.min") for each element of the innermost list around it,
/// in order; null where it is unknown. Of a list: itself, for each element of its parent.
std::vector<nlohmann::json> values_at(const nlohmann::json& context, std::string_view path);

}  // namespace vigie::support
