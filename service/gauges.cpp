#include "service/gauges.h"

#include <utility>

namespace vigie::service {

bool Gauges::show(Time now) {
  constexpr std::chrono::seconds every{1};
  // A clock set back must not silence them until it has caught up.
  if (now < due_ && due_ <= now + every) return false;
  due_ = now + every;
  for (const std::string& peer : peers_) {
    metrics_.set("vigie_owed", static_cast<double>(outbox_.owed(peer)), {{"peer", peer}});
  }
  for (const auto& [in, name] : {std::pair{link::HeldIn::quarantine, "quarantine"},
                                 std::pair{link::HeldIn::not_yet, "not_yet"}}) {
    metrics_.set("vigie_held", static_cast<double>(held_.count_open(in)), {{"in", name}});
  }
  const std::int64_t committed = database_.commits();
  metrics_.add("vigie_commits_total", static_cast<double>(committed - commits_));
  commits_ = committed;
  return true;
}

}  // namespace vigie::service
