#include "link/rate_gate.h"

#include <algorithm>

namespace vigie::link {

bool RateGate::pass(const std::string& word, Time now) {
  const auto known = passed_.find(word);
  if (known != passed_.end()) {
    const bool again = now < known->second || now - known->second >= interval_;
    if (again) known->second = now;
    return again;
  }
  if (passed_.size() >= words_max) forget(now);
  passed_[word] = now;
  return true;
}

void RateGate::forget(Time now) {
  std::erase_if(passed_, [&](const auto& entry) { return now - entry.second >= interval_; });
  if (passed_.size() < words_max) return;
  passed_.erase(std::min_element(passed_.begin(), passed_.end(),
                                 [](const auto& a, const auto& b) { return a.second < b.second; }));
}

}  // namespace vigie::link
