#include "intake/intake_store.h"

#include <array>

#include "report/check.h"
#include "store/migrations.h"

namespace vigie::intake {
namespace {

using store::Blob;

constexpr std::array<const char*, 2> intake_steps = {R"sql(
CREATE TABLE report(
  row INTEGER PRIMARY KEY,
  id BLOB NOT NULL,
  revision INTEGER NOT NULL,
  device TEXT NOT NULL,
  unit TEXT NOT NULL,
  digest BLOB NOT NULL,
  received_at INTEGER NOT NULL,
  receipt TEXT NOT NULL,
  envelope BLOB NOT NULL,
  signature BLOB NOT NULL,
  content BLOB NOT NULL) STRICT;
CREATE UNIQUE INDEX report_revision ON report(id, revision);
CREATE TABLE attachment(
  report INTEGER NOT NULL REFERENCES report(row),
  digest BLOB NOT NULL,
  bytes INTEGER NOT NULL,
  arrived_at INTEGER,
  content BLOB,
  PRIMARY KEY(report, digest)) STRICT;
CREATE INDEX attachment_missing ON attachment(report) WHERE arrived_at IS NULL;
CREATE TABLE conflict(
  id BLOB NOT NULL,
  revision INTEGER NOT NULL,
  refused BLOB NOT NULL,
  kept BLOB NOT NULL,
  device TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY(id, revision, refused)) STRICT, WITHOUT ROWID;
CREATE TABLE device_chain(
  device TEXT PRIMARY KEY,
  counter INTEGER NOT NULL,
  digest BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE device_envelope(
  device TEXT NOT NULL,
  counter INTEGER NOT NULL,
  digest BLOB NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY(device, counter, digest)) STRICT, WITHOUT ROWID;
CREATE INDEX device_envelope_age ON device_envelope(at);
CREATE TABLE report_status(
  id BLOB PRIMARY KEY,
  revision INTEGER NOT NULL,
  count INTEGER NOT NULL,
  state TEXT NOT NULL,
  positions TEXT NOT NULL,
  at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE token(
  digest BLOB PRIMARY KEY,
  device TEXT NOT NULL,
  made_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE refusal(
  actor TEXT NOT NULL,
  minute INTEGER NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY(actor, minute)) STRICT, WITHOUT ROWID;
)sql",
                                                     R"sql(
CREATE TABLE device_missing(
  device TEXT NOT NULL,
  counter INTEGER NOT NULL,
  since INTEGER NOT NULL,
  alarmed INTEGER NOT NULL,
  PRIMARY KEY(device, counter)) STRICT, WITHOUT ROWID;
CREATE INDEX device_missing_waiting ON device_missing(since) WHERE alarmed = 0;
)sql"};

/// Columns: row, revision, device, unit, digest, received_at, receipt.
KeptReport kept_from(const store::Rows& rows) {
  return {.row = rows.integer(0),
          .revision = rows.integer(1),
          .device = rows.text(2),
          .unit = rows.text(3),
          .digest = rows.digest(4),
          .received_at = rows.time(5),
          .receipt = rows.text(6)};
}

}  // namespace

IntakeStore::IntakeStore(store::Database& database) : database_(database) {
  store::migrate(database_, "intake", intake_steps);
}

std::optional<KeptReport> IntakeStore::find(const Uuid& report, std::int64_t revision) {
  store::Rows rows = database_.query(
      "SELECT row, revision, device, unit, digest, received_at, receipt FROM report "
      "WHERE id = ? AND revision = ?",
      Blob{report.blob()}, revision);
  if (!rows.next()) return std::nullopt;
  return kept_from(rows);
}

std::optional<KeptReport> IntakeStore::newest(const Uuid& report) {
  store::Rows rows = database_.query(
      "SELECT row, revision, device, unit, digest, received_at, receipt FROM report "
      "WHERE id = ? ORDER BY revision DESC LIMIT 1",
      Blob{report.blob()});
  if (!rows.next()) return std::nullopt;
  return kept_from(rows);
}

std::int64_t IntakeStore::keep(const NewReport& report) {
  const Envelope& envelope = report.envelope;
  database_.run(
      "INSERT INTO report(id, revision, device, unit, digest, received_at, receipt, envelope, "
      "signature, content) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      Blob{envelope.report.blob()}, envelope.revision, envelope.device, report.unit,
      Blob{envelope.digest.blob()}, to_milliseconds(report.received_at), report.receipt,
      Blob{report.signed_report.envelope}, Blob{report.signed_report.signature.blob()},
      Blob{report.signed_report.report});
  return database_.last_row();
}

StoredReport IntakeStore::stored(std::int64_t row) {
  store::Rows rows = database_.query(
      "SELECT row, revision, device, unit, digest, received_at, receipt, envelope, signature, "
      "content FROM report WHERE row = ?",
      row);
  VIGIE_EXPECT(rows.next());
  return {.kept = kept_from(rows),
          .envelope = rows.text(7),
          .signature = rows.text(8),
          .report = rows.text(9)};
}

bool IntakeStore::keep(const Conflict& conflict, Time now) {
  return database_.run(
             "INSERT OR IGNORE INTO conflict(id, revision, refused, kept, device, at) "
             "VALUES(?, ?, ?, ?, ?, ?)",
             Blob{conflict.report.blob()}, conflict.revision, Blob{conflict.refused.blob()},
             Blob{conflict.kept.blob()}, conflict.device, to_milliseconds(now)) == 1;
}

void IntakeStore::expect_attachment(std::int64_t row, const Attachment& attachment) {
  database_.run("INSERT OR IGNORE INTO attachment(report, digest, bytes) VALUES(?, ?, ?)", row,
                Blob{attachment.digest.blob()}, attachment.bytes);
}

bool IntakeStore::keep_attachment(std::int64_t row, const Digest& digest, std::string_view bytes,
                                  Time now) {
  return database_.run(
             "UPDATE attachment SET content = ?, arrived_at = ? "
             "WHERE report = ? AND digest = ? AND bytes = ? AND arrived_at IS NULL",
             Blob{bytes}, to_milliseconds(now), row, Blob{digest.blob()},
             static_cast<std::int64_t>(bytes.size())) == 1;
}

std::optional<ChainEnd> IntakeStore::chain_end(const std::string& device) {
  store::Rows rows =
      database_.query("SELECT counter, digest FROM device_chain WHERE device = ?", device);
  if (!rows.next()) return std::nullopt;
  return ChainEnd{.counter = rows.integer(0), .digest = rows.digest(1)};
}

void IntakeStore::advance_chain(const std::string& device, const ChainEnd& end) {
  database_.run(
      "INSERT INTO device_chain(device, counter, digest) VALUES(?1, ?2, ?3) "
      "ON CONFLICT(device) DO UPDATE SET counter = ?2, digest = ?3 WHERE counter < ?2",
      device, end.counter, Blob{end.digest.blob()});
}

void IntakeStore::remember_envelope(const std::string& device, const ChainEnd& envelope, Time now) {
  database_.run(
      "INSERT OR IGNORE INTO device_envelope(device, counter, digest, at) VALUES(?, ?, ?, ?)",
      device, envelope.counter, Blob{envelope.digest.blob()}, to_milliseconds(now));
}

std::vector<Digest> IntakeStore::envelopes_at(const std::string& device, std::int64_t counter) {
  store::Rows rows = database_.query(
      "SELECT digest FROM device_envelope WHERE device = ? AND counter = ?", device, counter);
  std::vector<Digest> digests;
  while (rows.next()) digests.push_back(rows.digest(0));
  return digests;
}

void IntakeStore::forget_envelopes(Time before) {
  database_.run("DELETE FROM device_envelope WHERE at < ?", to_milliseconds(before));
}

void IntakeStore::miss(const std::string& device, std::int64_t first, std::int64_t last,
                       const MissingCounter& missing) {
  database_.run(
      "WITH RECURSIVE gap(counter) AS "
      "(SELECT ?2 WHERE ?2 <= ?3 UNION ALL SELECT counter + 1 FROM gap WHERE counter < ?3) "
      "INSERT OR IGNORE INTO device_missing(device, counter, since, alarmed) "
      "SELECT ?1, counter, ?4, ?5 FROM gap",
      device, first, last, to_milliseconds(missing.since), std::int64_t{missing.alarmed});
}

std::int64_t IntakeStore::count_missing(const std::string& device) {
  store::Rows rows =
      database_.query("SELECT COUNT(*) FROM device_missing WHERE device = ?", device);
  VIGIE_EXPECT(rows.next());
  return rows.integer(0);
}

std::optional<MissingCounter> IntakeStore::take_missing(const std::string& device,
                                                        std::int64_t counter) {
  store::Rows rows = database_.query(
      "DELETE FROM device_missing WHERE device = ? AND counter = ? RETURNING since, alarmed",
      device, counter);
  if (!rows.next()) return std::nullopt;
  return MissingCounter{.since = rows.time(0), .alarmed = rows.integer(1) != 0};
}

void IntakeStore::miss_no_later_than(Time now) {
  database_.run("UPDATE device_missing SET since = ?1 WHERE alarmed = 0 AND since > ?1",
                to_milliseconds(now));
}

std::vector<OverdueCounters> IntakeStore::take_overdue(Time since) {
  std::vector<OverdueCounters> overdue;
  {
    store::Rows rows = database_.query(
        "SELECT device, COUNT(*), MIN(counter), MAX(counter) FROM device_missing "
        "WHERE alarmed = 0 AND since <= ? GROUP BY device ORDER BY device",
        to_milliseconds(since));
    while (rows.next()) {
      overdue.push_back({.device = rows.text(0),
                         .count = rows.integer(1),
                         .first = rows.integer(2),
                         .last = rows.integer(3)});
    }
  }
  database_.run("UPDATE device_missing SET alarmed = 1 WHERE alarmed = 0 AND since <= ?",
                to_milliseconds(since));
  return overdue;
}

std::optional<Time> IntakeStore::missing_since() {
  store::Rows rows =
      database_.query("SELECT since FROM device_missing WHERE alarmed = 0 ORDER BY since LIMIT 1");
  if (!rows.next()) return std::nullopt;
  return rows.time(0);
}

void IntakeStore::forget_missing(Time before) {
  database_.run("DELETE FROM device_missing WHERE alarmed = 1 AND since < ?",
                to_milliseconds(before));
}

void IntakeStore::keep(const ReportStatus& status, Time now) {
  database_.run(
      "INSERT INTO report_status(id, revision, count, state, positions, at) "
      "VALUES(?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT(id) DO UPDATE SET revision = ?2, count = ?3, "
      "state = ?4, positions = ?5, at = ?6 WHERE count < ?3",
      Blob{status.report.blob()}, status.revision, status.count, status.state,
      write_positions(status.positions), to_milliseconds(now));
}

std::optional<ReportStatus> IntakeStore::status(const Uuid& report) {
  store::Rows rows =
      database_.query("SELECT revision, count, state, positions FROM report_status WHERE id = ?",
                      Blob{report.blob()});
  if (!rows.next()) return std::nullopt;
  return ReportStatus{.report = report,
                      .revision = rows.integer(0),
                      .count = rows.integer(1),
                      .state = rows.text(2),
                      .positions = read_positions(rows.view(3))};
}

void IntakeStore::keep_token(const Digest& token, const std::string& device, Time now) {
  database_.run("INSERT INTO token(digest, device, made_at) VALUES(?, ?, ?)", Blob{token.blob()},
                device, to_milliseconds(now));
}

std::optional<std::string> IntakeStore::device_of(const Digest& token) {
  store::Rows rows =
      database_.query("SELECT device FROM token WHERE digest = ?", Blob{token.blob()});
  if (!rows.next()) return std::nullopt;
  return rows.text(0);
}

std::int64_t IntakeStore::count_refusal(const std::string& actor, std::int64_t minute) {
  store::Rows rows = database_.query(
      "INSERT INTO refusal(actor, minute, count) VALUES(?1, ?2, 1) "
      "ON CONFLICT(actor, minute) DO UPDATE SET count = count + 1 RETURNING count",
      actor, minute);
  VIGIE_EXPECT(rows.next());
  return rows.integer(0);
}

std::vector<UnlistedRefusals> IntakeStore::take_refusals(std::int64_t minute, std::int64_t listed) {
  std::vector<UnlistedRefusals> taken;
  {
    store::Rows rows = database_.query(
        "SELECT actor, minute, count FROM refusal WHERE minute <> ? AND count > ? "
        "ORDER BY minute, actor",
        minute, listed);
    while (rows.next()) {
      taken.push_back(
          {.actor = rows.text(0), .minute = rows.integer(1), .count = rows.integer(2) - listed});
    }
  }
  database_.run("DELETE FROM refusal WHERE minute <> ?", minute);
  return taken;
}

bool IntakeStore::has_refusals() {
  store::Rows rows = database_.query("SELECT 1 FROM refusal LIMIT 1");
  return rows.next();
}

IntakeCounts IntakeStore::counts() {
  store::Rows rows = database_.query(
      // Reports are never deleted, so the last row's number is how many there are.
      "SELECT (SELECT COALESCE(MAX(row), 0) FROM report), (SELECT COUNT(*) FROM conflict), "
      "(SELECT COUNT(*) FROM attachment WHERE arrived_at IS NULL)");
  VIGIE_EXPECT(rows.next());
  return {.reports = rows.integer(0),
          .conflicts = rows.integer(1),
          .attachments_missing = rows.integer(2)};
}

}  // namespace vigie::intake
