// The machine's clock, as UTC milliseconds. Real programs are given this one.

#pragma once

#include "report/clock.h"

namespace vigie::service {

class SystemClock final : public Clock {
 public:
  Time now() override;
};

}  // namespace vigie::service
