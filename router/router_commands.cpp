#include "router/router_commands.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "config/words.h"
#include "report/json_members.h"
#include "report/names.h"
#include "router/position_view.h"
#include "router/report_path.h"
#include "router/text_json.h"
#include "service/program_state.h"

namespace vigie::router {
namespace {

using service::Json;

bool is_set(const Json& body, const char* name) {
  const auto found = body.find(name);
  return found != body.end() && found->is_boolean() && found->get<bool>();
}

bool has_outcome(const RoutingRow& routing, const Code& position) {
  const Json record = Json::parse(routing.record);
  return std::ranges::any_of(record.at("outcomes"), [&](const Json& outcome) {
    return outcome.at("position") == position;
  });
}

Json unknown_position(const Code& position) {
  return service::control_error("explain.position",
                                "'" + position +
                                    "' is no position of the mission that routed "
                                    "this report");
}

Json asked_detail(const RoutingRow& routing, const std::optional<Code>& position,
                  const std::optional<Code>& as) {
  Json detail{{"revision", routing.revision}};
  if (position) detail["position"] = *position;
  if (as) detail["as"] = *as;
  return detail;
}

void name_routing(Json& answer, const RoutingRow& routing) {
  answer["ok"] = true;
  answer["report"] = to_string(routing.report);
  answer["revision"] = routing.revision;
  answer["version"] = routing.version;
}

void keep_outcome(Json& answer, const Code& position) {
  Json kept = Json::array();
  for (Json& outcome : answer.at("outcomes")) {
    if (outcome.at("position") == position) kept.push_back(std::move(outcome));
  }
  answer["outcomes"] = std::move(kept);
}

Json owed(const Notice& notice) {
  Json shown{{"notice", to_string(notice.id)},
             {"state", to_string(notice.state)},
             {"revision", notice.revision},
             {"issue", notice.issue},
             {"deadline", to_milliseconds(notice.deadline)}};
  if (notice.acknowledged) {
    shown["acknowledged_by"] = notice.acknowledged->by;
    shown["acknowledged_at"] = to_milliseconds(notice.acknowledged->at);
  }
  return shown;
}

Json summary(const ReportSummary& report, const std::vector<Notice>& notices) {
  const auto acknowledged = std::ranges::count_if(
      notices, [](const Notice& notice) { return notice.acknowledged.has_value(); });
  Json shown{{"report", to_string(report.id)},
             {"revision", report.revision},
             {"kind", report.kind},
             {"region", report.region},
             {"exercise", report.exercise},
             {"received_at", to_milliseconds(report.received_at)},
             {"routed", report.urgency.has_value()},
             {"notices", notices.size()},
             {"acknowledged", acknowledged}};
  if (report.urgency) shown["urgency"] = to_string(*report.urgency);
  return shown;
}

Json* find_outcome(Json& answer, const Code& position) {
  for (Json& outcome : answer.at("outcomes")) {
    if (outcome.at("position") == position) return &outcome;
  }
  return nullptr;
}

/// Told although the routing did not: somebody else did not answer in time, or is gone.
void put_owed(Json& outcome, const Notice& notice) {
  outcome["notice"] = owed(notice);
  if (!notice.is_told() || outcome.at("outcome") != to_string(Told::not_told)) return;
  outcome["outcome"] = to_string(Told::told);
  outcome["reason"] = to_string(Reason::asked);
  outcome.erase("nearest");
}

Json damaged(const std::string& what) {
  return service::control_error("explain.damaged",
                                "the disk has changed " + what +
                                    " since it was kept: look at the disk, restore a backup of "
                                    "this router's database");
}

/// Of a revision that a newer one has followed: what it gave.
std::vector<KeptHold> holds_until(std::int64_t revision, std::vector<KeptHold> holds) {
  std::erase_if(holds, [&](const KeptHold& hold) { return hold.revision > revision; });
  return holds;
}

}  // namespace

std::optional<Json> RouterCommands::handle(const service::ControlRequest& request) {
  if (request.command == "explain") return explain(request);
  if (request.command == "view") return view(request);
  if (request.command == "assessment") return assessment(request);
  if (request.command == "reports") return reports(request);
  if (request.command == "state") return state();
  return std::nullopt;
}

/// The routing asked for, or why there is none.
std::variant<RoutingRow, Json> RouterCommands::find(const service::ControlRequest& request) {
  const auto report = uuid_member(request.body, "report");
  if (!report) {
    return service::control_error("explain.report", "name the report by its id (a UUID)");
  }
  const auto wanted = integer_member(request.body, "revision");
  const auto newest = at_.store.newest_revision(*report);
  if (newest && wanted && *wanted > *newest) {
    return service::control_error(
        "explain.no_such_revision",
        "the newest revision that has reached this router is " + std::to_string(*newest));
  }
  if (!newest) {
    return service::control_error("explain.unknown_report",
                                  "no report of that id has reached this router");
  }
  auto routing = at_.store.routing_of(*report, wanted);
  if (!routing) {
    return service::control_error("explain.not_routed",
                                  "that revision was not routed: a higher one was there before it");
  }
  if (!Json::accept(routing->record)) return damaged("how that revision was routed");
  if (!at_.store.has_whole_holds(*report)) return damaged("who waits for a decision on it");
  return std::move(*routing);
}

Json RouterCommands::explain(const service::ControlRequest& request) {
  const auto found = find(request);
  if (const auto* error = std::get_if<Json>(&found)) return *error;
  return explain(request, std::get<RoutingRow>(found));
}

Json RouterCommands::explain(const service::ControlRequest& request, const RoutingRow& asked) {
  const auto position = text_member(request.body, "position");
  const auto as = text_member(request.body, "as");
  for (const auto& named : {position, as}) {
    if (named && !is_known(asked, *named)) return unknown_position(*named);
  }
  const auto routing = as ? routing_for(*as, asked.report) : asked;
  const auto wanted = integer_member(request.body, "revision");
  if (!routing || (as && wanted && *wanted != routing->revision)) {
    return service::control_error("explain.as_revision",
                                  "a position is explained the newest revision only, one outside "
                                  "the mission the revision that it was told");
  }
  at_.audit.append(request.now, request.caller, "report.explained", to_string(asked.report),
                   asked_detail(*routing, position, as).dump());
  const auto reader = as ? std::optional(reader_of(asked.report, *as)) : std::nullopt;
  if (is_set(request.body, "chain")) return chain(*routing, reader);
  Json answer = whole(*routing, reader);
  if (position) keep_outcome(answer, *position);
  return answer;
}

/// The rules told it something, or it came later and was told in place of another.
bool RouterCommands::is_known(const RoutingRow& routing, const Code& position) {
  return has_outcome(routing, position) ||
         at_.store.find_notice(notice_id(routing.report, position)).has_value();
}

/// Who is told: the revision of its notice; to one outside a newer one may not be released yet.
std::optional<RoutingRow> RouterCommands::routing_for(const Code& position, const Uuid& report) {
  const auto notice = at_.store.find_notice(notice_id(report, position));
  const bool told = notice && notice->is_told();
  return at_.store.routing_of(report, told ? std::optional(notice->revision) : std::nullopt);
}

/// Told: as its notice shows the report under the profiles in force now.
Reader RouterCommands::reader_of(const Uuid& report, const Code& position) {
  const auto notice = at_.store.find_notice(notice_id(report, position));
  if (!notice || !notice->is_told()) return {.position = position};
  return {.position = position,
          .told = true,
          .grant = at_.current->grants.of(notice->show, office_of(at_.mission, position))};
}

Json RouterCommands::assessment(const service::ControlRequest& request) {
  const auto found = find(request);
  if (const auto* error = std::get_if<Json>(&found)) return *error;
  const auto& routing = std::get<RoutingRow>(found);
  const auto stored = at_.store.assessment_of(routing.row);
  if (!stored) {
    return service::control_error("assessment.none",
                                  "that report was routed before reports were assessed");
  }
  if (!Json::accept(*stored)) return damaged("that assessment");
  at_.audit.append(request.now, request.caller, "assessment.shown", to_string(routing.report),
                   Json{{"revision", routing.revision}}.dump());
  return {{"ok", true},
          {"report", to_string(routing.report)},
          {"revision", routing.revision},
          {"assessment", Json::parse(*stored)}};
}

Json RouterCommands::whole(const RoutingRow& routing, const std::optional<Reader>& reader) {
  const bool current = reader || routing.revision == at_.store.newest_routed(routing.report);
  const std::string version = at_.store.version_record(routing.version);
  const std::vector<KeptHold> holds =
      current ? holds_until(routing.revision, at_.store.holds_of(routing.report))
              : std::vector<KeptHold>{};
  Json answer = explain_routing({.record = routing.record,
                                 .version_record = version,
                                 .trace = at_.store.trace_of(routing.row),
                                 .newcomers = titles_of(holds)},
                                holds, reader);
  name_routing(answer, routing);
  if (reader) answer["as"] = reader->position;
  if (!reader) add_arrivals(answer, routing);
  if (current) add_notices(answer, routing, reader);
  return answer;
}

std::map<Code, Text> RouterCommands::titles_of(const std::vector<KeptHold>& holds) {
  std::map<Code, Text> titles;
  for (const KeptHold& hold : holds) {
    for (const Code& asked : {hold.terms.decider, hold.terms.escalate_to.value_or("")}) {
      if (!asked.empty()) titles.emplace(asked, at_.current->texts.title_of(asked));
    }
  }
  return titles;
}

void RouterCommands::add_arrivals(Json& answer, const RoutingRow& routing) {
  answer["arrivals"] = Json::array();
  for (const Arrival& arrival : at_.store.arrivals_of(routing.report, routing.revision)) {
    answer["arrivals"].push_back(
        {{"intake", arrival.intake}, {"received_at", to_milliseconds(arrival.received_at)}});
  }
}

/// What each position is owed now; those that the routing did not know stand last.
void RouterCommands::add_notices(Json& answer, const RoutingRow& routing,
                                 const std::optional<Reader>& reader) {
  for (const Notice& notice : at_.store.notices_of(routing.report)) {
    if (reader && reader->position != notice.position) continue;
    Json* outcome = find_outcome(answer, notice.position);
    if (outcome == nullptr && !has_outcome(routing, notice.position)) {
      outcome = &answer["outcomes"].emplace_back(newcomer(notice));
    }
    if (outcome != nullptr && (!reader || reader->told)) put_owed(*outcome, notice);
  }
}

Json RouterCommands::newcomer(const Notice& notice) {
  return {{"position", notice.position},
          {"title", at_.current->texts.title_of(notice.position)},
          {"outcome", to_string(Told::not_told)}};
}

Json RouterCommands::chain(const RoutingRow& routing, const std::optional<Reader>& reader) {
  Json answer = ReportPaths(at_.store, at_.current->texts).of(routing.report, reader);
  name_routing(answer, routing);
  if (reader) answer["as"] = reader->position;
  return answer;
}

Json RouterCommands::view(const service::ControlRequest& request) {
  const auto found = find(request);
  if (const auto* error = std::get_if<Json>(&found)) return *error;
  const auto& routing = std::get<RoutingRow>(found);
  const auto position = text_member(request.body, "position");
  if (!position || !is_known(routing, *position)) {
    return unknown_position(position.value_or(""));
  }
  const auto shown = PositionViews(at_).of(routing.report, *position, routing.revision);
  if (!shown) {
    return service::control_error("view.not_shown",
                                  "that position is neither told of this report nor held: it is "
                                  "shown nothing of it");
  }
  const std::string digest = to_string(sha256(shown->view));
  at_.audit.append(
      request.now, request.caller, "view.shown", to_string(routing.report),
      Json{{"revision", shown->revision}, {"position", *position}, {"view", digest}}.dump());
  Json answer{{"position", *position},
              {"title", at_.current->texts.title_of(*position)},
              {"told", shown->told},
              {"waits_for", shown->waits_for},
              {"profiles", shown->grant.profiles},
              {"mark", to_string(shown->grant.mark)},
              {"digest", digest},
              {"view", shown->view}};
  if (shown->state) answer["state"] = to_string(*shown->state);
  name_routing(answer, routing);
  answer["revision"] = shown->revision;
  return answer;
}

Json RouterCommands::reports(const service::ControlRequest& request) {
  const std::int64_t wanted = integer_member(request.body, "limit").value_or(100);
  const auto limit = static_cast<int>(std::clamp<std::int64_t>(wanted, 1, reports_listed_max));
  Json list = Json::array();
  for (const ReportSummary& report : at_.store.newest_reports(limit)) {
    list.push_back(summary(report, at_.store.notices_of(report.id)));
  }
  return {{"ok", true}, {"reports", list}};
}

Json RouterCommands::state() {
  const Counts counts = at_.store.counts();
  return service::state_answer({.program = "router",
                                .name = at_.mission.settings.router.name,
                                .version = at_.mission.version,
                                .outbox = at_.outbox,
                                .peers = peers_,
                                .held = held_},
                               {{"reports", counts.reports},
                                {"routings", counts.routings},
                                {"notices", counts.notices},
                                {"acknowledged", counts.acknowledged},
                                {"replies", counts.replies}});
}

}  // namespace vigie::router
