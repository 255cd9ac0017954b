// intake: takes reports from patrols, keeps them, answers, and hands them to the router.
//
// One loop thread drives turn(); HTTP workers hand their requests in through http() and wait for
// the answer, which they get after the commit. Order of checks: who, size, signature, repeat, UTF-8
// and JSON, schema, envelope, meaning, attachments, revision and conflict (intake/acceptance.h).
// Nothing is acknowledged before it is on disk.
//
// Errors: a StoreFailure passes out of turn(): the program stops, acknowledging nothing more.

#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "config/mission.h"
#include "link/allow_list.h"
#include "link/line.h"
#include "report/random.h"
#include "service/http.h"
#include "service/logging.h"
#include "service/metrics.h"
#include "service/program.h"
#include "service/wake.h"
#include "store/database.h"

namespace vigie::intake {

/// Everything an intake works with; all borrowed for its life.
struct IntakeWiring {
  const config::Mission& mission;
  const config::IntakeSettings& settings;
  store::Database& database;
  Random& random;
  link::AllowList& allow_list;  ///< Door "intake/patrols" is kept equal to the key registry.
  link::Door& patrols;
  link::Door& status;
  link::Line& router;
  service::Log& log;
  service::Metrics& metrics;
  service::Wake& wake;  ///< Woken by HTTP workers that posted a request.
};

class Intake final : public service::Program {
 public:
  explicit Intake(const IntakeWiring& wiring);
  ~Intake() override;

  Time turn(Time now) override;
  std::vector<void*> sockets() override;
  std::string control(std::string_view request, std::string_view caller, Time now) override;
  service::Health health(Time now) override;
  void mission_changed() override;

  /// From an HTTP worker thread: POST /v1/reports, GET /v1/reports/{id}; 404 otherwise.
  service::HttpResponse http(const service::HttpRequest& request);
  /// No more requests: everybody waiting is answered 503.
  void close();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace vigie::intake
