// What a notice asks of its reader and what was decided of it, as `vigie inbox`
// prints it beside the notice itself (cli/inbox_text.h).
//
// What another person wrote (a reason) keeps JSON's escapes and those of cli/terminal_text.h.
// Shapes: texts of lines; every line begins with its line break. Empty when there is nothing.

#pragma once

#include <string>

#include "cli/inbox_client.h"
#include "cli/invocation.h"

namespace vigie::cli {

/// What is to be decided and forwarded, why, until when, what happens if nobody answers, and the
/// commands that answer.
std::string questions_of(const InboxNotice& notice, const std::string& words);

/// What was decided, by whom.
std::string history_of(const InboxNotice& notice, const config::Mission& mission,
                       const std::string& words);

/// The classification mark of the content in a line of its own, with its line break behind; empty
/// when there is none.
std::string mark_of(const Json& content, const std::string& words);

/// "--revision 2 --issue 3": what an answer says was read. A first issue need not be said.
std::string read_options(const InboxRead& read);

/// The members of `vigie inbox --json`.
void put_asked(Json& json, const InboxNotice& notice);

}  // namespace vigie::cli
