// A notice as JSON for the people who hold its position: in lists, whole, and pushed.
//
// `state` is the notice's own (open, notified, seen, acknowledged), `said` what the router said of
// it (told, changed, corrected, reminded). Instants are UTC milliseconds, null until they happen;
// `asks`, `forwards`, `decided`, `changes` and `no_longer` are absent when they are empty.
// Source: the people protocol of docs/protocol.md.

#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "notifier/notice.h"

namespace vigie::notifier {

struct ListedNotice {
  Notice notice;
  std::optional<Code> region;
};

/// Which notice it is and how it stands: nothing that a rule, a person or the report says.
std::string head_view(const ListedNotice& listed);

/// One line of a list: the head and what is asked; nothing of the content.
std::string list_view(const ListedNotice& listed);

/// Everything: particulars, what is asked, rules and content.
std::string full_view(const Notice& notice, const Content& content);

/// The body of a push.
std::string push_view(const Uuid& delivery, const Notice& notice, const Content& content);

}  // namespace vigie::notifier
