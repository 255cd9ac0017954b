// Which CURVE keys may speak at which door, and under which name; how many others knocked.
//
// The one object two threads share: the ZAP handler reads it at every handshake and counts what it
// refuses, the loop threads change it when a key is allowed or revoked and take the counts. Guarded
// by a mutex held for a lookup. The counts live in memory alone: being killed forgets those of the
// last minute.

#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "report/clock.h"

namespace vigie::link {

class AllowList {
 public:
  /// `door` is the ZAP domain; `key` the raw 32 bytes of the CURVE public key.
  void allow(const std::string& door, const std::string& key, const std::string& name);
  void revoke(const std::string& door, const std::string& name);
  std::optional<std::string> name_of(const std::string& door, const std::string& key) const;

  void count_refused(const std::string& door);         ///< One handshake with a key not allowed.
  std::int64_t take_refused(const std::string& door);  ///< Since it was last taken.

 private:
  mutable std::mutex mutex_;
  std::map<std::pair<std::string, std::string>, std::string> names_;
  std::map<std::string, std::int64_t> refused_;  ///< By door: as many as this process has opened.
};

struct RefusedHandshakes {
  std::string door;
  std::int64_t count = 0;  ///< > 0.
};

/// Reports the refused handshakes of a program's doors, at most once a minute: whoever knocks in a
/// loop fills neither the log nor the audit trail.
class HandshakeWatch {
 public:
  HandshakeWatch(AllowList& allow_list, std::vector<std::string> doors)
      : allow_list_(allow_list), doors_(std::move(doors)) {}

  std::vector<RefusedHandshakes> take(Time now);
  Time next_look(Time now) const;  ///< When to call take() again at the latest.

 private:
  bool resting(Time now) const;

  AllowList& allow_list_;
  std::vector<std::string> doors_;
  Time rests_until_{};
};

}  // namespace vigie::link
