#include "router/router_store.h"

#include <array>

#include "report/check.h"
#include "report/names.h"
#include "router/router_rows.h"
#include "store/alone.h"
#include "store/migrations.h"
#include "store/packed.h"

namespace vigie::router {
namespace {

using store::Blob;
using store::Rows;

constexpr std::array<const char*, 9> router_steps = {R"sql(
CREATE TABLE report(
  report INTEGER PRIMARY KEY,
  id BLOB NOT NULL,
  revision INTEGER NOT NULL,
  digest BLOB NOT NULL,
  device TEXT NOT NULL,
  unit TEXT NOT NULL,
  kind TEXT NOT NULL,
  region TEXT NOT NULL,
  exercise INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  envelope BLOB NOT NULL,
  signature BLOB NOT NULL,
  arrived_at INTEGER NOT NULL) STRICT;
CREATE UNIQUE INDEX report_revision ON report(id, revision);
CREATE TABLE arrival(
  report INTEGER NOT NULL REFERENCES report(report),
  intake TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  arrived_at INTEGER NOT NULL,
  PRIMARY KEY(report, intake)) STRICT, WITHOUT ROWID;
CREATE TABLE mission_version(
  version TEXT PRIMARY KEY,
  first_used_at INTEGER NOT NULL,
  record TEXT NOT NULL) STRICT;
CREATE TABLE routing(
  routing INTEGER PRIMARY KEY,
  report INTEGER NOT NULL UNIQUE REFERENCES report(report),
  version TEXT NOT NULL REFERENCES mission_version(version),
  at INTEGER NOT NULL,
  urgency TEXT NOT NULL,
  record TEXT NOT NULL,
  message TEXT NOT NULL) STRICT;
CREATE TABLE notice(
  notice BLOB NOT NULL UNIQUE,
  id BLOB NOT NULL,
  position TEXT NOT NULL,
  revision INTEGER NOT NULL,
  state TEXT NOT NULL,
  urgency TEXT NOT NULL,
  deadline INTEGER NOT NULL,
  at INTEGER NOT NULL,
  acknowledged_by TEXT,
  acknowledged_at INTEGER) STRICT;
CREATE UNIQUE INDEX notice_position ON notice(id, position);
CREATE TABLE reply(
  reply BLOB NOT NULL UNIQUE,
  notice BLOB NOT NULL,
  id BLOB NOT NULL,
  revision INTEGER NOT NULL,
  position TEXT NOT NULL,
  person TEXT NOT NULL,
  kind TEXT NOT NULL,
  text TEXT,
  at INTEGER NOT NULL,
  arrived_at INTEGER NOT NULL) STRICT;
CREATE INDEX reply_notice ON reply(notice, revision);
CREATE TABLE status(
  id BLOB NOT NULL UNIQUE,
  count INTEGER NOT NULL,
  body TEXT NOT NULL) STRICT;
)sql",
                                                     R"sql(
ALTER TABLE routing ADD COLUMN message_digest BLOB;
)sql",
                                                     R"sql(
CREATE INDEX notice_waiting ON notice(state) WHERE acknowledged_at IS NULL;
)sql",
                                                     R"sql(
ALTER TABLE routing ADD COLUMN assessment TEXT;
)sql",
                                                     R"sql(
ALTER TABLE routing ADD COLUMN trace BLOB;
ALTER TABLE notice ADD COLUMN issue INTEGER NOT NULL DEFAULT 1;
ALTER TABLE notice ADD COLUMN rules TEXT NOT NULL DEFAULT '[]';
ALTER TABLE notice ADD COLUMN show TEXT NOT NULL DEFAULT '[]';
ALTER TABLE notice ADD COLUMN version TEXT NOT NULL DEFAULT '';
ALTER TABLE notice ADD COLUMN view BLOB;
ALTER TABLE reply ADD COLUMN issue INTEGER NOT NULL DEFAULT 1;
ALTER TABLE reply ADD COLUMN decisions TEXT;
CREATE TABLE dispatch(
  dispatch INTEGER PRIMARY KEY,
  id BLOB NOT NULL,
  at INTEGER NOT NULL,
  message TEXT NOT NULL,
  digest BLOB) STRICT;
CREATE INDEX dispatch_report ON dispatch(id);
INSERT INTO dispatch SELECT routing, id, at, message, message_digest
  FROM routing JOIN report USING(report) WHERE message != '';
CREATE TABLE in_force(
  one INTEGER PRIMARY KEY CHECK(one = 1),
  version TEXT NOT NULL,
  reviewed INTEGER) STRICT;
