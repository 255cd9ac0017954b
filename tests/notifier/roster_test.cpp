#include "notifier/roster.h"

#include <doctest/doctest.h>

#include <vector>

using namespace vigie;
using namespace vigie::notifier;

namespace {

config::Mission mission_with(const Code& position, std::vector<Code> people) {
  config::Mission mission;
  mission.roster[position] = {.position = position, .people = std::move(people)};
  return mission;
}

}  // namespace

TEST_SUITE("notifier/roster") {
  TEST_CASE("the holder comes first, then the deputies in order") {
    const auto mission = mission_with("harbour_master", {"zoe", "adam", "mia"});
    const auto holders = holders_of(mission, "harbour_master");
    CHECK(std::vector<Code>(holders.begin(), holders.end()) ==
          std::vector<Code>{"zoe", "adam", "mia"});
  }

  TEST_CASE("holder and deputies hold the position, nobody else does") {
    const auto mission = mission_with("harbour_master", {"zoe", "adam"});
    CHECK(holds(mission, "zoe", "harbour_master"));
    CHECK(holds(mission, "adam", "harbour_master"));
    CHECK_FALSE(holds(mission, "mia", "harbour_master"));
    CHECK_FALSE(holds(mission, "", "harbour_master"));
  }

  TEST_CASE("a position that is unknown or empty is held by nobody") {
    const auto mission = mission_with("harbour_master", {});
    CHECK(holders_of(mission, "harbour_master").empty());
    CHECK(holders_of(mission, "lighthouse_keeper").empty());
    CHECK_FALSE(holds(mission, "zoe", "lighthouse_keeper"));
  }
}
