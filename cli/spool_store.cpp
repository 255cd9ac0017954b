#include "cli/spool_store.h"

#include <array>

#include "report/check.h"
#include "store/migrations.h"

namespace vigie::cli {
namespace {

constexpr std::array<const char*, 2> spool_steps = {R"sql(
CREATE TABLE spooled(
  row INTEGER PRIMARY KEY,
  report BLOB NOT NULL,
  revision INTEGER NOT NULL,
  digest BLOB NOT NULL,
  file TEXT NOT NULL,
  lane INTEGER NOT NULL,
  state INTEGER NOT NULL,
  code TEXT NOT NULL DEFAULT '',
  answer TEXT NOT NULL DEFAULT '',
  filed_at INTEGER NOT NULL,
  answered_at INTEGER,
  envelope BLOB NOT NULL,
  signature BLOB NOT NULL,
  content BLOB NOT NULL) STRICT;
CREATE UNIQUE INDEX spooled_identity ON spooled(report, revision, digest);
CREATE TABLE spooled_attachment(
  row INTEGER NOT NULL,
  place INTEGER NOT NULL,
  content BLOB NOT NULL,
  PRIMARY KEY(row, place)) STRICT;
CREATE TABLE device_chain(
  one INTEGER PRIMARY KEY CHECK(one = 1),
  counter INTEGER NOT NULL,
  previous BLOB NOT NULL) STRICT;
)sql",
                                                    // An attachment may come later than its report.
                                                    // Kept before that: all went with each message.
                                                    R"sql(
ALTER TABLE spooled_attachment ADD COLUMN message BLOB;
ALTER TABLE spooled_attachment ADD COLUMN taken INTEGER NOT NULL DEFAULT 0;
UPDATE spooled_attachment SET taken = 1 WHERE row IN (SELECT row FROM spooled WHERE state = 1);
)sql"};

Spooled spooled_from(const store::Rows& rows) {
  return {.row = rows.integer(0),
          .report = rows.uuid(1),
          .revision = rows.integer(2),
          .digest = rows.digest(3),
          .file = rows.text(4),
          .lane = static_cast<link::Lane>(rows.integer(5)),
          .state = static_cast<SpoolState>(rows.integer(6)),
          .code = rows.text(7),
          .answer = rows.text(8),
          .filed_at = rows.time(9),
          .answered_at = rows.maybe_time(10)};
}

std::optional<Spooled> first_of(store::Rows rows) {
  if (!rows.next()) return std::nullopt;
  return spooled_from(rows);
}

std::vector<std::string> texts_of(store::Rows rows) {
  std::vector<std::string> found;
  while (rows.next()) found.push_back(rows.text(0));
  return found;
}

std::vector<Spooled> all_of(store::Rows rows) {
  std::vector<Spooled> found;
  while (rows.next()) found.push_back(spooled_from(rows));
  return found;
}

}  // namespace

std::string_view name_of(SpoolState state) {
  switch (state) {
    case SpoolState::waiting:
      return "waiting";
    case SpoolState::received:
      return "received";
    case SpoolState::refused:
      return "refused";
    case SpoolState::not_yet:
      return "not_yet";
  }
  return "waiting";
}

SpoolStore::SpoolStore(store::Database& database) : database_(database) {
  store::migrate(database_, "spool", spool_steps);
}

DeviceChain SpoolStore::chain() {
  store::Rows rows = database_.query("SELECT counter, previous FROM device_chain");
  if (!rows.next()) return {};
  return {.counter = rows.integer(0),
          .previous = digest_from_blob(rows.view(1)).value_or(Digest{})};
}

std::int64_t SpoolStore::add(const Spooled& spooled, const SignedReport& report,
                             const DeviceChain& next) {
  database_.run("INSERT OR REPLACE INTO device_chain VALUES(1, ?, ?)", next.counter,
                store::Blob{next.previous.blob()});
  database_.run(
      "INSERT INTO spooled(report, revision, digest, file, lane, state, filed_at, envelope, "
      "signature, content) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      store::Blob{spooled.report.blob()}, spooled.revision, store::Blob{spooled.digest.blob()},
      spooled.file, static_cast<int>(spooled.lane), static_cast<int>(spooled.state),
      to_milliseconds(spooled.filed_at), store::Blob{report.envelope},
      store::Blob{report.signature.blob()}, store::Blob{report.report});
  const std::int64_t row = database_.last_row();
  attach(row, report.attachments);
  return row;
}

std::optional<Spooled> SpoolStore::find(std::int64_t row) {
  return first_of(database_.query(
      "SELECT row, report, revision, digest, file, lane, state, code, answer, filed_at, "
      "answered_at FROM spooled WHERE row = ?",
      row));
}

