// Lets each word pass at most once per interval: what anybody can repeat at will (a refused
// request, a garbage frame) must not fill the audit trail. The caller counts everything; this
// decides what is also written down.
//
// Limits: words_max words are remembered; beyond that the oldest are forgotten first.

#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <string>

#include "report/clock.h"

namespace vigie::link {

class RateGate {
 public:
  static constexpr std::size_t words_max = 4096;

  explicit RateGate(std::chrono::milliseconds interval) : interval_(interval) {}

  bool pass(const std::string& word, Time now);

 private:
  void forget(Time now);

  std::chrono::milliseconds interval_;
  std::map<std::string, Time> passed_;
};

}  // namespace vigie::link
