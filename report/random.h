// Chance, as a constructor argument: real programs draw from the system, tests from a printed seed.
//
// Errors: none to handle. fill() fills all of `bytes`; a system without chance to give stops the
//         process, because no key or id may be made without it.

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace vigie {

class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(std::span<std::byte> bytes) = 0;
};

/// The operating system's generator (libsodium).
class SystemRandom final : public Random {
 public:
  void fill(std::span<std::byte> bytes) override;
};

/// Reproducible; never for keys.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : state_(seed) {}
  void fill(std::span<std::byte> bytes) override;
  std::uint64_t next();
  /// Uniform enough for tests: 0 <= result < bound. bound > 0.
  std::uint64_t below(std::uint64_t bound) { return next() % bound; }

 private:
  std::uint64_t state_;
};

}  // namespace vigie
