// The acceptance of reports on a real database, without links or HTTP: one call, one transaction.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "intake/acceptance.h"
#include "tests/intake/filing.h"
#include "tests/support/simulated_clock.h"
#include "tests/support/temporary_folder.h"

namespace vigie::intake {

class AcceptanceBench {
 public:
  explicit AcceptanceBench(const config::Mission& mission = island());

  SigningDevice device(const std::string& name, const std::string& unit);  ///< Allowed.
  Decision accept(const SignedReport& signed_report, const std::optional<std::string>& sender);
  /// From the device that signed it, over a link.
  Decision accept(const SigningDevice& device, const SignedReport& signed_report) {
    return accept(signed_report, device.name());
  }
  void look_at_chains();  ///< As a turn does.
  void revoke(const std::string& device);

  std::vector<store::AuditEntry> audit(const std::string& act);
  Time now() { return clock.now(); }

  support::TemporaryFolder folder{support::Storage::fast};
  support::SimulatedClock clock;
  SeededRandom random{11};
  const std::string name = "intake";
  store::Database database{folder / "intake.db"};
  service::Log log{"intake", clock, {.file = folder / "intake.log", .quiet = false}};
  service::Metrics metrics;
  store::AuditTrail trail{database};
  service::AlarmDesk alarms{log, metrics, trail};
  link::KeyRegistry registry{database};
  link::Outbox outbox{database, random};
  IntakeStore store{database};
  RefusalRecord refusals{store, trail, log, metrics};
  ChainWatch chains{store, trail, alarms};
  Acceptance acceptance;
};

/// "accepted", "repeat", or the code of the refusal or of the not yet.
std::string word_of(const Decision& decision);

const std::string& receipt_of(const Decision& decision);

}  // namespace vigie::intake
