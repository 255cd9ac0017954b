// Texts for people in the router's JSON, in both languages.
//
// Shapes: {"en","fr"}. Errors: none.

#pragma once

#include <string>

#include "report/problem.h"

namespace vigie::router {

std::string both_texts(const Text& text);

/// What stands for whatever a reader may not see, and for its id.
const Text& hidden_fact();
inline constexpr const char* hidden_id = "hidden";

}  // namespace vigie::router
