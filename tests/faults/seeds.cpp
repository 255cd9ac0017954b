#include "tests/faults/seeds.h"

#include <algorithm>
#include <cstdlib>
#include <numeric>

namespace vigie::faults {

bool under_sanitizer() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return true;
#else
  return false;
#endif
}

std::vector<std::uint64_t> seeds(int normally) {
  if (const char* one = std::getenv("VIGIE_SEED")) return {std::strtoull(one, nullptr, 10)};
  const char* wanted = std::getenv("VIGIE_SEEDS");
  const int count = wanted != nullptr   ? std::atoi(wanted)
                    : under_sanitizer() ? std::max(1, normally / 10)
                                        : normally;
  std::vector<std::uint64_t> all(static_cast<std::size_t>(std::max(count, 0)));
  std::iota(all.begin(), all.end(), 1);
  return all;
}

std::int64_t stride(std::int64_t normally) {
  return std::getenv("VIGIE_EVERY") != nullptr ? 1 : normally;
}

std::string replay(std::uint64_t seed, const std::string& suite) {
  return "replay: VIGIE_SEED=" + std::to_string(seed) + " faults_test -ts=" + suite;
}

}  // namespace vigie::faults
