// Which CURVE keys may speak at which door, and under which name.
//
// The one object two threads share: the ZAP handler reads it at every handshake, the loop threads
// change it when a key is allowed or revoked. Guarded by a mutex held for a lookup.

#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

namespace vigie::link {

class AllowList {
 public:
  /// `door` is the ZAP domain; `key` the raw 32 bytes of the CURVE public key.
  void allow(const std::string& door, const std::string& key, const std::string& name);
  void revoke(const std::string& door, const std::string& name);
  std::optional<std::string> name_of(const std::string& door, const std::string& key) const;
  bool allowed(const std::string& door, const std::string& name) const;

 private:
  mutable std::mutex mutex_;
  std::map<std::pair<std::string, std::string>, std::string> names_;
};

}  // namespace vigie::link
