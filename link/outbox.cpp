#include "link/outbox.h"

#include <algorithm>
#include <array>

#include "report/check.h"
#include "store/migrations.h"

namespace vigie::link {
namespace {

constexpr std::array<const char*, 1> outbox_steps = {R"sql(
CREATE TABLE link_stream(
  stream INTEGER PRIMARY KEY,
  peer TEXT NOT NULL,
  lane INTEGER NOT NULL,
  incarnation BLOB NOT NULL,
  first INTEGER NOT NULL DEFAULT 1,
  last INTEGER NOT NULL DEFAULT 0,
  acked INTEGER NOT NULL DEFAULT 0,
  made_at INTEGER NOT NULL) STRICT;
CREATE UNIQUE INDEX link_stream_name ON link_stream(peer, lane, incarnation);
CREATE INDEX link_stream_owing ON link_stream(peer, lane, stream) WHERE acked < last;
CREATE TABLE link_outbox(
  stream INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  message BLOB NOT NULL,
  kind TEXT NOT NULL,
  kind_version INTEGER NOT NULL,
  reference INTEGER,
  body BLOB NOT NULL,
  PRIMARY KEY(stream, sequence)) STRICT, WITHOUT ROWID;
CREATE TABLE link_ack_mark(
  stream INTEGER NOT NULL,
  hour INTEGER NOT NULL,
  upto INTEGER NOT NULL,
  PRIMARY KEY(stream, hour)) STRICT, WITHOUT ROWID;
CREATE TABLE link_refused(
  stream INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  code TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY(stream, sequence)) STRICT, WITHOUT ROWID;
)sql"};

Stream stream_from(const store::Rows& rows) {
  return {.stream = rows.integer(0),
          .state = {.incarnation = rows.uuid(2),
                    .lane = static_cast<Lane>(rows.integer(1)),
                    .first = rows.integer(3),
                    .last = rows.integer(4),
                    .acked = rows.integer(5)}};
}

OutboxEntry entry_from(const store::Rows& rows) {
  return {.stream = rows.integer(0),
          .sequence = rows.integer(1),
          .message = rows.uuid(2),
          .kind = rows.text(3),
          .kind_version = static_cast<int>(rows.integer(4)),
          .reference = rows.maybe_integer(5),
          .body = rows.text(6)};
}

std::int64_t hour_of(Time time) {
  return std::chrono::duration_cast<std::chrono::hours>(time.time_since_epoch()).count();
}

}  // namespace

Outbox::Outbox(store::Database& database, Random& random) : database_(database), random_(random) {
  store::migrate(database_, "outbox", outbox_steps);
}

std::int64_t Outbox::new_stream(const std::string& peer, Lane lane, Time now) {
  const Uuid incarnation = new_uuid7(now, random_);
  database_.run("INSERT INTO link_stream(peer, lane, incarnation, made_at) VALUES(?, ?, ?, ?)",
                peer, static_cast<int>(lane), store::Blob{incarnation.blob()},
                to_milliseconds(now));
  return current_[{peer, lane}] = database_.last_row();
}

/// nullopt: that stream is not the peer's. Without RETURNING, for which SQLite makes a table.
std::optional<std::int64_t> Outbox::next_in(std::int64_t stream, const Outgoing& outgoing) {
  const auto counted = database_.run(
      "UPDATE link_stream SET last = last + 1 WHERE stream = ? AND peer = ? AND lane = ?", stream,
      outgoing.peer, static_cast<int>(outgoing.lane));
  if (counted == 0) return std::nullopt;
  store::Rows rows = database_.query("SELECT last FROM link_stream WHERE stream = ?", stream);
  return rows.next() ? std::optional(rows.integer(0)) : std::nullopt;
}

void Outbox::enqueue(const Outgoing& outgoing, Time now) {
  VIGIE_EXPECT(database_.in_transaction());
  const auto known = current_.find({outgoing.peer, outgoing.lane});
  std::int64_t stream =
      known != current_.end() ? known->second : new_stream(outgoing.peer, outgoing.lane, now);
  auto sequence = next_in(stream, outgoing);
  // The stream may have been made in a part that was rolled back, and its number may belong to
  // another peer's by now; then it is made again.
  if (!sequence) {
    stream = new_stream(outgoing.peer, outgoing.lane, now);
    sequence = next_in(stream, outgoing);
  }
  VIGIE_EXPECT(sequence.has_value());
  database_.run("INSERT INTO link_outbox VALUES(?, ?, ?, ?, ?, ?, ?)", stream, *sequence,
                store::Blob{outgoing.message.blob()}, outgoing.kind, outgoing.kind_version,
                outgoing.reference, store::Blob{outgoing.body});
}

std::optional<Stream> Outbox::owing(const std::string& peer, Lane lane) {
  store::Rows rows = database_.query(
      "SELECT stream, lane, incarnation, first, last, acked FROM link_stream "
      "WHERE peer = ? AND lane = ? AND acked < last ORDER BY stream LIMIT 1",
      peer, static_cast<int>(lane));
  if (!rows.next()) return std::nullopt;
  return stream_from(rows);
}

std::optional<Stream> Outbox::find(const std::string& peer, Lane lane, const Uuid& incarnation) {
  store::Rows rows = database_.query(
      "SELECT stream, lane, incarnation, first, last, acked FROM link_stream "
      "WHERE peer = ? AND lane = ? AND incarnation = ?",
      peer, static_cast<int>(lane), store::Blob{incarnation.blob()});
  if (!rows.next()) return std::nullopt;
  return stream_from(rows);
}

std::vector<Stream> Outbox::streams(const std::string& peer) {
  store::Rows rows = database_.query(
      "SELECT stream, lane, incarnation, first, last, acked FROM link_stream WHERE peer = ? "
      "AND last > 0 ORDER BY stream",
      peer);
  std::vector<Stream> streams;
  while (rows.next()) streams.push_back(stream_from(rows));
  return streams;
}

std::vector<OutboxEntry> Outbox::after(std::int64_t stream, std::int64_t sequence, int limit) {
  store::Rows rows = database_.query(
      "SELECT stream, sequence, message, kind, kind_version, reference, body FROM link_outbox "
      "WHERE stream = ? AND sequence > ? ORDER BY sequence LIMIT ?",
      stream, sequence, limit);
  std::vector<OutboxEntry> entries;
  while (rows.next()) entries.push_back(entry_from(rows));
  return entries;
}

std::optional<OutboxEntry> Outbox::at(std::int64_t stream, std::int64_t sequence) {
  auto entries = after(stream, sequence - 1, 1);
  if (entries.empty() || entries.front().sequence != sequence) return std::nullopt;
  return std::move(entries.front());
}

void Outbox::acknowledge(const Stream& stream, std::int64_t upto, Time now) {
  const std::int64_t acked = std::min(upto, stream.state.last);
  if (acked <= stream.state.acked) return;
  database_.run("UPDATE link_stream SET acked = ?2 WHERE stream = ?1 AND acked < ?2", stream.stream,
                acked);
  database_.run(
      "INSERT INTO link_ack_mark VALUES(?1, ?2, ?3) "
      "ON CONFLICT(stream, hour) DO UPDATE SET upto = MAX(upto, ?3)",
      stream.stream, hour_of(now), acked);
}

void Outbox::rewind(const Stream& stream, std::int64_t upto) {
  database_.run(
      "UPDATE link_stream SET acked = MAX(?2, first - 1) WHERE stream = ?1 AND acked > ?2",
      stream.stream, upto);
  database_.run("DELETE FROM link_ack_mark WHERE stream = ? AND upto > ?", stream.stream, upto);
}

void Outbox::refuse(std::int64_t stream, std::int64_t sequence, const std::string& code, Time now) {
  database_.run("INSERT OR IGNORE INTO link_refused VALUES(?, ?, ?, ?)", stream, sequence, code,
                to_milliseconds(now));
}

std::int64_t Outbox::owed(const std::string& peer) {
  store::Rows rows = database_.query(
      "SELECT COALESCE(SUM(last - acked), 0) FROM link_stream WHERE peer = ?", peer);
  return rows.next() ? rows.integer(0) : 0;
}

std::optional<std::int64_t> Outbox::oldest_reference(const std::string& kind) {
  store::Rows rows = database_.query(
      "SELECT MIN(reference) FROM link_stream s JOIN link_outbox o ON o.stream = s.stream "
      "AND o.sequence = (SELECT MIN(sequence) FROM link_outbox WHERE stream = s.stream) "
      "WHERE o.kind = ?",
      kind);
  return rows.next() ? rows.maybe_integer(0) : std::nullopt;
}

void Outbox::prune(Time now, std::chrono::hours horizon) {
  std::vector<std::pair<std::int64_t, std::int64_t>> done;
  {
    store::Rows rows = database_.query(
        "SELECT stream, MAX(upto) FROM link_ack_mark WHERE hour < ? GROUP BY stream",
        hour_of(now - horizon));
    while (rows.next()) done.emplace_back(rows.integer(0), rows.integer(1));
  }
  for (const auto& [stream, upto] : done) {
    database_.run("DELETE FROM link_outbox WHERE stream = ? AND sequence <= ?", stream, upto);
    database_.run("UPDATE link_stream SET first = MAX(first, ?2 + 1) WHERE stream = ?1", stream,
                  upto);
    database_.run("DELETE FROM link_ack_mark WHERE stream = ? AND hour < ?", stream,
                  hour_of(now - horizon));
  }
  database_.run(
      "DELETE FROM link_stream WHERE first > last AND made_at < ? AND stream NOT IN "
      "(SELECT MAX(stream) FROM link_stream GROUP BY peer, lane)",
      to_milliseconds(now - horizon));
}

}  // namespace vigie::link
