// Who may speak at the people door, and for which position: the key registry and the roster, asked
// again at every message.

#pragma once

#include <string>
#include <string_view>

#include "config/mission.h"
#include "link/key_registry.h"

namespace vigie::notifier {

class PeopleAccess {
 public:
  PeopleAccess(const config::Mission& mission, link::KeyRegistry& keys)
      : mission_(mission), keys_(keys) {}

  /// Empty when the person may speak; else "key.unknown" or "key.revoked".
  std::string admit(const std::string& person);
  bool holds(std::string_view person, std::string_view position) const;
  /// Whether any holder of the position has a key that may speak.
  bool anybody_for(std::string_view position);

 private:
  const config::Mission& mission_;
  link::KeyRegistry& keys_;
};

}  // namespace vigie::notifier
