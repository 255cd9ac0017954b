// The words of `vigie explain` and `vigie view`, in both languages. What the rules say of
// themselves is in the mission's files.

#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace vigie::cli {

/// The text of `key` ("held.decision") with each "{}" replaced by the next value. A key that is not
/// in the table is our bug.
std::string explain_words(std::string_view key, std::string_view language,
                          std::initializer_list<std::string_view> values = {});

bool knows_explain_words(std::string_view key);

}  // namespace vigie::cli
