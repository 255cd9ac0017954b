// Instants in JSON as people and scripts read them: RFC 3339 text in place of the milliseconds that
// travel between programs.
//
// Which members are instants is told by name: "at", "…_at", "deadline", "due", "observed_from" and
// "observed_to" (docs/protocol.md). Anything that is not a whole number stays as it is.

#pragma once

#include "cli/invocation.h"

namespace vigie::cli {

Json with_readable_times(Json json);

}  // namespace vigie::cli
