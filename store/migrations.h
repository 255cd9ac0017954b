// Schema versions. Each part of a database (the link's tables, the audit trail, a program's own)
// has a name and a list of steps; step n brings it from version n to n + 1, in one transaction per
// part.
//
// Errors: a database written by a newer Vigie is refused (FailureKind::too_new), never guessed at.

#pragma once

#include <span>
#include <string_view>

#include "store/database.h"

namespace vigie::store {

void migrate(Database& database, std::string_view part, std::span<const char* const> steps);

}  // namespace vigie::store
