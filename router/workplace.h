// What the desks of a router work with together; all borrowed for their life.

#pragma once

#include <memory>

#include "config/mission.h"
#include "link/outbox.h"
#include "report/random.h"
#include "router/current.h"
#include "router/router_store.h"
#include "service/alarm_desk.h"
#include "service/logging.h"
#include "service/metrics.h"
#include "store/audit.h"

namespace vigie::router {

struct Workplace {
  const config::Mission& mission;
  RouterStore& store;
  link::Outbox& outbox;
  store::AuditTrail& audit;
  service::AlarmDesk& alarms;
  service::Log& log;
  service::Metrics& metrics;
  Random& random;
  std::unique_ptr<Current>& current;  ///< Of the mission as it is loaded; never null in a turn.
};

/// Urgent for flash: it overtakes any backlog.
inline link::Lane lane_of(Urgency urgency) {
  return urgency == Urgency::flash ? link::Lane::urgent : link::Lane::ordinary;
}

}  // namespace vigie::router
