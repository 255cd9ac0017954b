// What a position is shown of a report, as people read it in English or French: in words
// (cli/view_words.h), one field a line, nested fields indented.
//
// Texts keep JSON's escapes and those of cli/terminal_text.h, so that what a report says can
// neither look like another field nor steer the terminal. Shapes: `view` as the router builds it
// (docs/protocol.md). Texts of lines; every line begins with
//         its line break. A mission that is not at hand is an empty one: codes then stay as they
//         are.

#pragma once

#include <string>
#include <vector>

#include "cli/invocation.h"

namespace vigie::cli {

/// The sentence on every notice, then the fields; without the mark and the profiles.
std::string content_text(const Json& view, const config::Mission& mission,
                         const std::string& language);

/// What is new in it, by its labels; empty when there is nothing. `changes`: JSON pointers.
std::string changes_text(const Json& view, const std::vector<std::string>& changes,
                         const config::Mission& mission, const std::string& language);

/// "Profiles: Core, Needs", of a list of profiles.
std::string profiles_text(const Json& profiles, const config::Mission& mission,
                          const std::string& language);

}  // namespace vigie::cli
