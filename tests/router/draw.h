// Chance over a list: one of its values, and another order of them.

#pragma once

#include <utility>
#include <vector>

#include "report/random.h"

namespace vigie::router {

/// Of a list that is not empty.
template <typename Value>
const Value& one_of(const std::vector<Value>& values, SeededRandom& random) {
  return values[random.below(values.size())];
}

template <typename Value>
void shuffle(std::vector<Value>& values, SeededRandom& random) {
  for (std::size_t i = values.size(); i > 1; --i) {
    std::swap(values[i - 1], values[random.below(i)]);
  }
}

}  // namespace vigie::router
