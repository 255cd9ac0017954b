// The control-socket commands of intake alone; those shared with the other programs are in
// service/control_commands.h.
//
//   keys.token {device}: {"token"}, shown once; only its digest is kept, and it dies with the key.
//   status {report}: {"status"}, the status document.
//   state: service/program_state.h, with what is kept counted.
//
// Errors: control_error answers; an unknown command is nullopt.

#pragma once

#include <optional>
#include <string>

#include "config/mission.h"
#include "intake/intake_store.h"
#include "intake/status_desk.h"
#include "link/held_messages.h"
#include "link/key_registry.h"
#include "link/outbox.h"
#include "report/random.h"
#include "service/control_commands.h"
#include "store/audit.h"

namespace vigie::intake {

class IntakeCommands {
 public:
  /// All borrowed for the life of the commands.
  struct Wiring {
    const config::Mission& mission;
    const std::string& intake;
    Random& random;
    link::KeyRegistry& registry;
    IntakeStore& store;
    link::Outbox& outbox;
    link::HeldMessages& held;
    StatusDesk& desk;
    store::AuditTrail& audit;
  };

  explicit IntakeCommands(const Wiring& wiring) : wiring_(wiring) {}
  std::optional<service::Json> handle(const service::ControlRequest& request);

 private:
  service::Json token(const service::ControlRequest& request);
  service::Json status(const service::ControlRequest& request);
  service::Json state();
  /// A device must not be able to pass for the router, whose messages come in under that name.
  std::optional<service::Json> refuse_reserved_name(const service::ControlRequest& request);

  Wiring wiring_;
};

}  // namespace vigie::intake
