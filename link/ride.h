// What is not worth a commit of its own, because nobody waits for it, waits a moment for one to
// ride in: each commit is a flush.
//
// Units: milliseconds. One thread.

#pragma once

#include <algorithm>
#include <chrono>

#include "report/clock.h"

namespace vigie::link {

inline constexpr std::chrono::milliseconds ride_wait{50};

class Ride {
 public:
  explicit Ride(std::chrono::milliseconds longest) : longest_(longest) {}

  /// The first call begins the wait. True: what waits is to be committed alone.
  bool waited_enough(Time now) {
    // The earlier of two ends: a clock set back must not make it wait longer.
    until_ = std::min(until_, now + longest_);
    return now >= until_;
  }
  void end() { until_ = Time::max(); }  ///< Nothing waits any more.
  bool waits() const { return until_ != Time::max(); }
  /// When it has waited enough; Time::max() when nothing waits.
  Time until() const { return until_; }

 private:
  std::chrono::milliseconds longest_;
  Time until_ = Time::max();
};

}  // namespace vigie::link
