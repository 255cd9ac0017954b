// The way of one report through the mission as people read it, in English or French: one line a
// step in time order, then who is still waited for and who has not acknowledged.
//
// Shapes: `answer` is the router's to "explain" with "chain" (router/report_path.h).
// Errors: Json::exception when the answer has not the shape it should have.

#pragma once

#include <string>

#include "cli/invocation.h"

namespace vigie::cli {

std::string path_text(const Json& answer, const config::Mission& mission,
                      const std::string& language);

}  // namespace vigie::cli
