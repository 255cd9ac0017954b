// Counters and gauges of one program, and their text for /metrics (Prometheus exposition 0.0.4).
//
// Names are snake_case and begin with "vigie_"; a counter ends in "_total". Label values come from
// closed sets of ours (a lane, a state, a code), never from what a peer sent: each new combination
// stays in memory for good, and metrics are readable by whoever reaches /metrics.
//
// Errors: one name used as both kinds, or a name Prometheus refuses, is our bug and stops the
// process. Threads: any thread may call anything.

#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace vigie::service {

class Metrics {
 public:
  using Labels = std::map<std::string, std::string>;

  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  /// Adds to a counter. amount >= 0.
  void add(std::string_view name, double amount = 1, const Labels& labels = {});

  /// Sets a gauge.
  void set(std::string_view name, double value, const Labels& labels = {});

  std::string text() const;

 private:
  struct Registry;
  std::unique_ptr<Registry> registry_;
};

}  // namespace vigie::service
