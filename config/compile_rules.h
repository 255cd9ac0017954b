// Compiles the conditions of all rules and definitions, once every file has been read; problems are
// noted at their place within the condition.
#pragma once

#include "config/draft.h"

namespace vigie::config {

void compile_rules(Draft& draft);

}  // namespace vigie::config
