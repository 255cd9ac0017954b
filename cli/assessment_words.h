// The words around an assessment, in both languages: headings, and the words of the report's own
// enumerations ("basis.seen"). What an assessment itself says is in the catalogue's statements.

#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace vigie::cli {

/// The text of `key` with each "{}" replaced by the next value. A key that is not in the table is
/// our bug.
std::string assessment_words(std::string_view key, std::string_view language,
                             std::initializer_list<std::string_view> values = {});

bool knows_assessment_words(std::string_view key);

/// "Togo" for "TGO": the States of the journeys through the Sahel; any other code as it is.
std::string state_name(std::string_view code, std::string_view language);

}  // namespace vigie::cli
