// Accepts, refuses or puts off one signed report, and keeps what it accepts.
//
// Order of checks: who (a known key that is not revoked, and its own device) → sizes → signature →
// repeat (the original receipt again) → UTF-8, JSON, schema → envelope → meaning → attachments →
// revision → other content under the same revision. The device's chain is followed as soon as the
// signature holds, whatever becomes of the report.
// An accepted report, its receipt, its audit entry and the message that hands it to the router are
// one transaction, the caller's; the receipt may leave only after its commit.
// Errors: StoreFailure passes through; everything wrong with a report is a Decision.

#pragma once

#include <optional>
#include <string>

#include "config/mission.h"
#include "intake/chain_watch.h"
#include "intake/decision.h"
#include "intake/intake_store.h"
#include "intake/refusal_record.h"
#include "link/key_registry.h"
#include "link/outbox.h"
#include "report/decode.h"
#include "report/random.h"
#include "store/audit.h"

namespace vigie::intake {

/// All borrowed for the life of the Acceptance.
struct AcceptanceWiring {
  const config::Mission& mission;
  const std::string& intake;  ///< This intake's name.
  Random& random;
  link::KeyRegistry& registry;
  IntakeStore& store;
  link::Outbox& outbox;
  store::AuditTrail& audit;
  ChainWatch& chains;
  RefusalRecord& refusals;
  service::Log& log;
  service::Metrics& metrics;
};

class Acceptance {
 public:
  explicit Acceptance(const AcceptanceWiring& wiring) : wiring_(wiring) {}

  /// `sender`: the authenticated name at the other end of a link; none over HTTP, where only the
  /// signature says who it is. In a transaction.
  Decision accept(const SignedReport& signed_report, const std::optional<std::string>& sender,
                  Time now);

  /// A message that is no signed report at all.
  Decision refuse_unreadable(const std::optional<std::string>& sender, Time now);

 private:
  /// One report on its way through the checks.
  struct Case {
    const SignedReport& signed_report;
    Envelope envelope;
    std::string unit;
    std::string actor;  ///< Who may be held to it: known by link or by signature.
    Time now;
  };

  Decision decide(Case& current, const std::optional<std::string>& sender);
  std::optional<Decision> check_who(Case& current, const std::optional<std::string>& sender);
  Decision decide_authentic(const Case& current);
  Decision decide_new(const Case& current);
  std::optional<Decision> check_content(const Case& current, const Report& report);
  std::optional<Decision> check_revision(const Case& current);
  Decision repeat(const Case& current, const KeptReport& kept);
  Decision keep(const Case& current, const Report& report);
  void keep_beside(const Case& current, const Report& report, std::int64_t row);
  void hand_over(const Report& report, std::int64_t row, Time now);
  void record(const Case& current, const Decision& decision);

  AcceptanceWiring wiring_;
  ReportDecoder decoder_;
};

}  // namespace vigie::intake
