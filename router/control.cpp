#include "router/control.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "report/names.h"
#include "router/routing_record.h"

namespace vigie::router {
namespace {

using service::Json;

std::optional<std::int64_t> integer_in(const Json& body, const char* name) {
  const auto found = body.find(name);
  if (found == body.end() || !found->is_number_integer()) return std::nullopt;
  return found->get<std::int64_t>();
}

std::optional<Uuid> report_in(const Json& body) {
  const auto found = body.find("report");
  if (found == body.end() || !found->is_string()) return std::nullopt;
  return parse_uuid(found->get<std::string>());
}

Json owed(const Notice& notice) {
  Json shown{{"notice", to_string(notice.id)},
             {"state", to_string(notice.state)},
             {"revision", notice.revision},
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

}  // namespace

std::optional<Json> Explanations::handle(const service::ControlRequest& request) {
  if (request.command == "explain") return explain(request);
  if (request.command == "assessment") return assessment(request);
  if (request.command == "reports") return reports(request);
  return std::nullopt;
}

/// The routing asked for, or why there is none.
std::variant<RoutingRow, Json> Explanations::find(const service::ControlRequest& request) {
  const auto report = report_in(request.body);
  if (!report) {
    return service::control_error("explain.report", "name the report by its id (a UUID)");
  }
  const auto wanted = integer_in(request.body, "revision");
  const auto newest = store_.newest_revision(*report);
  if (newest && wanted && *wanted > *newest) {
    return service::control_error(
        "explain.no_such_revision",
        "the newest revision that has reached this router is " + std::to_string(*newest));
  }
  if (!newest) {
    return service::control_error("explain.unknown_report",
                                  "no report of that id has reached this router");
  }
  auto routing = store_.routing_of(*report, wanted);
  if (routing) return std::move(*routing);
  return service::control_error("explain.not_routed",
                                "that revision was not routed: a higher one was there before it");
}

Json Explanations::explain(const service::ControlRequest& request) {
  const auto found = find(request);
  if (const auto* error = std::get_if<Json>(&found)) return *error;
  const auto& routing = std::get<RoutingRow>(found);
  audit_.append(request.now, request.caller, "report.explained", to_string(routing.report),
                Json{{"revision", routing.revision}}.dump());
  return whole(routing);
}

Json Explanations::assessment(const service::ControlRequest& request) {
  const auto found = find(request);
  if (const auto* error = std::get_if<Json>(&found)) return *error;
  const auto& routing = std::get<RoutingRow>(found);
  const auto stored = store_.assessment_of(routing.row);
  if (!stored) {
    return service::control_error("assessment.none",
                                  "that report was routed before reports were assessed");
  }
  audit_.append(request.now, request.caller, "assessment.shown", to_string(routing.report),
                Json{{"revision", routing.revision}}.dump());
  return {{"ok", true},
          {"report", to_string(routing.report)},
          {"revision", routing.revision},
          {"assessment", Json::parse(*stored)}};
}

Json Explanations::whole(const RoutingRow& routing) {
  Json answer = explain_routing(routing.record, store_.version_record(routing.version));
  answer["ok"] = true;
  answer["report"] = to_string(routing.report);
  answer["revision"] = routing.revision;
  answer["version"] = routing.version;
  Json arrivals = Json::array();
  for (const Arrival& arrival : store_.arrivals_of(routing.report, routing.revision)) {
    arrivals.push_back(
        {{"intake", arrival.intake}, {"received_at", to_milliseconds(arrival.received_at)}});
  }
  answer["arrivals"] = arrivals;
  const std::vector<Notice> notices = store_.notices_of(routing.report);
  for (Json& outcome : answer.at("outcomes")) {
    const auto notice =
        std::ranges::find(notices, outcome.at("position").get<std::string>(), &Notice::position);
    if (notice != notices.end()) outcome["notice"] = owed(*notice);
  }
  return answer;
}

Json Explanations::reports(const service::ControlRequest& request) {
  const std::int64_t wanted = integer_in(request.body, "limit").value_or(100);
  const auto limit = static_cast<int>(std::clamp<std::int64_t>(wanted, 1, reports_listed_max));
  Json list = Json::array();
  for (const ReportSummary& report : store_.newest_reports(limit)) {
    list.push_back(summary(report, store_.notices_of(report.id)));
  }
  return {{"ok", true}, {"reports", list}};
}

}  // namespace vigie::router
