#include "router/deadline_desk.h"

#include <nlohmann/json.hpp>

namespace vigie::router {
namespace {

using Json = nlohmann::json;

}  // namespace

void DeadlineDesk::apply(Time now) {
  for (const Uuid& report : at_.store.reports_due(now, reports_at_once)) follow(report, now);
}

void DeadlineDesk::follow(const Uuid& report, Time now) {
  Case in = teller_.open(report);
  in.revision = at_.store.newest_routed(report);
  const std::vector<Code> released = follow_deadlines(in, at_.mission.version, now);
  const std::string id = to_string(report);
  Json told = Json::array();
  for (const Code& position : in.touched) told.push_back(position);
  at_.audit.append(now, at_.mission.settings.router.name, "hold.overdue", id,
                   Json{{"released", released}, {"told", told}}.dump());
  at_.metrics.add("vigie_holds_overdue_total");
  at_.log.warn("hold_overdue",
               {{"report", id}, {"released", released.size()}, {"told", in.touched.size()}});
  teller_.tell(in, "deadline", now);
  statuses_.publish(report, now);
}

}  // namespace vigie::router
