// A shipped example as the bench carries and judges it: its narrative as long as a patrol's usually
// is, 3 000 bytes in all. Errors: std::runtime_error when it is not there or is no report.

#pragma once

#include <string>

#include "report/report.h"

namespace vigie::bench {

/// examples/NAME.json
Report filled_example(const std::string& name);

}  // namespace vigie::bench
