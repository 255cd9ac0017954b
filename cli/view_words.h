// A view of a report in plain words: its codes as the catalogue says them, its members under labels
// in the reader's language.
//
// Where the catalogue or the tables have no text a code stands as it is; texts people wrote,
// numbers, instants and the members "mark" and "sentence" always do. Places in a view are its
// labels: "who › group 2 › age › at least".

#pragma once

#include "cli/invocation.h"

namespace vigie::cli {

/// `catalogue`: of the version the report was written with; null when the mission no longer has it.
Json in_words(const Json& view, const config::Mission& mission, const config::Catalogue* catalogue,
              const std::string& language);

/// A JSON pointer into a report; entries of every list go by their numbers, from 1: "who 2 › age".
/// The pointer itself, escaped, when a step of it has no label.
std::string place_in_words(const std::string& pointer, const std::string& language);

/// A JSON pointer into the view, its groups by the numbers they go by, and what stands there when
/// it is on one line: "who › group 2 › age › at least: 14". Escaped (cli/terminal_text.h).
std::string field_in_words(const Json& view, const std::string& pointer,
                           const config::Mission& mission, const config::Catalogue* catalogue,
                           const std::string& language);

}  // namespace vigie::cli
