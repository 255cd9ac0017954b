// The audit trail: append-only, hash-chained, written in the same transaction as the act it
// records.
//
// Shapes: digest = SHA-256 over (previous digest, sequence, at, actor, act, subject, detail), each
//         length-prefixed, so no two different entries have the same bytes. The first entry's
//         previous digest is 32 zero bytes. `act` is dotted ("report.received", "key.revoked");
//         `subject` names what it was done to (an id, never a text of a report); `detail` is JSON
//         with codes, counts and digests only. Of people, those who act stand there
//         (holders, devices, operators, by the mission's codes), nobody who stands in a report.
// Errors: verify_audit() names the first bad entry. A trail cut at its end is not seen by the chain
//         alone; outside witnesses are a matter of docs/operating.md.

#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "report/clock.h"
#include "report/digest.h"
#include "store/database.h"

namespace vigie::store {

struct AuditEntry {
  std::int64_t sequence = 0;
  Time at{};
  std::string actor;  ///< Who: a device, a program, a person, "operator name (uid)".
  std::string act;
  std::string subject;
  std::string detail;  ///< JSON object, or empty.
  Digest previous;
  Digest digest;
};

/// One for a database: it remembers the last entry.
class AuditTrail {
 public:
  explicit AuditTrail(Database& database);  ///< Creates its table.

  /// Inside the caller's transaction.
  void append(Time at, std::string_view actor, std::string_view act, std::string_view subject,
              std::string_view detail = "");

 private:
  struct Last {
    std::int64_t sequence;
    Digest digest;
    std::int64_t rollbacks;  ///< Of the database, when it was the last.
  };
  Last read_last();

  Database& database_;
  std::optional<Last> last_;
};

struct AuditVerdict {
  std::int64_t entries = 0;               ///< How many were good, from the first on.
  std::optional<std::int64_t> first_bad;  ///< Sequence number of the first bad one.
  std::string reason;
};

AuditVerdict verify_audit(Database& database);

/// Calls `visit` for every entry with sequence >= `from`, oldest first, while it returns true.
void read_audit(Database& database, std::int64_t from,
                const std::function<bool(const AuditEntry&)>& visit);

}  // namespace vigie::store
