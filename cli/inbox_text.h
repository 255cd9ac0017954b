// A notice as `vigie inbox` prints it: in JSON, as one line of a list, or whole.
//
// Whole, its classification mark stands on top, then why the position is told, what is asked and
// what is new, and the report as cli/content_text.h prints it.

#pragma once

#include <optional>
#include <string>

#include "cli/inbox_client.h"
#include "cli/invocation.h"

namespace vigie::cli {

Json json_of(const InboxNotice& notice);

/// With the command that acknowledges it below, until it is acknowledged, and what it asks.
/// `mission`: an empty one when it is not at hand, as below.
std::string line_of(const InboxNotice& notice, const config::Mission& mission,
                    const std::string& words);

std::string whole_text_of(const InboxNotice& notice, const config::Mission& mission,
                          const std::string& words);

/// What to say when the notice is to another position than the one named; nullopt when it is not.
std::optional<std::string> other_position(const InboxNotice& notice, const std::string& named,
                                          const std::string& words);

/// The command that answers what was read: "ack", "forward".
std::string answering_line(const std::string& position, const std::string& answer,
                           const std::string& notice, const std::string& read);
std::string showing_line(const InboxNotice& notice);

}  // namespace vigie::cli
