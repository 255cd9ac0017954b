// The router's own control commands: explain, view, assessment, reports and state.
//
// Shapes: explain {"report","revision"?,"position"?,"as"?,"chain"?} answers the stored routing of
//         the newest routed revision (or of that one) in full (router/explanation.h), with
//         where it arrived ("arrivals":[{"intake","received_at"}]) and on each outcome the notice
//         the position is owed, those last that the mission has had since and that were told in
//         place of another; "position" keeps that outcome alone. "as" is a position: only what that
//         one may know, of the revision that its notice shows. "chain": true answers the report's
//         way instead (router/report_path.h). view {"report","position","revision"?} answers what
//         that position's notice shows:
//         {"position","title","revision","told","state"?,"waits_for":[position],"profiles","mark",
//         "digest","view"}, the view as the very text whose digest it is. told false: what it would
//         be shown if it were released, or, with the state "corrected", what it is shown now that
//         it is no longer concerned. assessment {"report","revision"?} answers what was stored with
//         that routing (router/assess/assessment_json.h). reports {"limit"?} lists the newest
//         arrivals first. state: service/program_state.h. Times are UTC milliseconds. Who asked
//         why, and who saw what, is audited.
// Errors: an answer with ok false: explain.report, explain.unknown_report,
//         explain.no_such_revision, explain.not_routed, explain.position, explain.as_revision,
//         assessment.none, view.not_shown.
// Limits: reports_listed_max.

#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "link/held_messages.h"
#include "router/explanation.h"
#include "router/workplace.h"
#include "service/control_commands.h"

namespace vigie::router {

inline constexpr int reports_listed_max = 1000;

class RouterCommands {
 public:
  /// `peers`: whom the router owes, as the outbox names them.
  RouterCommands(const Workplace& workplace, link::HeldMessages& held,
                 std::vector<std::string> peers)
      : at_(workplace), held_(held), peers_(std::move(peers)) {}

  /// nullopt: not one of these commands. In a transaction: what was asked is audited.
  std::optional<service::Json> handle(const service::ControlRequest& request);

 private:
  using Found = std::variant<RoutingRow, service::Json>;

  Found find(const service::ControlRequest& request);
  service::Json assessment(const service::ControlRequest& request);
  service::Json explain(const service::ControlRequest& request);
  service::Json explain(const service::ControlRequest& request, const RoutingRow& asked);
  bool is_known(const RoutingRow& routing, const Code& position);
  std::optional<RoutingRow> routing_for(const Code& position, const Uuid& report);
  service::Json whole(const RoutingRow& routing, const std::optional<Reader>& reader);
  std::map<Code, Text> titles_of(const std::vector<KeptHold>& holds);
  void add_arrivals(service::Json& answer, const RoutingRow& routing);
  void add_notices(service::Json& answer, const RoutingRow& routing,
                   const std::optional<Reader>& reader);
  service::Json newcomer(const Notice& notice);
  service::Json chain(const RoutingRow& routing, const std::optional<Reader>& reader);
  service::Json view(const service::ControlRequest& request);
  service::Json reports(const service::ControlRequest& request);
  service::Json state();
  Reader reader_of(const Uuid& report, const Code& position);

  Workplace at_;
  link::HeldMessages& held_;
  std::vector<std::string> peers_;
};

}  // namespace vigie::router
