// Durations of many reports, and what is said of them.

#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <vector>

namespace vigie::bench {

class Latencies {
 public:
  using Duration = std::chrono::steady_clock::duration;

  void add(Duration duration) {
    milliseconds_.push_back(std::chrono::duration<double, std::milli>(duration).count());
  }
  void add(const Latencies& others) {
    milliseconds_.insert(milliseconds_.end(), others.milliseconds_.begin(),
                         others.milliseconds_.end());
  }
  std::size_t count() const { return milliseconds_.size(); }

  /// In milliseconds; `share` 0.5 is the median. 0 of none.
  double at(double share) const {
    if (milliseconds_.empty()) return 0;
    std::vector<double> sorted = milliseconds_;
    const auto index = static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1));
    std::nth_element(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(index),
                     sorted.end());
    return sorted[index];
  }

 private:
  std::vector<double> milliseconds_;
};

}  // namespace vigie::bench
