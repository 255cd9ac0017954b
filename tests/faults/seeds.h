// Which seeds a fault test runs: VIGIE_SEED=n only that one (a replay), VIGIE_SEEDS=n so many,
// otherwise `normally` many; a tenth of them under a sanitizer.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace vigie::faults {

std::vector<std::uint64_t> seeds(int normally);

/// The command line that runs this seed of this suite alone; for INFO().
std::string replay(std::uint64_t seed, const std::string& suite);

/// True where the same work takes many times longer.
bool under_sanitizer();

}  // namespace vigie::faults