CREATE TABLE hold(
  id BLOB NOT NULL UNIQUE,
  due INTEGER,
  holds TEXT NOT NULL) STRICT;
CREATE INDEX hold_due ON hold(due) WHERE due IS NOT NULL;
)sql",
                                                     R"sql(
ALTER TABLE notice ADD COLUMN no_longer TEXT NOT NULL DEFAULT '[]';
ALTER TABLE in_force ADD COLUMN holds_reviewed INTEGER DEFAULT 0;
ALTER TABLE dispatch ADD COLUMN whole INTEGER NOT NULL DEFAULT 1;
CREATE INDEX dispatch_whole ON dispatch(dispatch) WHERE whole = 1;
)sql",
                                                     R"sql(
ALTER TABLE status ADD COLUMN named INTEGER;
)sql",
                                                     // Long texts are packed from here on.
                                                     R"sql(
CREATE TABLE routing_packed(
  routing INTEGER PRIMARY KEY,
  report INTEGER NOT NULL UNIQUE REFERENCES report(report),
  version TEXT NOT NULL REFERENCES mission_version(version),
  at INTEGER NOT NULL,
  urgency TEXT NOT NULL,
  record BLOB NOT NULL,
  assessment BLOB,
  trace BLOB) STRICT;
INSERT INTO routing_packed SELECT routing, report, version, at, urgency, CAST(record AS BLOB),
  CAST(assessment AS BLOB), trace FROM routing;
DROP TABLE routing;
ALTER TABLE routing_packed RENAME TO routing;
CREATE TABLE dispatch_packed(
  dispatch INTEGER PRIMARY KEY,
  id BLOB NOT NULL,
  at INTEGER NOT NULL,
  message BLOB NOT NULL,
  digest BLOB,
  whole INTEGER NOT NULL DEFAULT 1) STRICT;
INSERT INTO dispatch_packed
  SELECT dispatch, id, at, CAST(message AS BLOB), digest, whole FROM dispatch;
DROP TABLE dispatch;
ALTER TABLE dispatch_packed RENAME TO dispatch;
CREATE INDEX dispatch_report ON dispatch(id);
CREATE INDEX dispatch_whole ON dispatch(dispatch) WHERE whole = 1;
CREATE TABLE hold_packed(
  hold INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  due INTEGER,
  holds BLOB NOT NULL) STRICT;
INSERT INTO hold_packed SELECT rowid, id, due, CAST(holds AS BLOB) FROM hold;
DROP TABLE hold;
ALTER TABLE hold_packed RENAME TO hold;
CREATE INDEX hold_due ON hold(due) WHERE due IS NOT NULL;
)sql",
                                                     // How many are acknowledged is kept, not
                                                     // counted.
                                                     R"sql(
CREATE TABLE tally(
  one INTEGER PRIMARY KEY CHECK(one = 1),
  acknowledged INTEGER NOT NULL) STRICT;
INSERT INTO tally SELECT 1, COUNT(*) FROM notice WHERE acknowledged_at IS NOT NULL;
CREATE TRIGGER notice_acknowledged AFTER UPDATE OF acknowledged_at ON notice
  WHEN (NEW.acknowledged_at IS NULL) <> (OLD.acknowledged_at IS NULL) BEGIN
  UPDATE tally SET acknowledged = acknowledged
    + (NEW.acknowledged_at IS NOT NULL) - (OLD.acknowledged_at IS NOT NULL);
END;
DROP INDEX notice_waiting;
CREATE INDEX notice_waiting ON notice(acknowledged_at) WHERE acknowledged_at IS NULL;
)sql"};

/// What is left of a message of which no repeat can be asked for.
constexpr const char* prune_dispatch = R"sql(
UPDATE dispatch SET whole = 0, digest = NULL, message = CAST(CASE WHEN json_valid(?2) THEN
  json_object('revision', json_extract(?2, '$.revision'), 'notices',
    (SELECT json_group_array(json_object(
       'position', json_extract(value, '$.position'),
       'issue', json_extract(value, '$.issue'),
       'state', json_extract(value, '$.state'))) FROM json_each(?2, '$.notices')))
  ELSE '' END AS BLOB)
WHERE dispatch = ?1
)sql";

Blob bytes_of(const std::vector<std::uint8_t>& bytes) {
  return Blob{std::string_view{reinterpret_cast<const char*>(bytes.data()), bytes.size()}};
}

