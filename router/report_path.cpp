#include "router/report_path.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "config/words.h"
#include "report/names.h"
#include "router/text_json.h"

namespace vigie::router {
namespace {

using Json = nlohmann::json;
using Steps = std::vector<Json>;

/// What follows from what, where the router did both in one turn.
constexpr std::array<std::string_view, 11> order{
    "received", "routed", "acknowledged", "commented", "forwarded", "decided",
    "passed",   "closed", "told",         "damaged",   "asked"};

std::pair<std::int64_t, std::ptrdiff_t> moment(const Json& step) {
  const auto* place = std::ranges::find(order, step.at("what").get<std::string>());
  return {step.at("at").get<std::int64_t>(), place - order.begin()};
}

std::string_view act_word(ReplyKind kind) {
  switch (kind) {
    case ReplyKind::acknowledge:
      return "acknowledged";
    case ReplyKind::comment:
      return "commented";
    case ReplyKind::forward:
      return "forwarded";
    case ReplyKind::decide:
      return "decided";
  }
  return "commented";
}

void append(Steps& to, Steps more) { std::ranges::move(more, std::back_inserter(to)); }

bool is_open(const Notice& notice) { return notice.is_told() && !notice.acknowledged; }

/// With what was asked before, under earlier revisions or of others.
std::vector<KeptHold> with_past(const std::vector<KeptHold>& holds) {
  std::vector<KeptHold> all;
  for (const KeptHold& hold : holds) {
    all.insert(all.end(), hold.before.begin(), hold.before.end());
    all.push_back(hold);
  }
  return all;
}

/// A reader sees its own steps: what others were told and did is theirs.
bool concerns(const Json& step, const std::optional<Reader>& reader) {
  return !reader || step.value("position", "") == reader->position;
}

/// Who decides may act in place of a position that the report implicates.
void hide_decider(Json& step, const std::optional<Reader>& reader) {
  if (!reader || !step.contains("decider") || sees_who_is_implicated(reader->grant)) return;
  if (step.at("decider") == reader->position) return;
  step["decider"] = hidden_id;
  step["decider_title"] = another_position();
}

/// Its own holds of a revision that it has not been told say that there is one.
void keep_known(std::vector<KeptHold>& holds, const std::vector<Notice>& notices,
                const Reader& reader) {
  const auto notice = std::ranges::find(notices, reader.position, &Notice::position);
  if (notice == notices.end()) return;
  std::erase_if(holds, [&](const KeptHold& hold) {
    return hold.position == reader.position && hold.revision > notice->revision;
  });
}

}  // namespace

Json ReportPaths::titled(const Code& position) const {
  return {{"position", position}, {"title", texts_.title_of(position)}};
}

Json ReportPaths::of(const Uuid& report, const std::optional<Reader>& reader) {
  if (reader && !reader->told) {
    const Json none = Json::array();
    return {{"path", none}, {"waiting", none}, {"open", none}};
  }
  const std::vector<Notice> notices = store_.notices_of(report);
  std::vector<KeptHold> holds = with_past(store_.holds_of(report));
  if (reader) keep_known(holds, notices, *reader);
  Steps steps = received(report);
  append(steps, routed(report));
  append(steps, told(report));
  append(steps, acts(notices));
  append(steps, of_holds(holds));
  std::erase_if(steps, [&](const Json& step) { return !concerns(step, reader); });
  for (Json& step : steps) hide_decider(step, reader);
  std::ranges::stable_sort(steps, {}, moment);
  Json waiting = Json::array();
  for (const KeptHold& hold : holds) {
    if (!hold.is_pending() || (reader && !hold.asks(reader->position))) continue;
    Json wait = titled(hold.position);
    wait["decider"] = hold.terms.decider;
    wait["decider_title"] = texts_.title_of(hold.terms.decider);
    wait["release"] = to_string(hold.terms.release);
    wait["state"] = to_string(hold.state);
    wait["at_deadline"] = to_string(hold.terms.at_deadline);
    if (hold.due) wait["due"] = to_milliseconds(*hold.due);
    hide_decider(wait, reader);
    waiting.push_back(std::move(wait));
  }
  Json open = Json::array();
  for (const Notice& notice : notices) {
    if (!is_open(notice) || (reader && notice.position != reader->position)) continue;
    Json owed = titled(notice.position);
    owed["state"] = to_string(notice.state);
    owed["issue"] = notice.issue;
    owed["deadline"] = to_milliseconds(notice.deadline);
    open.push_back(std::move(owed));
  }
  return {{"path", steps}, {"waiting", waiting}, {"open", open}};
}

Steps ReportPaths::received(const Uuid& report) {
  Steps steps;
  for (const ArrivedRevision& arrived : store_.arrivals_of(report)) {
    steps.push_back({{"what", "received"},
                     {"at", to_milliseconds(arrived.at)},
                     {"intake", arrived.intake},
                     {"revision", arrived.revision}});
  }
  return steps;
}

Steps ReportPaths::routed(const Uuid& report) {
  Steps steps;
  for (const RoutedRevision& routed : store_.routings_of(report)) {
    steps.push_back({{"what", "routed"},
                     {"at", to_milliseconds(routed.at)},
                     {"revision", routed.revision},
                     {"version", routed.version},
                     {"urgency", to_string(routed.urgency)}});
  }
  return steps;
}

/// From the very messages that were sent.
Steps ReportPaths::told(const Uuid& report) {
  Steps steps;
  for (const Dispatch& dispatch : store_.dispatches_of(report)) {
    const Json message = Json::parse(dispatch.message, nullptr, false);
    if (!message.is_object()) {
      steps.push_back({{"what", "damaged"}, {"at", to_milliseconds(dispatch.at)}});
      continue;
    }
    for (const Json& notice : message.value("notices", Json::array())) {
      Json step = titled(notice.value("position", ""));
      step["what"] = "told";
      step["at"] = to_milliseconds(dispatch.at);
      step["revision"] = message.value("revision", std::int64_t{1});
      step["issue"] = notice.value("issue", std::int64_t{1});
      step["state"] = notice.value("state", "told");
      steps.push_back(std::move(step));
    }
  }
  return steps;
}

Steps ReportPaths::acts(const std::vector<Notice>& notices) {
  Steps steps;
  for (const Notice& notice : notices) {
    for (const ArrivedReply& arrived : store_.replies_to(notice.id)) steps.push_back(act(arrived));
  }
  return steps;
}

Json ReportPaths::act(const ArrivedReply& arrived) const {
  const Reply& reply = arrived.reply;
  Json step = titled(reply.position);
  step["what"] = act_word(reply.kind);
  step["at"] = to_milliseconds(arrived.at);
  step["said_at"] = to_milliseconds(reply.at);
  step["person"] = reply.person;
  step["revision"] = reply.revision;
  step["issue"] = reply.issue;
  const bool decides = reply.kind == ReplyKind::decide || reply.kind == ReplyKind::forward;
  if (decides && reply.text) step["reason"] = *reply.text;
  for (const Decision& decision : reply.decisions) {
    Json decided = titled(decision.position);
    decided["release"] = decision.release;
    step["decisions"].push_back(std::move(decided));
  }
  return step;
}

Json ReportPaths::asked(const KeptHold& hold, const Code& whom, Time at) const {
  Json asked = titled(whom);
  asked["what"] = "asked";
  asked["at"] = to_milliseconds(at);
  asked["for"] = hold.position;
  asked["for_title"] = texts_.title_of(hold.position);
  asked["release"] = to_string(hold.terms.release);
  asked["within_min"] = hold.terms.within.count();
  return asked;
}

Steps ReportPaths::of_holds(const std::vector<KeptHold>& holds) {
  Steps steps;
  for (const KeptHold& hold : holds) {
    if (hold.told_decider_at) {
      steps.push_back(asked(hold, hold.terms.decider, *hold.told_decider_at));
    }
    for (const Climbed& each : hold.climbed) steps.push_back(asked(hold, each.position, each.at));
    const bool by_nobody = hold.state == HoldState::passed || hold.state == HoldState::closed;
    if (!by_nobody || !hold.ended_at) continue;
    Json ended = titled(hold.position);
    ended["what"] = to_string(hold.state);
    ended["at"] = to_milliseconds(*hold.ended_at);
    ended["decider"] = hold.terms.decider;
    ended["decider_title"] = texts_.title_of(hold.terms.decider);
    ended["by"] = hold.ended_by;
    steps.push_back(std::move(ended));
  }
  return steps;
}

}  // namespace vigie::router
