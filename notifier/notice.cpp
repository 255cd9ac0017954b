#include "notifier/notice.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <tuple>

#include "report/parse_word.h"

namespace vigie::notifier {
namespace {

constexpr std::array<std::string_view, 5> said_words{"told", "changed", "corrected", "reminded",
                                                     "withheld"};
constexpr std::array<std::string_view, 4> state_words{"open", "notified", "seen", "acknowledged"};

bool is_json(const std::string& list) {
  simdjson::dom::parser parser;
  return list == "[]" || parser.parse(list).error() == simdjson::SUCCESS;
}

}  // namespace

std::string_view to_string(Said said) { return said_words[static_cast<std::size_t>(said)]; }

std::optional<Said> parse_said(std::string_view word) { return parse_word<Said>(said_words, word); }

std::string_view to_string(NoticeState state) {
  return state_words[static_cast<std::size_t>(state)];
}

NoticeState state_of(const Notice& notice) {
  if (notice.acknowledged_at) return NoticeState::acknowledged;
  if (notice.seen_at) return NoticeState::seen;
  if (notice.notified_at) return NoticeState::notified;
  return NoticeState::open;
}

bool is_whole(const Content& content) { return content.digest == sha256(content.body); }

bool has_whole_lists(const Notice& notice) {
  const auto lists = {&notice.rules,   &notice.asks,    &notice.forwards,
                      &notice.decided, &notice.changes, &notice.no_longer};
  return std::ranges::all_of(lists, [](const auto* list) { return is_json(*list); });
}

bool is_whole(const Notice& notice, const Content& content) {
  return content.digest == notice.content && is_whole(content) && has_whole_lists(notice);
}

Arrival arrival_of(const Notice* stored, const Notice& incoming) {
  if (stored == nullptr) return Arrival::news;
  if (stored->report != incoming.report || stored->position != incoming.position) {
    return Arrival::mismatch;
  }
  const auto known = std::tie(stored->revision, stored->issue);
  const auto said = std::tie(incoming.revision, incoming.issue);
  if (said > known) return Arrival::news;
  if (said < known) return Arrival::late;
  return incoming.content == stored->content ? Arrival::repeat : Arrival::conflict;
}

bool acknowledges(const Notice& notice, std::int64_t revision, std::int64_t issue) {
  return revision == notice.revision && issue == notice.issue && !notice.acknowledged_at;
}

std::vector<Code> positions_in(const std::string& list) {
  std::vector<Code> positions;
  const auto items = nlohmann::json::parse(list, nullptr, false);
  if (!items.is_array()) return positions;
  for (const auto& item : items) {
    const auto found = item.find("position");
    if (found != item.end() && found->is_string()) positions.push_back(found->get<std::string>());
  }
  return positions;
}

}  // namespace vigie::notifier
