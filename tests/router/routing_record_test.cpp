#include "router/routing_record.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "tests/router/missions.h"

using namespace std::chrono_literals;
using namespace vigie;
using namespace vigie::router;
using Json = nlohmann::json;

namespace {

const Time noon = std::chrono::sys_days{std::chrono::year{2019} / 6 / 30} + 12h;

Json outcome_in(const Json& explained, const std::string& position) {
  const Json& outcomes = explained.at("outcomes");
  return *std::ranges::find_if(outcomes,
                               [&](const Json& each) { return each.at("position") == position; });
}

}  // namespace

TEST_SUITE("router/routing_record") {
  TEST_CASE("a stored routing explains every position: told by which rule, or nearest to which") {
    const config::Mission mission = tiny();
    const Routing routing = route(tiny_report(), mission, noon);
    const Json explained =
        explain_routing(write_routing_record(routing), write_version_record(mission));
    CHECK(explained["outcomes"].size() == mission.positions.size());
    const Json chief = outcome_in(explained, "sector_chief_north");
    CHECK(chief["outcome"] == "told");
    CHECK(chief["reason"] == "matched");
    CHECK(chief["title"]["fr"] == "Chef de secteur, nord");
    CHECK(chief["rules"][0]["because"]["en"] == "Every report is told to the sector chief.");
    CHECK(chief["rules"][0]["holds"] == true);
    CHECK(chief["rules"][0]["condition"]["always"] == true);
    const Json keeper = outcome_in(explained, "lighthouse_keeper");
    CHECK(keeper["outcome"] == "not_told");
    CHECK(keeper["reason"] == "condition_false");
    CHECK(keeper["nearest"][0]["holds"] == false);
    CHECK(keeper["nearest"][0]["condition"]["text"]["fr"] == "Des bateaux suivent la nuit");
    const Json harbour = outcome_in(explained, "harbour_master");
    CHECK(harbour["nearest"][0]["condition"]["regions"] == Json::array({"south_shore"}));
  }

  TEST_CASE("an explanation says in whose place a stand-in is told") {
    const config::Mission mission = tiny();
    Report report = tiny_report();
    report.concerns_un_personnel = {true, {"sector_chief_north"}};
    const Json explained = explain_routing(write_routing_record(route(report, mission, noon)),
                                           write_version_record(mission));
    CHECK(outcome_in(explained, "sector_chief_north")["outcome"] == "withheld");
    CHECK(outcome_in(explained, "harbour_master")["stands_in_for"] ==
          Json::array({"sector_chief_north"}));
  }
}
