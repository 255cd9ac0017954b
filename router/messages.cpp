#include "router/messages.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "report/check.h"
#include "report/json_text.h"
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

std::string both(const Text& text) {
  return JsonObject().put("en", text.en).put("fr", text.fr).text();
}

std::string rule_in_notice(const config::Mission& mission, const std::string& id) {
  const auto rule = std::ranges::find(mission.rules, id, &config::Rule::id);
  VIGIE_EXPECT(rule != mission.rules.end());
  return JsonObject()
      .put("rule", id)
      .put("because", Raw{both(rule->because)})
      .put("authority", rule->authority)
      .text();
}

std::string notice_in_message(const Notice& notice, const Routing& routing,
                              const config::Mission& mission) {
  std::vector<std::string> rules;
  const auto outcome = std::ranges::find(routing.outcomes, notice.position, &Outcome::position);
  VIGIE_EXPECT(outcome != routing.outcomes.end());
  for (const std::string& rule : outcome->rules) rules.push_back(rule_in_notice(mission, rule));
  return JsonObject()
      .put("notice", to_string(notice.id))
      .put("position", notice.position)
      .put("state", to_string(notice.state))
      .put("urgency", to_string(notice.urgency))
      .put("deadline", to_milliseconds(notice.deadline))
      .put("expect", "acknowledge")
      .put("rules", Raw{json_list(rules)})
      .text();
}

/// What the notice shows of the report, and what stands on every notice whatever it shows: that
/// nobody is sent back arbitrarily.
Json content_of(const Report& report, const config::Mission& mission) {
  Json content = notice_content(report);
  const auto catalogue = mission.catalogues.find(report.catalogue);
  if (catalogue == mission.catalogues.end()) return content;
  const auto& statements = catalogue->second.statements;
  const auto sentence = statements.find("protection.non_refoulement");
  if (sentence == statements.end()) return content;
  content["sentence"] = {{"en", sentence->second.text.en}, {"fr", sentence->second.text.fr}};
  return content;
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
  std::vector<std::string> list;
  for (const Notice& notice : notices) {
    if (notice.state == NoticeState::withheld) continue;
    list.push_back(notice_in_message(notice, routing, mission));
  }
  if (list.empty()) return {};
  JsonObject message;
  message.put("report", to_string(report.id))
      .put("revision", report.revision)
      .put("kind", to_string(report.kind))
      .put("exercise", report.exercise)
      .put("language", report.language)
      .put("region", report.where.region)
      .put("urgency", to_string(routing.urgency))
      .put("routed_at", to_milliseconds(routing.at))
      .put("version", routing.version)
      .put("content", Raw{content_of(report, mission).dump()})
      .put("notices", Raw{json_list(list)});
  if (report.about) message.put("about", to_string(*report.about));
  return std::move(message).text();
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
  std::vector<std::string> positions;
  for (const PositionStatus& position : status.positions) {
    positions.push_back(JsonObject()
                            .put("position", position.position)
                            .put("state", position.acknowledged ? "acknowledged" : "told")
                            .put("at", to_milliseconds(position.at))
                            .text());
  }
  return JsonObject()
      .put("report", to_string(status.report))
      .put("revision", status.revision)
      .put("count", count)
      .put("state", state_words.at(static_cast<std::size_t>(state_of(status))))
      .put("positions", Raw{json_list(positions)})
      .text();
}

}  // namespace vigie::router
