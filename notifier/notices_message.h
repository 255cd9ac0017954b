// Reads the "notices" message, version 1: one routed revision and the notices it gives.
//
// Errors: nullopt when a member is missing or mistyped; members of unknown name are ignored.
//         Positions are not looked up here.
// Limits: notices_max notices, content_bytes_max bytes of content: pushed to a person, both still
//         fit one wire header (link/wire.h).
// Source: docs/protocol.md.

#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "notifier/notice.h"

namespace vigie::notifier {

inline constexpr std::size_t notices_max = 256;
inline constexpr std::size_t content_bytes_max = 160 * 1024;
inline constexpr std::size_t rules_bytes_max = 64 * 1024;

struct NoticesMessage {
  Content content;
  std::vector<Notice> notices;  ///< received_at is the caller's to set.
};

std::optional<NoticesMessage> read_notices(std::string_view json);

}  // namespace vigie::notifier
