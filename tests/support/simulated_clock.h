// A clock that moves only when a test moves it, in either direction.

#pragma once

#include <chrono>

#include "report/clock.h"

namespace vigie::support {

/// Noon of a day in the period that the examples are set in.
inline constexpr Time noon{std::chrono::sys_days{std::chrono::year{2019} / 6 / 3} +
                           std::chrono::hours{12}};

class SimulatedClock final : public Clock {
 public:
  /// Starts at noon.
  SimulatedClock();
  explicit SimulatedClock(Time start) : now_(start) {}

  Time now() override { return now_; }
  void set(Time now) { now_ = now; }
  void advance(std::chrono::milliseconds step) { now_ += step; }

 private:
  Time now_;
};

}  // namespace vigie::support
