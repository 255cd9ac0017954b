// A rule of an explained routing as people read it (router/explanation.h has its shape): what
// it says of itself, what it came to on this report, the facts behind that, and what would have to
// change.
//
// Facts are said in words; those of a version that kept none, and then the condition, as the rule
// files write them.

#pragma once

#include <string>

#include "cli/invocation.h"
#include "cli/wrapped_text.h"

namespace vigie::cli {

/// "Every report goes first to the commander. (UNODC module, section 8.B)"
std::string rule_sentence(const Json& rule, const std::string& language);

/// A fact on its own: {"text","words":{"en","fr"}}, or its text alone. What stands for one the
/// reader may not see is said in the language.
std::string fact_text(const Json& fact, const std::string& language);

void add_rule(WrappedText& lines, const Json& rule, std::size_t indent,
              const std::string& language);

}  // namespace vigie::cli
