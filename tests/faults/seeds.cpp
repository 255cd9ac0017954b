#include "tests/faults/seeds.h"

#include <algorithm>
#include <cstdlib>
#include <numeric>

#include "tests/support/number_in.h"

namespace vigie::faults {

bool under_sanitizer() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return true;
#else
  return false;
#endif
}

std::vector<std::uint64_t> seeds(int normally) {
  if (std::getenv("VIGIE_SEED") != nullptr) return {support::number_in("VIGIE_SEED", 1)};
  const int fewer = under_sanitizer() ? std::max(1, normally / 10) : normally;
  std::vector<std::uint64_t> all(
      support::number_in("VIGIE_SEEDS", static_cast<std::uint64_t>(fewer)));
  std::iota(all.begin(), all.end(), 1);
  return all;
}

Budget::Budget(std::chrono::seconds time, std::size_t least)
    : end_(std::chrono::steady_clock::now() + time), least_(least) {
  if (std::getenv("VIGIE_SEEDS") != nullptr) end_ = std::chrono::steady_clock::time_point::max();
}

bool Budget::used_up(std::size_t seeds_run) const {
  return seeds_run >= least_ && std::chrono::steady_clock::now() > end_;
}

std::int64_t stride(std::int64_t normally) {
  return std::getenv("VIGIE_EVERY") != nullptr ? 1 : normally;
}

std::string replay(std::uint64_t seed, const std::string& suite) {
  return "replay: VIGIE_SEED=" + std::to_string(seed) + " faults_test -ts=" + suite;
}

}  // namespace vigie::faults
