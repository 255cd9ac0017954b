#include "link/held_messages.h"

#include <array>

#include "report/check.h"
#include "store/migrations.h"

namespace vigie::link {
namespace {

constexpr std::array<const char*, 2> held_message_steps = {R"sql(
CREATE TABLE link_held(
  entry INTEGER PRIMARY KEY AUTOINCREMENT,
  held_in INTEGER NOT NULL,
  state INTEGER NOT NULL,
  sender TEXT NOT NULL,
  lane INTEGER NOT NULL,
  message BLOB NOT NULL,
  kind TEXT NOT NULL,
  kind_version INTEGER NOT NULL,
  parts BLOB NOT NULL,
  code TEXT NOT NULL,
  at INTEGER NOT NULL,
  alarmed INTEGER NOT NULL DEFAULT 0,
  closed_at INTEGER,
  closed_by TEXT,
  closed_reason TEXT) STRICT;
CREATE INDEX link_held_open ON link_held(held_in, entry) WHERE state = 0;
)sql",
                                                           R"sql(
CREATE INDEX link_held_code ON link_held(held_in, code, entry) WHERE state = 0;
)sql"};

constexpr const char* columns_where_entry =
    "SELECT entry, held_in, state, sender, lane, message, kind, kind_version, parts, code, at, "
    "closed_at, closed_by, closed_reason FROM link_held WHERE entry = ?";

/// Each part behind its length in eight bytes, the most significant first.
std::string pack(const Parts& parts) {
  std::string packed;
  for (const std::string& part : parts) {
    for (int shift = 56; shift >= 0; shift -= 8) {
      packed += static_cast<char>((part.size() >> shift) & 0xffU);
    }
    packed += part;
  }
  return packed;
}

Parts unpack(std::string_view packed) {
  Parts parts;
  while (!packed.empty()) {
    VIGIE_EXPECT(packed.size() >= 8);
    std::size_t size = 0;
    for (int i = 0; i < 8; ++i) {
      size = size << 8U | static_cast<unsigned char>(packed[static_cast<std::size_t>(i)]);
    }
    packed.remove_prefix(8);
    VIGIE_EXPECT(packed.size() >= size);
    parts.emplace_back(packed.substr(0, size));
    packed.remove_prefix(size);
  }
  return parts;
}

HeldMessage held_from(const store::Rows& rows) {
  HeldMessage held;
  held.entry = rows.integer(0);
  held.in = static_cast<HeldIn>(rows.integer(1));
  held.state = static_cast<HeldState>(rows.integer(2));
  held.message = {.sender = rows.text(3),
                  .lane = static_cast<Lane>(rows.integer(4)),
                  .id = uuid_from_blob(rows.view(5)).value_or(Uuid{}),
                  .kind = rows.text(6),
                  .kind_version = static_cast<int>(rows.integer(7)),
                  .parts = unpack(rows.view(8))};
  held.code = rows.text(9);
  held.at = rows.time(10);
  held.closed_at = rows.maybe_time(11);
  held.closed_by = rows.text(12);
  held.closed_reason = rows.text(13);
  return held;
}

std::vector<std::int64_t> entries_of(store::Rows rows) {
  std::vector<std::int64_t> entries;
  while (rows.next()) entries.push_back(rows.integer(0));
  return entries;
}

}  // namespace

HeldMessages::HeldMessages(store::Database& database) : database_(database) {
  store::migrate(database_, "held", held_message_steps);
}

std::int64_t HeldMessages::keep(HeldIn in, const Message& message, const std::string& code,
                                Time now) {
  const std::string parts = pack(message.parts);
  database_.run(
      "INSERT INTO link_held(held_in, state, sender, lane, message, kind, kind_version, parts, "
      "code, at) VALUES(?, 0, ?, ?, ?, ?, ?, ?, ?, ?)",
      static_cast<int>(in), message.sender, static_cast<int>(message.lane),
      store::Blob{message.id.blob()}, message.kind, message.kind_version, store::Blob{parts}, code,
      to_milliseconds(now));
  return database_.last_row();
}

std::optional<HeldMessage> HeldMessages::find(std::int64_t entry) {
  store::Rows rows = database_.query(columns_where_entry, entry);
  if (!rows.next()) return std::nullopt;
  return held_from(rows);
}

std::vector<std::int64_t> HeldMessages::open(HeldIn in, int limit, std::int64_t after) {
  return entries_of(
      database_.query("SELECT entry FROM link_held WHERE held_in = ? AND state = 0 "
                      "AND entry > ? ORDER BY entry LIMIT ?",
                      static_cast<int>(in), after, limit));
}

std::vector<std::int64_t> HeldMessages::open(HeldIn in, std::string_view code, int limit,
                                             std::int64_t after) {
  return entries_of(
      database_.query("SELECT entry FROM link_held WHERE held_in = ? AND code = ? "
                      "AND state = 0 AND entry > ? ORDER BY entry LIMIT ?",
                      static_cast<int>(in), code, after, limit));
}

std::int64_t HeldMessages::count_open(HeldIn in) {
  store::Rows rows = database_.query(
      "SELECT COUNT(*) FROM link_held WHERE held_in = ? AND state = 0", static_cast<int>(in));
  return rows.next() ? rows.integer(0) : 0;
}

bool HeldMessages::is_open(HeldIn in, const Message& message) {
  store::Rows rows = database_.query(
      "SELECT 1 FROM link_held WHERE held_in = ? AND state = 0 AND sender = ? AND message = ?",
      static_cast<int>(in), message.sender, store::Blob{message.id.blob()});
  return rows.next();
}

void HeldMessages::close(std::int64_t entry, HeldState state, const std::string& by,
                         const std::string& reason, Time now) {
  database_.run(
      "UPDATE link_held SET state = ?, closed_at = ?, closed_by = ?, closed_reason = ? "
      "WHERE entry = ?",
      static_cast<int>(state), to_milliseconds(now), by, reason, entry);
}

std::vector<std::int64_t> HeldMessages::overdue(Time now, std::chrono::minutes age) {
  return entries_of(database_.query(
      "UPDATE link_held SET alarmed = 1 WHERE state = 0 AND held_in = ? AND alarmed = 0 AND at < ? "
      "RETURNING entry",
      static_cast<int>(HeldIn::not_yet), to_milliseconds(now - age)));
}

}  // namespace vigie::link
