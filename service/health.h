// /healthz, /readyz and /metrics, the same in every program.
//
// The loop publishes its health each turn; HTTP workers read the copy, so a stuck loop cannot stick
// them too. A loop that has not turned for stale_after is not alive, whatever it said last.
//
// /healthz 200 or 503 {"alive":…}; /readyz 200 or 503 {"ready":…,"reasons":[…]}; /metrics text.
// Before the first turn a program is alive and not ready ("starting").
// Time is the steady clock's: setting the machine's clock must not look like a stuck loop.

#pragma once

#include <chrono>
#include <mutex>
#include <optional>

#include "service/http.h"
#include "service/metrics.h"
#include "service/program.h"

namespace vigie::service {

class PublishedHealth {
 public:
  using Instant = std::chrono::steady_clock::time_point;
  static constexpr std::chrono::seconds stale_after{10};

  explicit PublishedHealth(Instant started);

  void publish(Health health, Instant now);

  /// What is known at `now`, a stuck loop included.
  Health read(Instant now) const;

 private:
  mutable std::mutex mutex_;
  Health health_;
  Instant last_turn_;
};

/// The answer when `request` is for one of the three paths; nullopt when it is for somebody else.
std::optional<HttpResponse> health_routes(const HttpRequest& request, const PublishedHealth& health,
                                          const Metrics& metrics, PublishedHealth::Instant now);

}  // namespace vigie::service
