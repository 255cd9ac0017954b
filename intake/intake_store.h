// Everything intake keeps in its own tables (docs/schema-intake.md); the only intake source with
// SQL.
//
// Shapes: a report row is one revision as it was received, never changed. Writers are called inside
// the program's transaction. Errors: StoreFailure passes through.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "intake/device_chain.h"
#include "intake/messages.h"
#include "report/report.h"
#include "report/signed_report.h"
#include "store/database.h"

namespace vigie::intake {

/// What a new report row is made of; all borrowed for the call.
struct NewReport {
  const Envelope& envelope;
  const SignedReport& signed_report;
  std::string_view unit;
  std::string_view receipt;  ///< The JSON answer.
  Time received_at{};
};

/// A report row without its bytes.
struct KeptReport {
  std::int64_t row = 0;
  std::int64_t revision = 1;
  std::string device;
  std::string unit;
  Digest digest;
  Time received_at{};
  std::string receipt;
};

/// What the router is sent of a report row.
struct StoredReport {
  KeptReport kept;
  std::string envelope;
  std::string signature;
  std::string report;
};

/// Two contents under one id and revision; the first one stays.
struct Conflict {
  Uuid report;
  std::int64_t revision = 1;
  Digest kept;
  Digest refused;
  std::string device;  ///< That filed the second one.
};

/// Refusals of one device in one minute that were counted, but not audited one by one.
struct UnlistedRefusals {
  std::string actor;
  std::int64_t minute = 0;
  std::int64_t count = 0;
};

/// A counter that a device's chain jumped over.
struct MissingCounter {
  Time since{};
  bool alarmed = false;
};

/// Counters of one device that were waited for in vain.
struct OverdueCounters {
  std::string device;
  std::int64_t count = 0;
  std::int64_t first = 0;
  std::int64_t last = 0;
};

struct IntakeCounts {
  std::int64_t reports = 0;
  std::int64_t conflicts = 0;
  std::int64_t attachments_missing = 0;  ///< Named by a report, not arrived.
};

class IntakeStore {
 public:
  explicit IntakeStore(store::Database& database);  ///< Creates its tables.

  std::optional<KeptReport> find(const Uuid& report, std::int64_t revision);
  std::optional<KeptReport> newest(const Uuid& report);  ///< The highest revision.
  std::int64_t keep(const NewReport& report);            ///< Returns the row.
  StoredReport stored(std::int64_t row);                 ///< The row must exist.
  bool keep(const Conflict& conflict, Time now);         ///< False when it was known.

  void expect_attachment(std::int64_t row, const Attachment& attachment);
  /// False when the row names no attachment of that digest and size, or has it already.
  bool keep_attachment(std::int64_t row, const Digest& digest, std::string_view bytes, Time now);

  std::optional<ChainEnd> chain_end(const std::string& device);
  void advance_chain(const std::string& device, const ChainEnd& end);
  /// Does nothing when exactly this envelope is remembered already.
  void remember_envelope(const std::string& device, const ChainEnd& envelope, Time now);
  /// Every envelope remembered with this counter; more than one after a disorder.
  std::vector<Digest> envelopes_at(const std::string& device, std::int64_t counter);
  void forget_envelopes(Time before);

  /// Remembers `first` to `last`; nothing when `first` is behind `last`.
  void miss(const std::string& device, std::int64_t first, std::int64_t last,
            const MissingCounter& missing);
  std::int64_t count_missing(const std::string& device);
  /// Nullopt when it was not missing.
  std::optional<MissingCounter> take_missing(const std::string& device, std::int64_t counter);
  /// After the clock was set back, waiting must not take as much longer.
  void miss_no_later_than(Time now);
  /// Those missing since `since` or longer; each is returned once, and stays missing.
  std::vector<OverdueCounters> take_overdue(Time since);
  std::optional<Time> missing_since();  ///< Of the oldest one that take_overdue() will return.
  void forget_missing(Time before);     ///< Only what is overdue.

  void keep(const ReportStatus& status, Time now);  ///< Unless a newer one is kept.
  std::optional<ReportStatus> status(const Uuid& report);

  void keep_token(const Digest& token, const std::string& device, Time now);
  std::optional<std::string> device_of(const Digest& token);

  /// How many this actor has been refused in this minute, this one included.
  std::int64_t count_refusal(const std::string& actor, std::int64_t minute);
  /// Takes out what is older than `minute`; only those with more than `listed` are returned.
  std::vector<UnlistedRefusals> take_refusals(std::int64_t minute, std::int64_t listed);
  bool has_refusals();

  IntakeCounts counts();

 private:
  store::Database& database_;
};

}  // namespace vigie::intake
