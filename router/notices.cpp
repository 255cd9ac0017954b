#include "router/notices.h"

#include <algorithm>
#include <array>

#include "report/digest.h"

namespace vigie::router {
namespace {

constexpr std::array<std::string_view, 4> words{"told", "changed", "corrected", "withheld"};

const Notice* find(const std::vector<Notice>& notices, const Code& position) {
  const auto found = std::ranges::find(notices, position, &Notice::position);
  return found == notices.end() ? nullptr : &*found;
}

/// nullopt when the position is owed nothing new.
std::optional<NoticeState> next_state(Told told, const Notice* earlier) {
  if (told == Told::told) return earlier == nullptr ? NoticeState::told : NoticeState::changed;
  if (earlier == nullptr || earlier->state == NoticeState::corrected) return std::nullopt;
  if (told == Told::not_told) return NoticeState::corrected;
  if (earlier->state == NoticeState::withheld) return std::nullopt;
  return NoticeState::withheld;
}

}  // namespace

std::string_view to_string(NoticeState state) { return words.at(static_cast<std::size_t>(state)); }

std::optional<NoticeState> parse_notice_state(std::string_view word) {
  const auto* found = std::ranges::find(words, word);
  if (found == words.end()) return std::nullopt;
  return static_cast<NoticeState>(found - words.begin());
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

std::vector<Notice> notices_after(const Uuid& report, std::int64_t revision, const Routing& routing,
                                  const std::vector<Notice>& earlier) {
  std::vector<Notice> notices;
  for (const Outcome& outcome : routing.outcomes) {
    const Notice* before = find(earlier, outcome.position);
    const auto state = next_state(outcome.told, before);
    if (!state) continue;
    const Time deadline = before != nullptr ? before->deadline : routing.at;
    notices.push_back({.id = notice_id(report, outcome.position),
                       .report = report,
                       .position = outcome.position,
                       .revision = revision,
                       .state = *state,
                       .urgency = outcome.urgency,
                       .deadline = outcome.deadline.value_or(deadline),
                       .at = routing.at,
                       .acknowledged = std::nullopt});
  }
  return notices;
}

}  // namespace vigie::router
