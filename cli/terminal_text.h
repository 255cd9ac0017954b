// JSON, or text already escaped as JSON, made safe to print: what a terminal would obey instead of
// showing is written as \uXXXX.
//
// JSON escapes the controls below U+0020 itself. This adds DEL and U+0080 to U+009F (a terminal
// takes some as the start of a command), the controls of writing direction (a line would read in
// another order than it says), line and paragraph separators, and characters that show nothing at
// all (tags, fillers). Joiners stay: Arabic and emoji need them. Such characters stand only inside
// the texts of JSON, so the document still says the same.

#pragma once

#include <string>
#include <string_view>

namespace vigie::cli {

/// `json`: UTF-8.
std::string terminal_text(std::string_view json);

}  // namespace vigie::cli
