#include "router/messages.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "report/check.h"
#include "report/names.h"
#include "router/notice_content.h"

namespace vigie::router {
namespace {

using Json = nlohmann::json;

constexpr std::array<std::string_view, 2> reply_kinds{"acknowledge", "comment"};
constexpr std::array<std::string_view, 3> state_words{"routed", "told", "acknowledged"};

/// Takes members of one object; once one was wrong, nothing of it counts.
class Members {
 public:
  explicit Members(std::string_view json) : object_(Json::parse(json, nullptr, false)) {
    good_ = object_.is_object();
  }

  bool good() const { return good_; }

  std::string text(const char* name) {
    const Json* member = find(name);
    return check(member != nullptr && member->is_string()) ? member->get<std::string>() : "";
  }

  std::optional<std::string> optional_text(const char* name) {
    if (find(name) == nullptr) return std::nullopt;
    return text(name);
  }

  std::int64_t integer(const char* name) {
    const Json* member = find(name);
    return check(member != nullptr && member->is_number_integer()) ? member->get<std::int64_t>()
                                                                   : 0;
  }

  Time time(const char* name) { return from_milliseconds(integer(name)); }

  Uuid uuid(const char* name) {
    const auto id = parse_uuid(text(name));
    check(id.has_value());
    return id.value_or(Uuid{});
  }

  Digest digest(const char* name) {
    const auto digest = parse_digest(text(name));
    check(digest.has_value());
    return digest.value_or(Digest{});
  }

  bool check(bool condition) {
    good_ = good_ && condition;
    return good_;
  }

 private:
  const Json* find(const char* name) const {
    const auto found = good_ ? object_.find(name) : object_.end();
    return found == object_.end() ? nullptr : &*found;
  }

  Json object_;
  bool good_ = false;
};

Json both(const Text& text) { return {{"en", text.en}, {"fr", text.fr}}; }

Json rule_in_notice(const config::Mission& mission, const std::string& id) {
  const auto rule = std::ranges::find(mission.rules, id, &config::Rule::id);
  VIGIE_EXPECT(rule != mission.rules.end());
  return {{"rule", id}, {"because", both(rule->because)}, {"authority", rule->authority}};
}

Json notice_in_message(const Notice& notice, const Routing& routing,
                       const config::Mission& mission) {
  Json rules = Json::array();
  const auto outcome = std::ranges::find(routing.outcomes, notice.position, &Outcome::position);
  VIGIE_EXPECT(outcome != routing.outcomes.end());
  for (const std::string& rule : outcome->rules) rules.push_back(rule_in_notice(mission, rule));
  return {{"notice", to_string(notice.id)},
          {"position", notice.position},
          {"state", to_string(notice.state)},
          {"urgency", to_string(notice.urgency)},
          {"deadline", to_milliseconds(notice.deadline)},
          {"expect", "acknowledge"},
          {"rules", rules}};
}

}  // namespace

std::optional<HandOver> read_hand_over(std::string_view json) {
  Members members(json);
  HandOver hand_over{.received_at = members.time("received_at"),
                     .device = members.text("device"),
                     .unit = members.text("unit"),
                     .digest = members.digest("digest")};
  if (!members.good()) return std::nullopt;
  return hand_over;
}

std::string_view to_string(ReplyKind kind) {
  return reply_kinds.at(static_cast<std::size_t>(kind));
}

std::optional<Reply> read_reply(std::string_view json) {
  Members members(json);
  Reply reply{.id = members.uuid("reply"),
              .notice = members.uuid("notice"),
              .report = members.uuid("report"),
              .revision = members.integer("revision"),
              .position = members.text("position"),
              .person = members.text("person"),
              .text = members.optional_text("text"),
              .at = members.time("at")};
  const auto* const kind = std::ranges::find(reply_kinds, members.text("kind"));
  members.check(kind != reply_kinds.end());
  members.check(reply.text.value_or("").size() <= reply_text_bytes_max);
  if (!members.good()) return std::nullopt;
  reply.kind = static_cast<ReplyKind>(kind - reply_kinds.begin());
  return reply;
}

std::string write_notices(const Routed& routed, const config::Mission& mission) {
  const auto& [report, routing, notices] = routed;
  Json list = Json::array();
  for (const Notice& notice : notices) {
    if (notice.state == NoticeState::withheld) continue;
    list.push_back(notice_in_message(notice, routing, mission));
  }
  if (list.empty()) return {};
  Json message{{"report", to_string(report.id)},
               {"revision", report.revision},
               {"kind", to_string(report.kind)},
               {"exercise", report.exercise},
               {"language", report.language},
               {"region", report.where.region},
               {"urgency", to_string(routing.urgency)},
               {"routed_at", to_milliseconds(routing.at)},
               {"version", routing.version},
               {"content", notice_content(report)},
               {"notices", list}};
  if (report.about) message["about"] = to_string(*report.about);
  return message.dump();
}

Status status_of(const Uuid& report, std::int64_t revision, const std::vector<Notice>& notices) {
  Status status{.report = report, .revision = revision, .positions = {}};
  for (const Notice& notice : notices) {
    const bool told = notice.state == NoticeState::told || notice.state == NoticeState::changed;
    if (!told) continue;
    status.positions.push_back({.position = notice.position,
                                .acknowledged = notice.acknowledged.has_value(),
                                .at = notice.acknowledged ? notice.acknowledged->at : notice.at});
  }
  return status;
}

ReportState state_of(const Status& status) {
  if (status.positions.empty()) return ReportState::routed;
  const bool all = std::ranges::all_of(status.positions, &PositionStatus::acknowledged);
  return all ? ReportState::acknowledged : ReportState::told;
}

std::string write_status(const Status& status, std::int64_t count) {
  Json positions = Json::array();
  for (const PositionStatus& position : status.positions) {
    positions.push_back({{"position", position.position},
                         {"state", position.acknowledged ? "acknowledged" : "told"},
                         {"at", to_milliseconds(position.at)}});
  }
  return Json{{"report", to_string(status.report)},
              {"revision", status.revision},
              {"count", count},
              {"state", state_words.at(static_cast<std::size_t>(state_of(status)))},
              {"positions", positions}}
      .dump();
}

}  // namespace vigie::router
