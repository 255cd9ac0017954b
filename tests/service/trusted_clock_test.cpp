#include "service/trusted_clock.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "service/system_clock.h"
#include "tests/support/simulated_clock.h"

using namespace std::chrono_literals;
using namespace vigie;
using namespace vigie::service;
using support::noon;

namespace {

struct Watch {
  support::SimulatedClock wall;
  std::chrono::milliseconds boot{5000};
  std::vector<std::string> said;
  TrustedClock clock{wall, [this] { return boot; },
                     [this](std::chrono::milliseconds step, bool counts) {
                       said.push_back(std::to_string(step.count()) + (counts ? " counts" : ""));
                     }};

  /// Time passes, and the wall clock with it.
  Time after(std::chrono::milliseconds time) {
    boot += time;
    wall.advance(time);
    return clock.now();
  }
};

}  // namespace

TEST_SUITE("service/trusted_clock") {
  TEST_CASE("a clock that goes on as time passes, or is put right a little, is followed") {
    Watch watch;
    CHECK(watch.after(1h) == noon + 1h);
    watch.wall.advance(30s);
    CHECK(watch.after(1h) == noon + 2h + 30s);
    watch.wall.advance(-30s);
    CHECK(watch.after(1s) == noon + 2h + 1s);
    CHECK(watch.said.empty());
  }

  TEST_CASE("a clock that is wrong for a minute, either way, changes nothing, and that is said") {
    for (const std::chrono::milliseconds step : {8760h, -8760h}) {
      CAPTURE(step.count());
      Watch watch;
      watch.wall.advance(step);
      CHECK(watch.after(1s) == noon + 1s);
      CHECK(watch.after(59s) == noon + 60s);
      watch.wall.advance(-step);
      CHECK(watch.after(1s) == noon + 61s);
      CHECK(watch.after(1h) == noon + 61s + 1h);
      CHECK(watch.said == std::vector<std::string>{std::to_string(step.count())});
    }
  }

  TEST_CASE("a step that the clock keeps to counts after ten minutes, and counts anew if not") {
    Watch watch;
    watch.wall.advance(2h);
    CHECK(watch.after(9min) == noon + 9min);
    watch.wall.advance(1h);
    CHECK(watch.after(9min) == noon + 18min);
    CHECK(watch.after(9min) == noon + 27min);
    CHECK(watch.after(1min) == noon + 3h + 28min);
    CHECK(watch.after(1s) == noon + 3h + 28min + 1s);
    CHECK(watch.said == std::vector<std::string>{"7200000", "10800000", "10800000 counts"});
  }

  TEST_CASE("time that the machine slept through has passed") {
    const auto before = since_boot();
    CHECK(before > 0ms);
    CHECK(since_boot() >= before);
    Watch watch;
    CHECK(watch.after(72h) == noon + 72h);
    CHECK(watch.said.empty());
  }
}
