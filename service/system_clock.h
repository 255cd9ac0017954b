// The machine's clock, as UTC milliseconds. Real programs are given this one.

#pragma once

#include <chrono>

#include "report/clock.h"

namespace vigie::service {

class SystemClock final : public Clock {
 public:
  Time now() override;
};

/// Goes on whatever the clock is set to, and while the machine sleeps.
std::chrono::milliseconds since_boot();

}  // namespace vigie::service
