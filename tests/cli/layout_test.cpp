#include "cli/layout.h"

#include <doctest/doctest.h>

#include "service/failure.h"

using namespace vigie;
using namespace vigie::cli;

namespace {

config::Settings two_intakes() {
  config::Settings settings;
  settings.intakes.resize(2);
  settings.intakes[0].name = "intake";
  settings.intakes[1].name = "intake_north";
  settings.router.name = "router";
  settings.notifier.name = "notifier";
  return settings;
}

}  // namespace

TEST_SUITE("cli/layout") {
  TEST_CASE("every program has a folder of its own, named as in the settings") {
    const auto places = program_places(two_intakes(), "data");
    REQUIRE(places.size() == 4);
    CHECK(places[1].folder == "data/intake_north");
    CHECK(places[1].database() == "data/intake_north/intake.db");
    CHECK(places[2].database() == "data/router/router.db");
    CHECK(places[3].socket() == "data/notifier/control.sock");
  }

  TEST_CASE("a program is found by name or by kind") {
    CHECK(place_of(two_intakes(), "data", std::string("intake_north")).kind == ProgramKind::intake);
    CHECK(place_of(two_intakes(), "data", ProgramKind::intake).name == "intake");
    CHECK_THROWS_AS(place_of(two_intakes(), "data", std::string("intake_south")), service::Failure);
  }
}
