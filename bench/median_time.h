// How long one call takes, in the middle.
#pragma once

#include <chrono>
#include <utility>
#include <vector>

#include "bench/median.h"

namespace vigie::bench {

/// Median microseconds of one call.
template <typename Call>
double median_us(int times, Call call) {
  std::vector<double> took;
  for (int i = 0; i < times; ++i) {
    const auto begun = std::chrono::steady_clock::now();
    call();
    const std::chrono::duration<double, std::micro> time = std::chrono::steady_clock::now() - begun;
    took.push_back(time.count());
  }
  return median(std::move(took));
}

}  // namespace vigie::bench
