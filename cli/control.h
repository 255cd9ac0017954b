// Asking a program of this machine, and changing the keys of one that is not running.
//
// Errors: Failure try_later when the program must run for that and does not; Failure `failure` with
//         the program's own words when it refuses.

#pragma once

#include <nlohmann/json_fwd.hpp>

#include "cli/invocation.h"
#include "cli/layout.h"

namespace vigie::cli {

/// Sends one control request; the answer, which says ok.
Json ask_program(const ProgramPlace& place, const Json& request);

/// The same for keys.allow, keys.revoke and keys.list, all at once; when the program is not
/// running, done in its database, which no other process can then hold.
std::vector<Json> ask_keys(const ProgramPlace& place, const std::vector<Json>& requests,
                           Clock& clock);

}  // namespace vigie::cli
