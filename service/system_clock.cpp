#include "service/system_clock.h"

namespace vigie::service {

Time SystemClock::now() {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

}  // namespace vigie::service
