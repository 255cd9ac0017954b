#include "store/audit.h"

#include <array>
#include <limits>

#include "report/check.h"
#include "store/migrations.h"

namespace vigie::store {
namespace {

constexpr std::array<const char*, 1> steps = {R"sql(
CREATE TABLE audit(
  sequence INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  act TEXT NOT NULL,
  subject TEXT NOT NULL,
  detail TEXT NOT NULL,
  previous BLOB NOT NULL,
  digest BLOB NOT NULL) STRICT;
CREATE TRIGGER audit_is_append_only_update BEFORE UPDATE ON audit
  BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
CREATE TRIGGER audit_is_append_only_delete BEFORE DELETE ON audit
  BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
)sql"};

void add_part(std::string& bytes, std::string_view part) {
  bytes += std::to_string(part.size());
  bytes += ':';
  bytes += part;
}

Digest digest_of(const AuditEntry& entry) {
  std::string bytes;
  add_part(bytes, entry.previous.blob());
  add_part(bytes, std::to_string(entry.sequence));
  add_part(bytes, std::to_string(to_milliseconds(entry.at)));
  add_part(bytes, entry.actor);
  add_part(bytes, entry.act);
  add_part(bytes, entry.subject);
  add_part(bytes, entry.detail);
  return sha256(bytes);
}

/// Stands for a digest column that does not hold one: no entry has it, so the chain breaks there.
Digest unreadable_digest() {
  Digest digest;
  digest.bytes.fill(0xff);
  return digest;
}

AuditEntry entry_from(const Rows& rows) {
  return {.sequence = rows.integer(0),
          .at = rows.time(1),
          .actor = rows.text(2),
          .act = rows.text(3),
          .subject = rows.text(4),
          .detail = rows.text(5),
          .previous = digest_from_blob(rows.view(6)).value_or(unreadable_digest()),
          .digest = digest_from_blob(rows.view(7)).value_or(unreadable_digest())};
}

/// Empty when `entry` follows `previous` as number `sequence`.
std::string fault_of(const AuditEntry& entry, std::int64_t sequence, const Digest& previous) {
  if (entry.digest != digest_of(entry)) return "its content was changed";
  if (entry.sequence != sequence) return "an entry before it is missing";
  if (entry.previous != previous) return "it does not continue the entry before it";
  return "";
}

}  // namespace

AuditTrail::AuditTrail(Database& database) : database_(database) {
  migrate(database_, "audit", steps);
}

void AuditTrail::append(Time at, std::string_view actor, std::string_view act,
                        std::string_view subject, std::string_view detail) {
  VIGIE_EXPECT(database_.in_transaction());
  if (!last_ || last_->rollbacks != database_.rollbacks()) last_ = read_last();
  AuditEntry entry{.sequence = last_->sequence + 1,
                   .at = at,
                   .actor = std::string(actor),
                   .act = std::string(act),
                   .subject = std::string(subject),
                   .detail = std::string(detail),
                   .previous = last_->digest,
                   .digest = {}};
  entry.digest = digest_of(entry);
  database_.run("INSERT INTO audit VALUES(?, ?, ?, ?, ?, ?, ?, ?)", entry.sequence,
                to_milliseconds(entry.at), entry.actor, entry.act, entry.subject, entry.detail,
                Blob{entry.previous.blob()}, Blob{entry.digest.blob()});
  last_->sequence = entry.sequence;
  last_->digest = entry.digest;
}

AuditTrail::Last AuditTrail::read_last() {
  Rows rows = database_.query("SELECT sequence, digest FROM audit ORDER BY sequence DESC LIMIT 1");
  Last last{.sequence = 0, .digest = {}, .rollbacks = database_.rollbacks()};
  if (!rows.next()) return last;
  last.sequence = rows.integer(0);
  last.digest = digest_from_blob(rows.view(1)).value_or(Digest{});
  return last;
}

void read_audit(Database& database, std::int64_t from,
                const std::function<bool(const AuditEntry&)>& visit) {
  Rows rows = database.query(
      "SELECT sequence, at, actor, act, subject, detail, previous, digest FROM audit "
      "WHERE sequence >= ? ORDER BY sequence",
      from);
  while (rows.next()) {
    if (!visit(entry_from(rows))) return;
  }
}

AuditVerdict verify_audit(Database& database) {
  AuditVerdict verdict;
  Digest previous;
  constexpr std::int64_t whatever_is_there = std::numeric_limits<std::int64_t>::min();
  read_audit(database, whatever_is_there, [&](const AuditEntry& entry) {
    verdict.reason = fault_of(entry, verdict.entries + 1, previous);
    if (!verdict.reason.empty()) {
      verdict.first_bad = entry.sequence;
      return false;
    }
    ++verdict.entries;
    previous = entry.digest;
    return true;
  });
  return verdict;
}

}  // namespace vigie::store
