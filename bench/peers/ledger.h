// Who acknowledged which report of one run. Publishers wait in it, recipients write in it.
//
// Errors: std::runtime_error when a report is not acknowledged everywhere within a minute, or when
// one is delivered that is not of this run — the run is void.

#pragma once

#include <array>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <vector>

namespace vigie::bench::peers {

using Clock = std::chrono::steady_clock;

class Ledger {
 public:
  static constexpr std::size_t positions = 4;

  /// For `reports` reports, numbered from `first`.
  Ledger(std::size_t first, std::size_t reports) : first_(first), entries_(reports) {}

  /// A repeat changes nothing.
  void acknowledge(std::size_t report, std::size_t position, Clock::time_point now);
  /// Waits for all positions; when the last of them acknowledged.
  Clock::time_point wait(std::size_t report);

 private:
  struct Entry {
    unsigned acknowledged = 0;  ///< One bit for each position.
    Clock::time_point done{};
  };

  Entry& entry(std::size_t report);
  std::condition_variable& done(std::size_t report) { return done_[report % done_.size()]; }

  std::size_t first_;
  std::mutex mutex_;
  std::vector<Entry> entries_;
  std::array<std::condition_variable, 64> done_;  ///< Shared out, so that few wake in vain.
};

}  // namespace vigie::bench::peers
