#include "link/rate_gate.h"

#include <doctest/doctest.h>

#include "tests/support/simulated_clock.h"

using namespace std::chrono_literals;
using namespace vigie;
using namespace vigie::link;
using support::noon;

TEST_SUITE("link/rate_gate") {
  TEST_CASE("a word passes once per interval") {
    RateGate gate(1min);
    CHECK(gate.pass("harry", noon));
    CHECK_FALSE(gate.pass("harry", noon + 59s));
    CHECK(gate.pass("lucie", noon + 59s));
    CHECK(gate.pass("harry", noon + 60s));
    CHECK_FALSE(gate.pass("harry", noon + 61s));
  }

  TEST_CASE("a clock set back opens the gate rather than closing it for a day") {
    RateGate gate(1min);
    CHECK(gate.pass("harry", noon));
    CHECK(gate.pass("harry", noon - 24h));
    CHECK_FALSE(gate.pass("harry", noon - 24h + 1s));
  }

  TEST_CASE("ever new words are let through and do not fill the memory") {
    RateGate gate(1min);
    for (std::size_t i = 0; i < 2 * RateGate::words_max; ++i) {
      CHECK(gate.pass(std::to_string(i), noon + std::chrono::milliseconds(i)));
    }
    CHECK_FALSE(gate.pass(std::to_string(2 * RateGate::words_max - 1), noon + 10s));
  }
}
