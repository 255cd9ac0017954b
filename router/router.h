// router: routes each new revision — who is told, why — and follows the answers.
//
// Routing, notices, status and audit entry of one revision are one transaction. Deduplicates by
// id + revision + digest across intakes; a lower revision that arrives late is history; the same
// id + revision with another digest goes to quarantine with both digests.
//
// Errors: a StoreFailure passes out of turn(): the program stops, acknowledging nothing more.

#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "config/mission.h"
#include "link/line.h"
#include "report/random.h"
#include "service/logging.h"
#include "service/metrics.h"
#include "service/program.h"
#include "store/database.h"

namespace vigie::router {

/// Everything a router works with; all borrowed for its life.
struct RouterWiring {
  const config::Mission& mission;
  store::Database& database;
  Random& random;
  link::Door& reports;  ///< Intakes and the notifier speak here.
  link::Line& notifier;
  std::map<std::string, link::Line*> intakes;  ///< By name: status goes back to each.
  service::Log& log;
  service::Metrics& metrics;
};

class Router final : public service::Program {
 public:
  explicit Router(const RouterWiring& wiring);
  ~Router() override;

  Time turn(Time now) override;
  std::vector<void*> sockets() override;
  std::string control(std::string_view request, std::string_view caller, Time now) override;
  service::Health health(Time now) override;
  void mission_changed() override;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace vigie::router
