// TCP ports on loopback that nobody listens on.

#pragma once

#include <cstddef>
#include <vector>

#include "report/random.h"

namespace vigie::support {

/// Different ones, below the range systems hand out themselves. Throws when there are too few.
std::vector<int> free_ports(SeededRandom& random, std::size_t count);

inline int free_port(SeededRandom& random) { return free_ports(random, 1).front(); }

}  // namespace vigie::support
