// TCP ports on loopback that nobody listens on, for a mission that is made up on the spot.
//
// Units: different ports, below those that systems hand out themselves: there, a program that
//        connects before the other listens may be given the very port it looks for.
// Errors: service::Failure when there are too few. A port that was free a moment ago may be taken.

#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "report/random.h"

namespace vigie::cli {

std::vector<std::uint16_t> free_ports(Random& random, std::size_t count);

}  // namespace vigie::cli
