#include "notifier/reply.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <tuple>

#include "config/reader.h"
#include "report/json_members.h"

namespace vigie::notifier {
namespace {

OrderedJson json_of(const Decisions& decisions) {
  OrderedJson list = OrderedJson::array();
  for (const PositionDecision& decision : decisions) {
    list.push_back({{"position", decision.position}, {"release", decision.release}});
  }
  return list;
}

std::optional<PositionDecision> read_decision(const nlohmann::json& item) {
  const auto position = text_member(item, "position");
  const auto release = boolean_member(item, "release");
  if (!position || !release || !config::is_code(*position)) return std::nullopt;
  return PositionDecision{.position = *position, .release = *release};
}

bool is_blank(const std::optional<std::string>& text) {
  return !text || text->find_first_not_of(" \t\r\n") == std::string::npos;
}

bool each_once(const Decisions& decisions) {
  std::set<Code> positions;
  return std::ranges::all_of(decisions, [&](const PositionDecision& decision) {
    return positions.insert(decision.position).second;
  });
}

bool declines(const Reply& reply) {
  return !std::ranges::all_of(reply.decisions, &PositionDecision::release);
}

/// What does not depend on the notice.
std::string_view own_trouble(const Reply& reply) {
  const bool decides = reply.kind == ReplyKind::decide;
  const std::size_t text_bytes = reply.text.value_or("").size();
  if (reply.kind == ReplyKind::comment && text_bytes == 0) return "reply.text";
  if (text_bytes > (decides ? reason_bytes_max : reply_text_bytes_max)) return "reply.text";
  if (decides == reply.decisions.empty()) return "reply.decisions";
  if (reply.decisions.size() > decisions_max || !each_once(reply.decisions)) {
    return "reply.decisions";
  }
  return declines(reply) && is_blank(reply.text) ? "reply.reason" : "";
}

bool acts(const Reply& reply) {
  return reply.kind == ReplyKind::forward || reply.kind == ReplyKind::decide;
}

/// Neither now nor before, for all that can be seen: what was asked before is decided by now. What
/// a decider answers too late is for the router to judge.
bool asks_nothing(const Notice& notice) {
  return positions_in(notice.asks).empty() && positions_in(notice.forwards).empty() &&
         positions_in(notice.decided).empty();
}

bool is_asked(const Reply& reply, const Notice& notice) {
  if (reply.kind == ReplyKind::forward) return !positions_in(notice.forwards).empty();
  const auto asked = positions_in(notice.asks);
  return std::ranges::all_of(reply.decisions, [&](const PositionDecision& decision) {
    return std::ranges::find(asked, decision.position) != asked.end();
  });
}

}  // namespace

std::optional<Decisions> parse_decisions(std::string_view json) {
  const auto items = nlohmann::json::parse(json, nullptr, false);
  if (!items.is_array()) return std::nullopt;
  Decisions decisions;
  for (const auto& item : items) {
    auto decision = read_decision(item);
    if (!decision) return std::nullopt;
    decisions.push_back(*std::move(decision));
  }
  return decisions;
}

std::string write_decisions(const Decisions& decisions) { return json_of(decisions).dump(); }

bool same_answer(const Reply& one, const Reply& other) {
  const auto chosen = [](const Reply& reply) {
    return std::tie(reply.reply, reply.notice, reply.revision, reply.issue, reply.person,
                    reply.kind, reply.text, reply.decisions);
  };
  return chosen(one) == chosen(other);
}

std::string_view trouble_of(const Reply& reply, const Notice& notice) {
  if (const auto trouble = own_trouble(reply); !trouble.empty()) return trouble;
  const bool known = reply.revision >= 1 && reply.revision <= notice.revision && reply.issue >= 1 &&
                     reply.issue <= issue_max;
  if (!known) return "reply.revision";
  if (reply.revision < notice.revision || reply.issue < notice.issue) {
    return acts(reply) && asks_nothing(notice) ? "reply.not_asked" : "";
  }
  if (reply.issue > notice.issue) return "reply.revision";
  return is_asked(reply, notice) ? "" : "reply.not_asked";
}

bool closes(const Reply& reply, const Notice& notice) {
  return reply.kind != ReplyKind::comment && acknowledges(notice, reply.revision, reply.issue);
}

std::string write_reply(const Reply& reply) {
  OrderedJson json{{"reply", to_string(reply.reply)},
                   {"notice", to_string(reply.notice)},
                   {"report", to_string(reply.report)},
                   {"revision", reply.revision},
                   {"issue", reply.issue},
                   {"position", reply.position},
                   {"person", reply.person},
                   {"kind", to_string(reply.kind)}};
  if (reply.text) json["text"] = *reply.text;
  if (!reply.decisions.empty()) json["decisions"] = json_of(reply.decisions);
  json["at"] = to_milliseconds(reply.at);
  return json.dump();
}

}  // namespace vigie::notifier
