// A notice as `vigie inbox` prints it: in JSON, as one line of a list, or whole.
//
// Whole, its classification mark stands on top and the report is printed one field a line, nested
// fields indented. Texts keep JSON's escapes and those of cli/terminal_text.h, so that what a
// report says can neither look like another field nor steer the terminal.

#pragma once

#include <optional>
#include <string>

#include "cli/inbox_client.h"
#include "cli/invocation.h"

namespace vigie::cli {

Json json_of(const InboxNotice& notice);

/// With the command that acknowledges it below, until it is acknowledged, and what it asks.
std::string line_of(const InboxNotice& notice, const std::string& words);

std::string whole_text_of(const InboxNotice& notice, const std::string& words);

/// What a notice shows of the report, without its mark; every line begins with its line break.
std::string content_text_of(Json content, const std::string& words);

/// What to say when the notice is to another position than the one named; nullopt when it is not.
std::optional<std::string> other_position(const InboxNotice& notice, const std::string& named,
                                          const std::string& words);

/// The command that answers what was read: "ack", "forward".
std::string answering_line(const std::string& position, const std::string& answer,
                           const std::string& notice, const std::string& read);
std::string showing_line(const InboxNotice& notice);

}  // namespace vigie::cli
