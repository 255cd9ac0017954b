// Texts for people in the router's JSON, in both languages.
//
// Shapes: {"en","fr"}. Errors: none.

#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "report/problem.h"

namespace vigie::router {

nlohmann::json both(const Text& text);
std::string both_texts(const Text& text);  ///< The same as JSON text.

/// What stands for whatever a reader may not see, and for its id.
const Text& hidden_fact();
inline constexpr const char* hidden_id = "hidden";

}  // namespace vigie::router
