#include "router/notice_content.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "report/decode.h"
#include "tests/router/canaries.h"
#include "tests/router/missions.h"
#include "tests/support/report_generator.h"

using namespace vigie;
using namespace vigie::router;
using Json = nlohmann::json;

namespace {

Json content_of(const Report& report) { return notice_content(report); }

}  // namespace

TEST_SUITE("router/notice_content") {
  TEST_CASE("every field shown is of the group routing, or derived from such fields") {
    const std::set<std::string> derived{"/who/*/group", "/who/*/may_be_under_18"};
    const auto groups = schema_groups();
    int shown = 0;
    for (const std::string& path : leaf_paths(content_of(maximal_report()))) {
      CAPTURE(path);
      ++shown;
      if (derived.contains(path)) continue;
      REQUIRE(groups.contains(path));
      CHECK(groups.at(path) == "routing");
    }
    CHECK(shown > 30);
  }

  TEST_CASE("a notice shows exactly these fields, whatever is added to the report") {
    const std::set<std::string> expected{
        "/concerns_un_personnel/answer",
        "/danger/armed_actors_present",
        "/danger/life_at_risk_now",
        "/how/acts/*/basis",
        "/how/acts/*/by/*",
        "/how/acts/*/code",
        "/how/acts/*/groups/*",
        "/how/journey/crossings/*/from",
        "/how/journey/crossings/*/stage",
        "/how/journey/crossings/*/to",
        "/how/means/*/basis",
        "/how/means/*/by/*",
        "/how/means/*/code",
        "/how/means/*/groups/*",
        "/indicators/*/code",
        "/indicators/*/groups/*",
        "/needs/*/count",
        "/needs/*/group",
        "/needs/*/kind",
        "/needs/*/urgency",
        "/protection/possible_sexual_violence",
        "/what/category",
        "/when/filed_at",
        "/when/observed_from",
        "/when/observed_to",
        "/where/place_type",
        "/where/region",
        "/who/*/age/basis",
        "/who/*/age/max",
        "/who/*/age/min",
        "/who/*/count/max",
        "/who/*/count/min",
        "/who/*/group",
        "/who/*/may_be_under_18",
        "/who/*/nationalities/*",
        "/who/*/role",
        "/who/*/sex",
        "/why/purposes/*/basis",
        "/why/purposes/*/by/*",
        "/why/purposes/*/code",
        "/why/purposes/*/groups/*",
    };
    CHECK(leaf_paths(content_of(maximal_report())) == expected);
  }

  TEST_CASE("canaries in every operational and identity field are never shown") {
    const Planted planted = plant_canaries(maximal_report());
    REQUIRE(planted.canaries.size() >= 20);
    const std::string content = notice_content(planted.report).dump();
    for (const std::string& canary : planted.canaries) {
      CAPTURE(canary);
      CHECK(content.find(canary) == std::string::npos);
    }
  }

  TEST_CASE("implicated positions and words made up by the patrol are not shown") {
    Report report = tiny_report();
    report.who = {{.name = "maiga_family", .role = Role::family_member},
                  {.name = "neighbours", .role = Role::witness}};
    report.indicators = {{"boat_without_lights", std::vector<Code>{"neighbours"}}};
    report.concerns_un_personnel = {true, {"sector_chief_north"}};
    const Json content = content_of(report);
    CHECK(content.dump().find("maiga") == std::string::npos);
    CHECK(content.dump().find("sector_chief") == std::string::npos);
    CHECK(content["concerns_un_personnel"]["answer"] == "yes");
    CHECK(content["who"][1]["group"] == 2);
    CHECK(content["indicators"][0]["groups"] == Json::array({2}));
  }

  TEST_CASE("what was not reported is absent, and what was reported empty is empty") {
    Report report = tiny_report();
    CHECK(content_of(report) ==
          Json{{"when", {{"filed_at", to_milliseconds(report.when.filed_at.utc)}}},
               {"where", {{"region", "north_shore"}}},
               {"concerns_un_personnel", {{"answer", "no"}}}});
    report.why.purposes.emplace();
    CHECK(content_of(report)["why"]["purposes"] == Json::array());
  }

  TEST_CASE("random reports show nothing outside the list") {
    constexpr std::uint64_t seed = 41;
    CAPTURE(seed);
    SeededRandom random(seed);
    const auto allowed = leaf_paths(content_of(maximal_report()));
    for (int number = 0; number < random_cases(); ++number) {
      CAPTURE(number);
      for (const std::string& path : leaf_paths(content_of(random_report(random)))) {
        CAPTURE(path);
        CHECK(allowed.contains(path));
      }
    }
  }
}