/// nullopt: routed by a version of Vigie that did not assess.
std::optional<std::string> assessment_at(const Rows& rows, int column) {
  if (rows.is_null(column)) return std::nullopt;
  return store::kept_text(rows.view(column));
}

ReportSummary summary_from(const Rows& rows) {
  ReportSummary summary{.id = rows.uuid(0),
                        .revision = rows.integer(1),
                        .kind = rows.text(2),
                        .region = rows.text(3),
                        .exercise = rows.integer(4) != 0,
                        .received_at = rows.time(5),
                        .urgency = std::nullopt};
  if (!rows.is_null(6)) summary.urgency = urgency_at(rows, 6);
  return summary;
}

}  // namespace

RouterStore::RouterStore(store::Database& database) : database_(database) {
  store::migrate(database_, "router", router_steps);
}

bool RouterStore::alone(const std::function<void()>& work) {
  const auto done = store::alone(database_, [&] {
    work();
    return true;
  });
  return done.has_value();
}

std::optional<KnownReport> RouterStore::find_report(const Uuid& id, std::int64_t revision) {
  Rows rows = database_.query("SELECT report, digest FROM report WHERE id = ? AND revision = ?",
                              blob(id), revision);
  if (!rows.next()) return std::nullopt;
  return KnownReport{.row = rows.integer(0), .digest = rows.digest(1)};
}

std::optional<std::int64_t> RouterStore::newest_revision(const Uuid& id) {
  Rows rows = database_.query("SELECT MAX(revision) FROM report WHERE id = ?", blob(id));
  return rows.next() ? rows.maybe_integer(0) : std::nullopt;
}

std::int64_t RouterStore::newest_routed(const Uuid& id) {
  Rows rows = database_.query(
      "SELECT MAX(revision) FROM routing JOIN report USING(report) WHERE id = ?", blob(id));
  const bool found = rows.next() && !rows.is_null(0);
  VIGIE_EXPECT(found);
  return rows.integer(0);
}

std::optional<Code> RouterStore::unit_of(const Uuid& id) {
  Rows rows = database_.query(
      "SELECT unit FROM report WHERE id = ? ORDER BY arrived_at, report LIMIT 1", blob(id));
  if (!rows.next()) return std::nullopt;
  return rows.text(0);
}

std::int64_t RouterStore::add_report(const ReceivedReport& received, Time now) {
  const Report& report = received.report;
  database_.run(
      "INSERT INTO report(id, revision, digest, device, unit, kind, region, exercise, bytes, "
      "envelope, signature, arrived_at) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      blob(report.id), report.revision, Blob{received.digest.blob()}, received.hand_over.device,
      received.hand_over.unit, to_string(report.kind), report.where.region, report.exercise ? 1 : 0,
      Blob{received.bytes}, Blob{received.envelope}, Blob{received.signature},
      to_milliseconds(now));
  return database_.last_row();
}

void RouterStore::add_arrival(std::int64_t report, const Arrival& arrival, Time now) {
  database_.run("INSERT OR IGNORE INTO arrival VALUES(?, ?, ?, ?)", report, arrival.intake,
                to_milliseconds(arrival.received_at), to_milliseconds(now));
}

std::vector<Arrival> RouterStore::arrivals_of(const Uuid& id, std::int64_t revision) {
  Rows rows = database_.query(
      "SELECT intake, received_at FROM arrival JOIN report USING(report) "
      "WHERE id = ? AND revision = ? ORDER BY arrival.arrived_at, intake",
      blob(id), revision);
  std::vector<Arrival> arrivals;
  while (rows.next()) {
    arrivals.push_back({.intake = rows.text(0), .received_at = rows.time(1)});
  }
  return arrivals;
}

std::vector<ArrivedRevision> RouterStore::arrivals_of(const Uuid& id) {
  Rows rows = database_.query(
      "SELECT revision, intake, arrival.arrived_at FROM arrival JOIN report USING(report) "
      "WHERE id = ? ORDER BY revision",
      blob(id));
  std::vector<ArrivedRevision> arrivals;
  while (rows.next()) {
    arrivals.push_back({.revision = rows.integer(0), .intake = rows.text(1), .at = rows.time(2)});
  }
  return arrivals;
}

std::vector<std::string> RouterStore::intakes_of(const Uuid& id) {
  Rows rows = database_.query(
      "SELECT DISTINCT intake FROM arrival JOIN report USING(report) WHERE id = ? ORDER BY intake",
      blob(id));
  std::vector<std::string> intakes;
  while (rows.next()) intakes.push_back(rows.text(0));
  return intakes;
}

