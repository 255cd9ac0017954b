#include "bench/peers/ledger.h"

#include <stdexcept>
#include <string>

namespace vigie::bench::peers {
namespace {

constexpr unsigned everywhere = (1U << Ledger::positions) - 1;
constexpr auto silence_max = std::chrono::seconds(60);

}  // namespace

Ledger::Entry& Ledger::entry(std::size_t report) {
  if (report < first_ || report - first_ >= entries_.size()) {
    throw std::runtime_error("report " + std::to_string(report) + " is not of this run");
  }
  return entries_[report - first_];
}

void Ledger::acknowledge(std::size_t report, std::size_t position, Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  Entry& found = entry(report);
  const unsigned before = found.acknowledged;
  found.acknowledged |= 1U << position;
  if (before == found.acknowledged || found.acknowledged != everywhere) return;
  found.done = now;
  done(report).notify_all();
}

Clock::time_point Ledger::wait(std::size_t report) {
  std::unique_lock lock(mutex_);
  const Entry& found = entry(report);
  if (!done(report).wait_for(lock, silence_max, [&] { return found.acknowledged == everywhere; })) {
    throw std::runtime_error("report " + std::to_string(report) +
                             " is not acknowledged everywhere after a minute");
  }
  return found.done;
}

}  // namespace vigie::bench::peers
