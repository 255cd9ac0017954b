// notifier: brings each notice to the people who hold its position now, and their answers back.
//
// Two states are kept apart: the notice (open, notified, seen, acknowledged) and the delivery
// (ready, handed over, delivered). Handing bytes to a socket is not delivery: the client says it
// has them. An acknowledgement is recorded before the person is told so, and closes only that
// position's notice.
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
#include "service/logging.h"
#include "service/metrics.h"
#include "service/program.h"
#include "store/database.h"

namespace vigie::notifier {

/// Everything a notifier works with; all borrowed for its life.
struct NotifierWiring {
  const config::Mission& mission;
  store::Database& database;
  Random& random;
  link::AllowList& allow_list;  ///< Door "notifier/people" is kept equal to the key registry.
  link::Door& notices;          ///< The router speaks here.
  link::Door& people;           ///< Inbox clients speak here.
  link::Line& router;
  service::Log& log;
  service::Metrics& metrics;
};

class Notifier final : public service::Program {
 public:
  explicit Notifier(const NotifierWiring& wiring);
  ~Notifier() override;

  Time turn(Time now) override;
  std::vector<void*> sockets() override;
  std::string control(std::string_view request, std::string_view caller, Time now) override;
  service::Health health(Time now) override;
  void mission_changed() override;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace vigie::notifier
