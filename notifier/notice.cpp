#include "notifier/notice.h"

#include <array>
#include <nlohmann/json.hpp>

namespace vigie::notifier {
namespace {

constexpr std::array<std::string_view, 3> said_words{"told", "changed", "corrected"};
constexpr std::array<std::string_view, 4> state_words{"open", "notified", "seen", "acknowledged"};

}  // namespace

std::string_view to_string(Said said) { return said_words[static_cast<std::size_t>(said)]; }

std::optional<Said> parse_said(std::string_view word) {
  for (std::size_t i = 0; i < said_words.size(); ++i) {
    if (said_words[i] == word) return static_cast<Said>(i);
  }
  return std::nullopt;
}

std::string_view to_string(NoticeState state) {
  return state_words[static_cast<std::size_t>(state)];
}

NoticeState state_of(const Notice& notice) {
  if (notice.acknowledged_at) return NoticeState::acknowledged;
  if (notice.seen_at) return NoticeState::seen;
  if (notice.notified_at) return NoticeState::notified;
  return NoticeState::open;
}

bool is_whole(const Notice& notice, const Content& content) {
  return content.digest == sha256(content.body) && nlohmann::json::accept(notice.rules);
}

Arrival arrival_of(const Notice* stored, const Notice& incoming) {
  if (stored == nullptr) return Arrival::news;
  if (stored->report != incoming.report || stored->position != incoming.position) {
    return Arrival::mismatch;
  }
  if (incoming.revision < stored->revision) return Arrival::late;
  if (incoming.revision == stored->revision) return Arrival::repeat;
  return Arrival::news;
}

bool acknowledges(const Notice& notice, std::int64_t revision) {
  return revision == notice.revision && !notice.acknowledged_at;
}

}  // namespace vigie::notifier
