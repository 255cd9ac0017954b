// The notifier's own control commands: state, and inbox {position}.
//
// Shapes: as service/control_commands.h and service/program_state.h; nullopt for a command of
//         somebody else. inbox is audited: it reads what was sent to people.

#pragma once

#include <optional>
#include <string>

#include "config/mission.h"
#include "link/held_messages.h"
#include "link/outbox.h"
#include "notifier/notifier_store.h"
#include "notifier/sessions.h"
#include "service/control_commands.h"
#include "store/audit.h"

namespace vigie::notifier {

class NotifierCommands {
 public:
  struct Wiring {
    const config::Mission& mission;
    NotifierStore& store;
    Sessions& sessions;
    link::Outbox& outbox;
    link::HeldMessages& held;
    store::AuditTrail& audit;
  };

  explicit NotifierCommands(Wiring wiring) : wiring_(wiring) {}

  /// Inside a transaction.
  std::optional<service::Json> handle(const service::ControlRequest& request);

 private:
  service::Json state();
  service::Json inbox(const service::ControlRequest& request);

  Wiring wiring_;
};

}  // namespace vigie::notifier
