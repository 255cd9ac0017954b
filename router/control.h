// The router's own control commands: explain, assessment and reports. Quarantine and state are the
// program's.
//
// Shapes: explain {"report", "revision"?} answers the stored routing of the newest routed revision
//         (or of that one): every position's outcome with its rules in full, and the notice each
//         is owed. assessment {"report", "revision"?} answers what was stored with that routing
//         (router/assessment_json.h). reports {"limit"?} lists the newest arrivals first. Times are
//         UTC milliseconds.
// Errors: an answer with ok false: explain.report, explain.unknown_report,
//         explain.no_such_revision, explain.not_routed, assessment.none.
// Limits: reports_listed_max.

#pragma once

#include <optional>
#include <variant>

#include "router/workplace.h"
#include "service/control_commands.h"

namespace vigie::router {

inline constexpr int reports_listed_max = 1000;

class Explanations {
 public:
  Explanations(RouterStore& store, store::AuditTrail& audit) : store_(store), audit_(audit) {}

  /// nullopt: not one of these commands. In a transaction: who asked why is audited.
  std::optional<service::Json> handle(const service::ControlRequest& request);

 private:
  std::variant<RoutingRow, service::Json> find(const service::ControlRequest& request);
  service::Json assessment(const service::ControlRequest& request);
  service::Json explain(const service::ControlRequest& request);
  service::Json whole(const RoutingRow& routing);
  service::Json reports(const service::ControlRequest& request);

  RouterStore& store_;
  store::AuditTrail& audit_;
};

}  // namespace vigie::router
