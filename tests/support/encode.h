// From a Report to its JSON form, which no program writes: decode_report(encode_report(report)) is
// the same report again for every report that decode_report() can give. What was not reported is
// left out, and so is what can be derived (may_be_under_18, the urgency of the report).
//
// Shapes: one line of UTF-8, members in the order of docs/report.md.
// Errors: texts must be UTF-8, as those of every decoded report are; others throw.

#pragma once

#include <string>

#include "report/report.h"

namespace vigie {

std::string encode_report(const Report& report);

}  // namespace vigie
