// Which seeds a fault test runs: VIGIE_SEED=n only that one (a replay), VIGIE_SEEDS=n so many,
// otherwise `normally` many; a tenth of them under a sanitizer. VIGIE_EVERY=1: tests that go
// through the calls of a program one by one leave none out.

#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace vigie::faults {

std::vector<std::uint64_t> seeds(int normally);

/// How long a sweep over seeds may take where nobody asked for a number of them: so that on a slow
/// machine the fault tests stay within five minutes. Never used up before `least` seeds.
class Budget {
 public:
  Budget(std::chrono::seconds time, std::size_t least);
  bool used_up(std::size_t seeds_run) const;

 private:
  std::chrono::steady_clock::time_point end_;
  std::size_t least_;
};

/// The command line that runs this seed of this suite alone; for INFO().
std::string replay(std::uint64_t seed, const std::string& suite);

/// From one call that is tried to the next: `normally`, or 1 with VIGIE_EVERY.
std::int64_t stride(std::int64_t normally);

/// True where the same work takes many times longer.
bool under_sanitizer();

}  // namespace vigie::faults
