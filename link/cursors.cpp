#include "link/cursors.h"

#include <array>

#include "store/migrations.h"

namespace vigie::link {
namespace {

constexpr std::array<const char*, 2> cursor_steps = {R"sql(
CREATE TABLE link_source(
  source INTEGER PRIMARY KEY,
  sender TEXT NOT NULL,
  incarnation BLOB NOT NULL,
  lane INTEGER NOT NULL,
  cursor INTEGER NOT NULL DEFAULT 0,
  seen_at INTEGER NOT NULL) STRICT;
CREATE UNIQUE INDEX link_source_name ON link_source(sender, incarnation, lane);
CREATE TABLE link_received(
  source INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  message BLOB NOT NULL,
  outcome INTEGER NOT NULL,
  code TEXT NOT NULL,
  answer TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY(source, sequence)) STRICT, WITHOUT ROWID;
)sql",
                                                     R"sql(
CREATE INDEX link_received_age ON link_received(at);
)sql"};

}  // namespace

Cursors::Cursors(store::Database& database) : database_(database) {
  store::migrate(database_, "cursors", cursor_steps);
}

std::optional<Source> Cursors::find(const std::string& sender, const Uuid& incarnation, Lane lane) {
  store::Rows rows = database_.query(
      "SELECT source, cursor FROM link_source WHERE sender = ? AND incarnation = ? AND lane = ?",
      sender, store::Blob{incarnation.blob()}, static_cast<int>(lane));
  if (!rows.next()) return std::nullopt;
  return Source{.source = rows.integer(0), .cursor = rows.integer(1)};
}

Source Cursors::find_or_make(const std::string& sender, const Uuid& incarnation, Lane lane,
                             Time now) {
  if (const auto known = find(sender, incarnation, lane)) return *known;
  database_.run("INSERT INTO link_source(sender, incarnation, lane, seen_at) VALUES(?, ?, ?, ?)",
                sender, store::Blob{incarnation.blob()}, static_cast<int>(lane),
                to_milliseconds(now));
  return {.source = database_.last_row(), .cursor = 0};
}

void Cursors::advance(std::int64_t source, const Uuid& message, const AnswerItem& item, Time now) {
  skip_to(source, item.sequence, now);
  database_.run("INSERT INTO link_received VALUES(?, ?, ?, ?, ?, ?, ?)", source, item.sequence,
                store::Blob{message.blob()}, static_cast<int>(item.outcome), item.code, item.answer,
                to_milliseconds(now));
}

void Cursors::seen(std::int64_t source, Time now) {
  database_.run("UPDATE link_source SET seen_at = ?2 WHERE source = ?1 AND seen_at < ?3", source,
                to_milliseconds(now), to_milliseconds(now - std::chrono::hours{1}));
}

void Cursors::skip_to(std::int64_t source, std::int64_t cursor, Time now) {
  database_.run("UPDATE link_source SET cursor = ?, seen_at = ? WHERE source = ?", cursor,
                to_milliseconds(now), source);
}

std::optional<Remembered> Cursors::remembered(std::int64_t source, std::int64_t sequence) {
  store::Rows rows = database_.query(
      "SELECT message, outcome, code, answer FROM link_received WHERE source = ? AND sequence = ?",
      source, sequence);
  if (!rows.next()) return std::nullopt;
  return Remembered{.message = uuid_from_blob(rows.view(0)).value_or(Uuid{}),
                    .item = {.sequence = sequence,
                             .outcome = static_cast<Outcome>(rows.integer(1)),
                             .code = rows.text(2),
                             .answer = rows.text(3)}};
}

void Cursors::prune(Time now, std::chrono::hours horizon) {
  database_.run("DELETE FROM link_received WHERE at < ?", to_milliseconds(now - horizon));
  // A sender keeps its rows for one horizon: a stream it has not named for two, while it named
  // others, can never be asked for again. Its own silence says nothing: a patrol may be away for a
  // month, and our clock may have jumped.
  database_.run(
      "DELETE FROM link_source WHERE seen_at < ?1 AND seen_at + ?2 < (SELECT MAX(seen_at) FROM "
      "link_source AS heard WHERE heard.sender = link_source.sender) AND source NOT IN "
      "(SELECT source FROM link_received)",
      to_milliseconds(now - 2 * horizon),
      std::chrono::duration_cast<std::chrono::milliseconds>(2 * horizon).count());
}

}  // namespace vigie::link
