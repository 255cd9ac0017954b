// What one position is shown of a report, as people read it, in English or French: between two
// lines of its mark the report as the position's notice has it, in words (cli/view_words.h), one
// field a line.
//
// Shapes: `answer` is the router's to "view" (router/router_commands.h), with the view as JSON.
// Errors: Json::exception when the answer has not the shape it should have.

#pragma once

#include <string>

#include "cli/invocation.h"

namespace vigie::cli {

std::string view_text(const Json& answer, const config::Mission& mission,
                      const std::string& language);

}  // namespace vigie::cli
