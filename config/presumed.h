// The words that would call somebody guilty or harmed before any court has: "victim" and
// "offender" appear only as presumed (UNODC module, section 8; docs/assessment.md).

#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace vigie::config {

/// The first such word of the text that stands without "presumed" directly before it, in French
/// without "présumé(e)(s)" directly before or after it; nullopt when there is none.
std::optional<std::string> unpresumed_word(std::string_view text, std::string_view language);

}  // namespace vigie::config
