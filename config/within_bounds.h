// How long a rule may give somebody (`within`), and so what a test of the rules may expect.

#pragma once

#include <chrono>

#include "config/reader.h"

namespace vigie::config {

inline constexpr Bounds<std::chrono::milliseconds> within_bounds{std::chrono::minutes{1},
                                                                 std::chrono::days{30}};

}  // namespace vigie::config
