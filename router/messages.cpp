#include "router/messages.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <span>
#include <utility>

#include "config/reader.h"
#include "report/json_members.h"
#include "report/json_text.h"
#include "report/names.h"

namespace vigie::router {
namespace {

using Json = nlohmann::json;

constexpr std::array<std::string_view, 3> state_words{"routed", "told", "acknowledged"};

/// nullopt: unreadable.
std::optional<Decision> decision_in(const Json& json) {
  const auto position = text_member(json, "position");
  const auto release = boolean_member(json, "release");
  if (!position || !release || !config::is_code(*position)) return std::nullopt;
  return Decision{*position, *release};
}

/// Takes members of one object; once one was wrong, nothing of it counts.
class Members {
 public:
  explicit Members(std::string_view json) : object_(Json::parse(json, nullptr, false)) {
    good_ = object_.is_object();
  }

  bool good() const { return good_; }

  std::string text(const char* name) { return taken(text_member(object_, name)); }
  std::int64_t integer(const char* name) { return taken(integer_member(object_, name)); }
  Time time(const char* name) { return taken(time_member(object_, name)); }
  Uuid uuid(const char* name) { return taken(uuid_member(object_, name)); }
  Digest digest(const char* name) { return taken(parse_digest(text(name))); }

  std::optional<std::string> optional_text(const char* name) {
    if (member(object_, name) == nullptr) return std::nullopt;
    return text(name);
  }

  std::optional<std::int64_t> optional_integer(const char* name) {
    if (member(object_, name) == nullptr) return std::nullopt;
    return integer(name);
  }

  /// Empty when absent; each position once.
  std::vector<Decision> decisions(const char* name) {
    const Json* list = member(object_, name);
    std::vector<Decision> decisions;
    if (list == nullptr || !check(list->is_array() && list->size() <= decisions_max)) return {};
    for (const Json& item : *list) {
      auto decision = decision_in(item);
      if (!check(decision.has_value())) return {};
      if (!check(std::ranges::find(decisions, decision->position, &Decision::position) ==
                 decisions.end())) {
        return {};
      }
      decisions.push_back(*std::move(decision));
    }
    return decisions;
  }

  bool check(bool condition) {
    good_ = good_ && condition;
    return good_;
  }

 private:
  template <typename Value>
  Value taken(std::optional<Value> value) {
    check(value.has_value());
    return std::move(value).value_or(Value{});
  }

  Json object_;
  bool good_ = false;
};

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

std::optional<Reply> read_reply(std::string_view json) {
  Members members(json);
  Reply reply{.id = members.uuid("reply"),
              .notice = members.uuid("notice"),
              .report = members.uuid("report"),
              .revision = members.integer("revision"),
              .position = members.text("position"),
              .person = members.text("person"),
              .issue = members.optional_integer("issue").value_or(1),
              .text = members.optional_text("text"),
              .decisions = members.decisions("decisions"),
              .at = members.time("at")};
  const auto kind = parse_reply_kind(members.text("kind"));
  members.check(kind.has_value());
  members.check((kind == ReplyKind::decide) != reply.decisions.empty());
  members.check(reply.text.value_or("").size() <= reply_text_bytes_max);
  if (!members.good()) return std::nullopt;
  reply.kind = *kind;
  return reply;
}

Status status_of(const Uuid& report, std::int64_t revision, const std::vector<Notice>& notices) {
  Status status{.report = report, .revision = revision, .positions = {}, .named = true};
  for (const Notice& notice : notices) {
    if (!notice.is_told()) continue;
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
  const std::size_t said = status.named ? status.positions.size() : 0;
  for (const PositionStatus& position : std::span(status.positions).first(said)) {
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
