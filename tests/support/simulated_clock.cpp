#include "tests/support/simulated_clock.h"

namespace vigie::support {

SimulatedClock::SimulatedClock()
    : now_(std::chrono::sys_days{std::chrono::year{2019} / 6 / 3} + std::chrono::hours{12}) {}

}  // namespace vigie::support
