// Reads the "notices" message, version 3: one routed revision, the views it is shown in, and the
// notices it gives, packed. Version 2 is the same text as it is; version 1, with one content for
// all and no issues, is read as issue 1.
//
// Of every list of a notice only the known members are kept, so that nothing else travels to people
// by accident.
//
// Errors: nullopt when a member is missing or mistyped, or a notice names no content; members of
//         unknown name are ignored. Positions are not looked up here.
// Limits: notices_max notices and contents; content_bytes_max bytes of content, rules_bytes_max of
//         rules, asked_bytes_max of the other lists of a notice, and notice_bytes_max of all of
//         them: pushed to a person they still fit one body (link/wire.h).
// Source: docs/protocol.md.

#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "notifier/notice.h"

namespace vigie::notifier {

inline constexpr int notices_version = 3;
inline constexpr std::size_t notices_max = 256;
inline constexpr std::size_t notices_bytes_max = 24 * 1024 * 1024;  ///< Of the text unpacked.
inline constexpr std::size_t content_bytes_max = 320 * 1024;
inline constexpr std::size_t rules_bytes_max = 64 * 1024;
inline constexpr std::size_t asked_bytes_max = 64 * 1024;
inline constexpr std::size_t notice_bytes_max = 440 * 1024;

struct NoticesMessage {
  Particulars of;
  std::vector<Content> contents;
  std::vector<Notice> notices;  ///< received_at is the caller's to set.

  /// What this notice of the message shows.
  const Content& content_of(const Notice& notice) const;
};

/// `version`: 1 to 3, the kind_version of the message.
std::optional<NoticesMessage> read_notices(std::string_view part, int version);

}  // namespace vigie::notifier