bool RouterStore::keep_version(const std::string& version, const std::string& record, Time now) {
  return database_.run("INSERT OR IGNORE INTO mission_version VALUES(?, ?, ?)", version,
                       to_milliseconds(now), record) > 0;
}

bool RouterStore::put_in_force(const std::string& version) {
  return database_.run(
             "INSERT INTO in_force VALUES(1, ?1, 0, 0) ON CONFLICT(one) DO UPDATE SET "
             "version = ?1, reviewed = 0, holds_reviewed = 0 WHERE version != ?1",
             version) > 0;
}

std::optional<std::int64_t> RouterStore::reviewed() {
  Rows rows = database_.query("SELECT reviewed FROM in_force");
  return rows.next() ? rows.maybe_integer(0) : std::nullopt;
}

void RouterStore::put_reviewed(std::optional<std::int64_t> row) {
  database_.run("UPDATE in_force SET reviewed = ?", row);
}

std::optional<std::int64_t> RouterStore::holds_reviewed() {
  Rows rows = database_.query("SELECT holds_reviewed FROM in_force");
  return rows.next() ? rows.maybe_integer(0) : std::nullopt;
}

void RouterStore::put_holds_reviewed(std::optional<std::int64_t> row) {
  database_.run("UPDATE in_force SET holds_reviewed = ?", row);
}

std::string RouterStore::version_record(const std::string& version) {
  Rows rows = database_.query("SELECT record FROM mission_version WHERE version = ?", version);
  const bool found = rows.next();
  VIGIE_EXPECT(found);
  return rows.text(0);
}

std::int64_t RouterStore::add_routing(const RoutingToKeep& kept) {
  database_.run(
      "INSERT INTO routing(report, version, at, urgency, record, assessment, trace) "
      "VALUES(?, ?, ?, ?, ?, ?, ?)",
      kept.report, kept.routing.version, to_milliseconds(kept.routing.at),
      to_string(kept.routing.urgency), Blob{store::pack(kept.record)},
      Blob{store::pack(kept.assessment)}, bytes_of(kept.routing.trace));
  return database_.last_row();
}

std::optional<RoutingRow> RouterStore::routing_of(const Uuid& id,
                                                  std::optional<std::int64_t> revision) {
  Rows rows = database_.query(
      "SELECT routing, revision, version, record FROM routing JOIN report USING(report) "
      "WHERE id = ?1 AND (?2 IS NULL OR revision = ?2) ORDER BY revision DESC LIMIT 1",
      blob(id), revision);
  if (!rows.next()) return std::nullopt;
  return RoutingRow{.row = rows.integer(0),
                    .report = id,
                    .revision = rows.integer(1),
                    .version = rows.text(2),
                    .record = store::kept_text(rows.view(3))};
}

std::vector<RoutedRevision> RouterStore::routings_of(const Uuid& id) {
  Rows rows = database_.query(
      "SELECT revision, version, urgency, at FROM routing JOIN report USING(report) "
      "WHERE id = ? ORDER BY revision",
      blob(id));
  std::vector<RoutedRevision> routings;
  while (rows.next()) {
    routings.push_back({.revision = rows.integer(0),
                        .version = rows.text(1),
                        .urgency = urgency_at(rows, 2),
                        .at = rows.time(3)});
  }
  return routings;
}

std::optional<std::string> RouterStore::assessment_of(std::int64_t routing) {
  Rows rows = database_.query("SELECT assessment FROM routing WHERE routing = ?", routing);
  return rows.next() ? assessment_at(rows, 0) : std::nullopt;
}

std::vector<std::uint8_t> RouterStore::trace_of(std::int64_t routing) {
  Rows rows = database_.query("SELECT trace FROM routing WHERE routing = ?", routing);
  if (!rows.next() || rows.is_null(0)) return {};
  const std::string_view bytes = rows.view(0);
  return {bytes.begin(), bytes.end()};
}

std::optional<KeptReport> RouterStore::kept_report(const Uuid& id,
                                                   std::optional<std::int64_t> revision) {
  Rows rows = database_.query(
      "SELECT revision, bytes, assessment, at, version, urgency FROM routing JOIN report "
      "USING(report) WHERE id = ?1 AND (?2 IS NULL OR revision = ?2) "
      "ORDER BY revision DESC LIMIT 1",
      blob(id), revision);
  if (!rows.next()) return std::nullopt;
  return KeptReport{.revision = rows.integer(0),
                    .bytes = rows.text(1),
                    .assessment = assessment_at(rows, 2).value_or(""),
                    .routed_at = rows.time(3),
                    .version = rows.text(4),
                    .urgency = urgency_at(rows, 5)};
}

