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
