// The middle one of some figures; the upper one of two.

#pragma once

#include <algorithm>
#include <vector>

namespace vigie::bench {

/// 0 of none.
inline double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values.empty() ? 0 : values[values.size() / 2];
}

}  // namespace vigie::bench
