// What a patrol may know of its report: received, routed, told, acknowledged — positions, never
// people.
//
// Shapes: the status document of docs/protocol.md (message kinds, 1). A revision newer than the one
//         the router last spoke of is "received"; the positions told so far stay listed.
// Errors: a report of another unit reads exactly like an unknown one.

#pragma once

#include <optional>
#include <string>

#include "config/mission.h"
#include "intake/intake_store.h"
#include "link/key_registry.h"
#include "link/wire.h"
#include "report/id.h"

namespace vigie::intake {

class StatusDesk {
 public:
  /// All borrowed.
  StatusDesk(const config::Mission& mission, const std::string& intake, link::KeyRegistry& registry,
             IntakeStore& store)
      : mission_(mission), intake_(intake), registry_(registry), store_(store) {}

  /// For whoever runs this intake.
  std::optional<std::string> document(const Uuid& report);
  /// For a device: of its own unit's reports alone.
  std::optional<std::string> document_for(const std::string& device, const Uuid& report);
  /// The body of the Tell for a patrol's question.
  std::string answer(const std::string& device, const link::Ask& ask);
  /// The device a token was made for; nullopt when unknown, or the device is revoked.
  std::optional<std::string> device_of_token(const std::string& token);

 private:
  std::string document(const Uuid& report, const KeptReport& newest);
  /// The unit of a device whose key is allowed now.
  std::optional<std::string> unit_of(const std::string& device);

  const config::Mission& mission_;
  const std::string& intake_;
  link::KeyRegistry& registry_;
  IntakeStore& store_;
};

}  // namespace vigie::intake
