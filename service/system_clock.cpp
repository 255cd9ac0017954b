#include "service/system_clock.h"

#include <ctime>

#include "report/check.h"

namespace vigie::service {

Time SystemClock::now() {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

std::chrono::milliseconds since_boot() {
  timespec since{};
  VIGIE_EXPECT(clock_gettime(CLOCK_BOOTTIME, &since) == 0);
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::seconds(since.tv_sec) +
                                                       std::chrono::nanoseconds(since.tv_nsec));
}

}  // namespace vigie::service
