// Where and when, as finely as a reader was granted.
//
// Shapes: appended as the members "when" and "where" to an object begun in `json`; neither is there
//         when nothing of it is shown. See router/views/view.h.

#pragma once

#include <string>

#include "report/report.h"
#include "router/views/grant.h"

namespace vigie::router {

void write_when(const When& when, const Grant& grant, std::string& json);
void write_where(const Where& where, const Grant& grant, std::string& json);

}  // namespace vigie::router
