#include "tests/support/simulated_clock.h"

namespace vigie::support {

SimulatedClock::SimulatedClock() : now_(noon) {}

}  // namespace vigie::support