std::int64_t RouterStore::add_dispatch(const Uuid& id, std::string_view message, Time now) {
  const std::string packed = store::pack(message);
  database_.run("INSERT INTO dispatch(id, at, message, digest) VALUES(?, ?, ?, ?)", blob(id),
                to_milliseconds(now), Blob{packed}, Blob{sha256(packed).blob()});
  return database_.last_row();
}

std::optional<std::string> RouterStore::dispatch(std::int64_t row) {
  Rows rows = database_.query("SELECT message, digest FROM dispatch WHERE dispatch = ?", row);
  const bool found = rows.next();
  VIGIE_EXPECT(found);
  // Rows of the first version of this table have no digest.
  const auto digest = digest_from_blob(rows.view(1));
  if (digest && *digest != sha256(rows.view(0))) return std::nullopt;
  return rows.text(0);
}

std::vector<Dispatch> RouterStore::dispatches_of(const Uuid& id) {
  Rows rows =
      database_.query("SELECT message, at FROM dispatch WHERE id = ? ORDER BY dispatch", blob(id));
  std::vector<Dispatch> dispatches;
  while (rows.next())
    dispatches.push_back({.message = store::kept_text(rows.view(0)), .at = rows.time(1)});
  return dispatches;
}

std::vector<std::int64_t> RouterStore::whole_dispatches(std::int64_t before, int limit) {
  Rows rows = database_.query(
      "SELECT dispatch FROM dispatch WHERE whole = 1 AND dispatch < ? ORDER BY dispatch LIMIT ?",
      before, limit);
  std::vector<std::int64_t> whole;
  while (rows.next()) whole.push_back(rows.integer(0));
  return whole;
}

int RouterStore::prune_dispatches(std::int64_t before, int limit) {
  const std::vector<std::int64_t> pruned = whole_dispatches(before, limit);
  for (const std::int64_t row : pruned) {
    std::string message;
    if (Rows rows = database_.query("SELECT message FROM dispatch WHERE dispatch = ?", row);
        rows.next()) {
      message = store::kept_text(rows.view(0));
    }
    database_.run(prune_dispatch, row, message);
  }
  return static_cast<int>(pruned.size());
}

std::optional<SentStatus> RouterStore::status_of(const Uuid& id) {
  Rows rows = database_.query("SELECT count, body, named FROM status WHERE id = ?", blob(id));
  if (!rows.next()) return std::nullopt;
  SentStatus status{.count = rows.integer(0), .body = rows.text(1), .named = {}};
  if (const auto named = rows.maybe_integer(2)) status.named = *named != 0;
  return status;
}

void RouterStore::keep_status(const Uuid& id, const SentStatus& status) {
  database_.run(
      "INSERT INTO status VALUES(?1, ?2, ?3, ?4) "
      "ON CONFLICT(id) DO UPDATE SET count = ?2, body = ?3, named = ?4",
      blob(id), status.count, status.body,
      status.named ? std::optional<std::int64_t>{*status.named} : std::nullopt);
}

std::vector<ReportSummary> RouterStore::newest_reports(int limit) {
  Rows rows = database_.query(
      "SELECT id, revision, kind, region, exercise, (SELECT MIN(received_at) FROM arrival "
      "WHERE arrival.report = report.report), urgency FROM report LEFT JOIN routing USING(report) "
      "ORDER BY report DESC LIMIT ?",
      limit);
  std::vector<ReportSummary> summaries;
  while (rows.next()) summaries.push_back(summary_from(rows));
  return summaries;
}

Counts RouterStore::counts() {
  // None of these rows is ever deleted, so the last row's number is how many there are.
  Rows rows = database_.query(
      "SELECT (SELECT COALESCE(MAX(report), 0) FROM report), "
      "(SELECT COALESCE(MAX(routing), 0) FROM routing), "
      "(SELECT COALESCE(MAX(rowid), 0) FROM notice), "
      "(SELECT acknowledged FROM tally), "
      "(SELECT COALESCE(MAX(rowid), 0) FROM reply)");
  rows.next();
  return {.reports = rows.integer(0),
          .routings = rows.integer(1),
          .notices = rows.integer(2),
          .acknowledged = rows.integer(3),
          .replies = rows.integer(4)};
}

}  // namespace vigie::router
