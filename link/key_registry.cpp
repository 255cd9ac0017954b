#include "link/key_registry.h"

#include <algorithm>
#include <array>

#include "report/check.h"
#include "store/migrations.h"

namespace vigie::link {
namespace {

constexpr std::array<const char*, 1> known_key_steps = {R"sql(
CREATE TABLE known_key(
  name TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  unit TEXT NOT NULL,
  curve TEXT NOT NULL UNIQUE,
  sign BLOB NOT NULL UNIQUE,
  allowed_at INTEGER NOT NULL,
  revoked_at INTEGER) STRICT;
)sql"};

std::string_view blob_of(const SignPublicKey& key) {
  return {reinterpret_cast<const char*>(key.bytes.data()), key.bytes.size()};
}

KnownKey known_from(const store::Rows& rows) {
  KnownKey known;
  known.key.name = rows.text(0);
  known.key.kind = parse_key_kind(rows.text(1)).value_or(KeyKind::device);
  known.key.unit = rows.text(2);
  known.key.curve = rows.text(3);
  const std::string sign = rows.text(4);
  VIGIE_EXPECT(sign.size() == known.key.sign.bytes.size());
  std::copy(sign.begin(), sign.end(), reinterpret_cast<char*>(known.key.sign.bytes.data()));
  known.allowed_at = rows.time(5);
  known.revoked_at = rows.maybe_time(6);
  return known;
}

}  // namespace

KeyRegistry::KeyRegistry(store::Database& database) : database_(database) {
  store::migrate(database_, "keys", known_key_steps);
}

bool KeyRegistry::allow(const PublicKey& key, Time now) {
  found_.clear();
  return database_.run("INSERT OR IGNORE INTO known_key VALUES(?, ?, ?, ?, ?, ?, NULL)", key.name,
                       to_string(key.kind), key.unit, key.curve, store::Blob{blob_of(key.sign)},
                       to_milliseconds(now)) == 1;
}

bool KeyRegistry::revoke(const std::string& name, Time now) {
  found_.clear();
  return database_.run("UPDATE known_key SET revoked_at = ? WHERE name = ? AND revoked_at IS NULL",
                       to_milliseconds(now), name) == 1;
}

std::optional<KnownKey> KeyRegistry::find(const std::string& name) {
  if (rollbacks_ != database_.rollbacks()) found_.clear();
  rollbacks_ = database_.rollbacks();
  const auto found = found_.find(name);
  if (found != found_.end()) return found->second;
  auto known = read(name);
  // Names that nobody has are anybody's to make up, and are not remembered.
  if (known) found_.emplace(name, *known);
  return known;
}

std::optional<KnownKey> KeyRegistry::read(const std::string& name) {
  store::Rows rows = database_.query(
      "SELECT name, kind, unit, curve, sign, allowed_at, revoked_at FROM known_key WHERE name = ?",
      name);
  if (!rows.next()) return std::nullopt;
  return known_from(rows);
}

void KeyRegistry::let_in(AllowList& allow_list, const std::string& door) {
  for (const KnownKey& known : all()) {
    const auto raw = raw_curve_key(known.key.curve);
    if (!known.revoked_at && raw) allow_list.allow(door, *raw, known.key.name);
  }
}

std::vector<KnownKey> KeyRegistry::all() {
  store::Rows rows = database_.query(
      "SELECT name, kind, unit, curve, sign, allowed_at, revoked_at FROM known_key ORDER BY name");
  std::vector<KnownKey> keys;
  while (rows.next()) keys.push_back(known_from(rows));
  return keys;
}

}  // namespace vigie::link
