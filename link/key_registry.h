// The keys a program knows: allowed, or revoked and remembered. In the program's own database.
//
// A name is never given to a second key: what a revoked device signed stays attributable. Changes
// are made in the caller's transaction, which also writes the audit entry.

#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "link/allow_list.h"
#include "link/keys.h"
#include "report/clock.h"
#include "store/database.h"

namespace vigie::link {

struct KnownKey {
  PublicKey key;
  Time allowed_at{};
  std::optional<Time> revoked_at;
};

class KeyRegistry {
 public:
  explicit KeyRegistry(store::Database& database);  ///< Creates its table.

  /// False when the name or the key is known already.
  bool allow(const PublicKey& key, Time now);
  /// False when there is no such key, or it is revoked already.
  bool revoke(const std::string& name, Time now);
  std::optional<KnownKey> find(const std::string& name);
  std::vector<KnownKey> all();
  /// Every key not revoked may open this door. Before it opens: a client refused at its handshake
  /// does not knock again (libzmq gives that connection up).
  void let_in(AllowList& allow_list, const std::string& door);

 private:
  std::optional<KnownKey> read(const std::string& name);

  store::Database& database_;
  std::map<std::string, KnownKey> found_;  ///< Asked for with every message.
  std::int64_t rollbacks_ = 0;             ///< Of the database, when `found_` was true.
};

}  // namespace vigie::link
