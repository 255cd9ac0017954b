// An explained routing as people read it, in English or French: what happened to how many, then
// each position's outcome with the reasons as sentences, those that were held by what became of it
// since; of one position alone everything, also the
// facts behind each rule and what would have to change for those that did not apply.
//
// Shapes: `answer` is the router's to "explain" (router/router_commands.h). Lines are wrapped
//         (cli/wrapped_text.h). What a person wrote is escaped as cli/terminal_text.h says.
// Errors: Json::exception when the answer has not the shape it should have.

#pragma once

#include <string>

#include "cli/invocation.h"

namespace vigie::cli {

std::string explain_text(const Json& answer, const config::Mission& mission,
                         const std::string& language);

/// Of the one outcome in it.
std::string position_text(const Json& answer, const config::Mission& mission,
                          const std::string& language);

/// "2 h", "90 min", "3 d".
std::string span_text(std::int64_t minutes, const std::string& language);

/// "Gender Unit (gender_unit)", of a position as the router names it.
std::string position_name(const Json& title, const std::string& position,
                          const std::string& language);

/// The person's name; the id of somebody the roster no longer has.
std::string person_name(const std::string& person, const config::Mission& mission);

/// The title of a profile; the id of one the mission no longer has.
std::string profile_name(const std::string& profile, const config::Mission& mission,
                         const std::string& language);

/// For whose eyes an answer is.
std::string reader_text(const Json& answer, const config::Mission& mission,
                        const std::string& language);

/// A member of `json` that is a text, escaped for the terminal; empty when it has none.
std::string text_of(const Json& json, const char* name);

/// Of a member of `json` in UTC milliseconds: RFC 3339 text.
std::string time_text(const Json& json, const char* name);

/// A text in the language; escaped for the terminal.
std::string text_in(const Json& text, const std::string& language);

}  // namespace vigie::cli
