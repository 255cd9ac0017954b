#include "router/notices.h"

#include <algorithm>
#include <array>

#include "report/parse_word.h"

namespace vigie::router {
namespace {

constexpr std::array<std::string_view, 5> notice_state_words{"told", "changed", "reminded",
                                                             "corrected", "withheld"};

}  // namespace

std::string_view to_string(NoticeState state) {
  return notice_state_words.at(static_cast<std::size_t>(state));
}

std::optional<NoticeState> parse_notice_state(std::string_view word) {
  return parse_word<NoticeState>(notice_state_words, word);
}

/// What begins a notice or a revision is counted, so that a restored router says it under the
/// number it had. For all else it no longer knows how far it had counted, and the clock has gone
/// on.
std::int64_t next_issue(std::int64_t issue, bool newer_revision, Time now) {
  if (issue == 0 || newer_revision) return issue + 1;
  return std::max(issue + 1, to_milliseconds(now));
}

Uuid notice_id(const Uuid& report, const Code& position) {
  const Digest digest = sha256("vigie notice 1\n" + to_string(report) + "\n" + position);
  Uuid id;
  std::copy_n(digest.bytes.begin(), id.bytes.size(), id.bytes.begin());
  // The report's own time in front, as in a UUIDv7: neighbours in time are neighbours in an index.
  std::copy_n(report.bytes.begin(), uuid_time_bytes, id.bytes.begin());
  id.bytes[6] = static_cast<std::uint8_t>((id.bytes[6] & 0x0fU) | 0x80U);
  id.bytes[8] = static_cast<std::uint8_t>((id.bytes[8] & 0x3fU) | 0x80U);
  return id;
}

}  // namespace vigie::router