std::optional<Spooled> SpoolStore::find(const Uuid& report, std::int64_t revision,
                                        const Digest& digest) {
  return first_of(database_.query(
      "SELECT row, report, revision, digest, file, lane, state, code, answer, filed_at, "
      "answered_at FROM spooled WHERE report = ? AND revision = ? AND digest = ?",
      store::Blob{report.blob()}, revision, store::Blob{digest.blob()}));
}

std::optional<Spooled> SpoolStore::rival(const Uuid& report, std::int64_t revision,
                                         const Digest& digest) {
  return first_of(database_.query(
      "SELECT row, report, revision, digest, file, lane, state, code, answer, filed_at, "
      "answered_at FROM spooled WHERE report = ? AND revision = ? AND digest <> ? AND state <> ?",
      store::Blob{report.blob()}, revision, store::Blob{digest.blob()},
      static_cast<int>(SpoolState::refused)));
}

std::vector<Spooled> SpoolStore::all() {
  return all_of(
      database_.query("SELECT row, report, revision, digest, file, lane, state, code, answer, "
                      "filed_at, answered_at FROM spooled ORDER BY row"));
}

std::vector<Spooled> SpoolStore::in_state(SpoolState state) {
  return all_of(database_.query(
      "SELECT row, report, revision, digest, file, lane, state, code, answer, filed_at, "
      "answered_at FROM spooled WHERE state = ? ORDER BY row",
      static_cast<int>(state)));
}

SignedReport SpoolStore::signed_report(std::int64_t row, const Uuid& message) {
  SignedReport report;
  {
    store::Rows rows =
        database_.query("SELECT envelope, signature, content FROM spooled WHERE row = ?", row);
    VIGIE_EXPECT(rows.next());
    report.envelope = rows.text(0);
    report.signature = signature_from_blob(rows.view(1)).value_or(Signature{});
    report.report = rows.text(2);
  }
  report.attachments = texts_of(database_.query(
      "SELECT content FROM spooled_attachment WHERE row = ? AND (message = ? OR message IS NULL) "
      "ORDER BY place",
      row, store::Blob{message.blob()}));
  return report;
}

bool SpoolStore::attach(std::int64_t row, const std::vector<std::string>& attachments) {
  std::int64_t added = 0;
  for (const std::string& attachment : attachments) {
    added += database_.run(
        "INSERT INTO spooled_attachment(row, place, content) "
        "SELECT ?1, COALESCE(MAX(place) + 1, 0), ?2 FROM spooled_attachment WHERE row = ?1 "
        "HAVING COUNT(*) FILTER (WHERE content = ?2) = 0",
        row, store::Blob{attachment});
  }
  return added > 0;
}

std::vector<std::string> SpoolStore::untaken(std::int64_t row) {
  return texts_of(database_.query(
      "SELECT content FROM spooled_attachment WHERE row = ? AND taken = 0 ORDER BY place", row));
}

void SpoolStore::carry(std::int64_t row, const Uuid& message) {
  database_.run("UPDATE spooled_attachment SET message = ? WHERE row = ? AND taken = 0",
                store::Blob{message.blob()}, row);
}

bool SpoolStore::taken(std::int64_t row, const Uuid& message) {
  database_.run(
      "UPDATE spooled_attachment SET taken = 1 WHERE row = ? AND (message = ? OR message IS NULL)",
      row, store::Blob{message.blob()});
  return !database_.query("SELECT 1 FROM spooled_attachment WHERE row = ? AND taken = 0", row)
              .next();
}

void SpoolStore::answered(std::int64_t row, SpoolState state, const std::string& code,
                          const std::string& answer, Time now) {
  database_.run("UPDATE spooled SET state = ?, code = ?, answer = ?, answered_at = ? WHERE row = ?",
                static_cast<int>(state), code, answer, to_milliseconds(now), row);
}

void SpoolStore::waiting_again(std::int64_t row) {
  database_.run("UPDATE spooled SET state = ?, code = '', answer = '' WHERE row = ?",
                static_cast<int>(SpoolState::waiting), row);
}

void SpoolStore::keep_content_again(std::int64_t row, std::string_view content) {
  database_.run("UPDATE spooled SET content = ? WHERE row = ?", store::Blob{content}, row);
}

void SpoolStore::forget_content(Time before) {
  const auto received = static_cast<int>(SpoolState::received);
  const std::int64_t instant = to_milliseconds(before);
  database_.run(
      "DELETE FROM spooled_attachment WHERE row IN "
      "(SELECT row FROM spooled WHERE state = ? AND answered_at < ?)",
      received, instant);
  database_.run(
      "UPDATE spooled SET content = x'' WHERE state = ? AND answered_at < ? AND content <> x''",
      received, instant);
}

}  // namespace vigie::cli
