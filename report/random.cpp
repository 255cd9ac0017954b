#include "report/random.h"

#include <sodium.h>

#include "report/check.h"

namespace vigie {

void SystemRandom::fill(std::span<std::byte> bytes) {
  VIGIE_EXPECT(sodium_init() >= 0);
  randombytes_buf(bytes.data(), bytes.size());
}

// splitmix64 (Steele, Lea and Flood 2014): every seed gives a good sequence.
std::uint64_t SeededRandom::next() {
  state_ += 0x9e3779b97f4a7c15U;
  std::uint64_t mixed = state_;
  mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9U;
  mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebU;
  return mixed ^ (mixed >> 31U);
}

void SeededRandom::fill(std::span<std::byte> bytes) {
  for (std::byte& byte : bytes) byte = static_cast<std::byte>(next() & 0xffU);
}

}  // namespace vigie
