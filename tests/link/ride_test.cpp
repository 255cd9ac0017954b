#include "link/ride.h"

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using namespace vigie;
using link::Ride;

TEST_SUITE("link/ride") {
  const Time noon{12h};

  TEST_CASE("what waits is committed alone once it has waited long enough") {
    Ride ride(50ms);
    CHECK(ride.until() == Time::max());
    CHECK_FALSE(ride.waited_enough(noon));
    CHECK(ride.waits());
    CHECK(ride.until() == noon + 50ms);
    CHECK_FALSE(ride.waited_enough(noon + 49ms));
    CHECK(ride.waited_enough(noon + 50ms));
    ride.end();
    CHECK_FALSE(ride.waits());
    CHECK_FALSE(ride.waited_enough(noon + 50ms));
  }

  TEST_CASE("a clock set back makes it wait no longer than a whole wait, set forward no longer") {
    Ride ride(50ms);
    CHECK_FALSE(ride.waited_enough(noon));
    CHECK_FALSE(ride.waited_enough(noon - 1h));
    CHECK(ride.until() == noon - 1h + 50ms);
    CHECK(ride.waited_enough(noon - 1h + 50ms));
    ride.end();
    CHECK_FALSE(ride.waited_enough(noon));
    CHECK(ride.waited_enough(noon + 1h));
  }
}
