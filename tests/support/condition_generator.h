// Random conditions in the vocabulary of tests/support/conditions.h: every one compiles, and is
// CEL.
//
// Every kind of field, list, test and operator turns up. Reproducible from the seed alone.

#pragma once

#include <string>

#include "report/random.h"
#include "report/report.h"
#include "router/assess/assessment.h"

namespace vigie::support {

std::string random_condition(SeededRandom& random);

/// In the same vocabulary, with more of what lists may hold than random_report() alone gives.
Report random_condition_report(SeededRandom& random);

/// Any results and flags, whatever the report says.
router::Assessment random_assessment(SeededRandom& random);

}  // namespace vigie::support
