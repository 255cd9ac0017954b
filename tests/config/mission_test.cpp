#include "config/mission.h"

#include <doctest/doctest.h>

#include <set>

#include "tests/config/mission_folder.h"

using namespace vigie;
using namespace vigie::config;

TEST_SUITE("config/mission") {
  TEST_CASE("the shipped mission has ten regions and Bamako, each with exactly one commander") {
    const Mission mission = load_or_fail(shipped_mission());
    CHECK(mission.regions.size() == 11);
    std::multiset<Code> regions;
    for (const auto& [id, region] : mission.regions) regions.insert(id);
    std::multiset<Code> commanded;
    for (const auto& [id, position] : mission.positions) {
      if (position.office == "regional_commander") commanded.insert(position.region.value_or(""));
    }
    CHECK(commanded == regions);
  }

  TEST_CASE("the shipped regions keep the code systems apart") {
    const Mission mission = load_or_fail(shipped_mission());
    CHECK(mission.regions.at("menaka").iso == "ML-9");
    CHECK_FALSE(mission.regions.at("menaka").pcode);
    CHECK(mission.regions.at("menaka").order_no == 10);
    CHECK(mission.regions.at("bamako").pcode == "ML09");
    CHECK(mission.regions.at("bamako").order_no == 0);
  }

  TEST_CASE("the shipped mission has every office of the module, and the outside ones are marked") {
    const Mission mission = load_or_fail(shipped_mission());
    for (const char* office :
         {"information_unit", "joint_operations_centre", "gender_unit", "child_protection_adviser",
          "senior_child_protection_adviser", "senior_womens_protection_adviser",
          "human_rights_division", "un_country_team", "conduct_and_discipline"}) {
      CAPTURE(office);
      CHECK_FALSE(mission.positions.at(office).outside);
    }
    for (const char* office : {"national_authorities", "asylum_authorities", "service_providers",
                               "national_committee"}) {
      CAPTURE(office);
      CHECK(mission.positions.at(office).outside);
    }
    CHECK_FALSE(mission.positions.at("patrol").addressee);
  }

  TEST_CASE("in the shipped mission everybody who is told has a holder and a deputy") {
    const Mission mission = load_or_fail(shipped_mission());
    for (const auto& [id, position] : mission.positions) {
      if (position.outside || !position.addressee) continue;
      CAPTURE(id);
      CHECK(mission.roster.at(id).people.size() == 2);
    }
  }

  TEST_CASE("the shipped mission also loads with three programs' settings") {
    const auto loaded =
        load_mission(shipped_mission(), shipped_mission() / "settings.three-programs.yaml");
    REQUIRE(std::holds_alternative<Mission>(loaded));
    CHECK(std::get<Mission>(loaded).settings.router.reports.starts_with("tcp://127.0.0.1:"));
  }

  TEST_CASE("a code is found in its own list only") {
    const Catalogue catalogue = load_or_fail(tiny_mission()).catalogues.at("2001.1");
    REQUIRE(catalogue.find("needs", "dry_clothes"));
    CHECK(catalogue.find("needs", "dry_clothes")->text.fr == "Vêtements secs");
    CHECK(catalogue.find("indicators", "dry_clothes") == nullptr);
    CHECK(catalogue.find("vehicles", "dry_clothes") == nullptr);
  }
}
