// A view of a report in plain words: its codes as the catalogue says them, its members under labels
// in the reader's language.
//
// Where the catalogue or the tables have no text a code stands as it is; texts people wrote,
// numbers, instants and the members "mark" and "sentence" always do.

#pragma once

#include "cli/invocation.h"

namespace vigie::cli {

/// `catalogue`: of the version the report was written with; null when the mission no longer has it.
Json in_words(const Json& view, const config::Mission& mission, const config::Catalogue* catalogue,
              const std::string& language);

}  // namespace vigie::cli
