#include "router/views/fitting_view.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "tests/router/missions.h"
#include "tests/router/profiles.h"
#include "tests/router/scene.h"
#include "tests/support/encode.h"

using namespace vigie;
using namespace vigie::router;
using Json = nlohmann::json;

namespace {

bool has(const Grant& grant, std::string_view part) {
  return grant.parts.test(config::index_of(*config::find_part(part)));
}

constexpr int few = 10;
constexpr int too_many = 20'000;  ///< Statements, for a view.

std::string assessment_with(int judgements, int statements) {
  Json frame{{"frame", "mali"}, {"verified", true}, {"judgements", Json::array()}};
  for (int i = 0; i < judgements; ++i) {
    frame["judgements"].push_back({{"finding", "trafficking"}, {"result", "indicated"}});
  }
  Json assessment{{"frames", Json::array({frame})}, {"protection", Json::array()}};
  for (int i = 0; i < statements; ++i) {
    assessment["protection"].push_back({{"code", "protection.child"}});
  }
  return assessment.dump();
}

using LeftOut = std::vector<std::string_view>;

/// Held for the sector chief's decision: whether the police are told.
Report undecided_report() {
  Report report = tiny_report();
  report.danger = Danger{Answer::no, Answer::no};
  return report;
}

/// What protection asks for is shown to whoever is shown anything.
void show_protection(Scene& scene, const std::string& version) {
  scene.mission.profiles.at("outline").parts.emplace("assessment.protection");
  scene.mission.version = version;
  scene.router->mission_changed();
  scene.run();
}

void release_police(Scene& scene) {
  Json reply = scene.reply_to("sector_chief_north", 1);
  reply["kind"] = "decide";
  reply["decisions"] = {{{"position", "mainland_police"}, {"release", true}}};
  scene.answer(reply);
  scene.run();
}

/// What the newest telling kept of that position.
Json told_last(Scene& scene, const std::string& position) {
  const Json detail = Json::parse(scene.details_of("notices.told").back());
  for (const Json& told : detail.at("told")) {
    if (told.at("position") == position) return told;
  }
  return {};
}

}  // namespace

TEST_SUITE("router/fitting_view") {
  TEST_CASE("a view that is too large loses the parts that can be spared, one by one, no more") {
    const config::Mission mission = mali();
    const Report report = example("case1-felix");
    struct Case {
      int judgements;
      int statements;
      LeftOut left_out;
    };
    const Case cases[] = {
        {few, few, {}},
        {too_many, few, {"assessment.judgements"}},
        {few, too_many, {"assessment.judgements", "assessment.protection"}},
        {too_many, too_many, {"assessment.judgements", "assessment.protection"}},
    };
    for (const Case& each : cases) {
      CAPTURE(each.judgements);
      CAPTURE(each.statements);
      Views views(mission);
      views.read(report, encode_report(report), assessment_with(each.judgements, each.statements));
      Grant grant =
          grant_of_parts({"assessment.judgements", "assessment.protection", "what.narrative"});
      const FittingView fitting = fitting_view(views, grant);
      CHECK(fitting.left_out == each.left_out);
      CHECK(fitting.view.size() <= view_bytes_max);
      CHECK(fitting.view == views.view(grant));
      CHECK(has(grant, "what.narrative"));
      for (const std::string_view part : each.left_out) CHECK_FALSE(has(grant, part));
    }
  }

  TEST_CASE("what was never granted is not left out") {
    const config::Mission mission = mali();
    const Report report = example("case1-felix");
    Views views(mission);
    views.read(report, encode_report(report), assessment_with(few, too_many));
    Grant grant = grant_of_parts({"assessment.protection", "what.category"});
    CHECK(fitting_view(views, grant).left_out == LeftOut{"assessment.protection"});
  }

  TEST_CASE("a view that is too large without them too loses what takes most of it") {
    const config::Mission mission = mali();
    Report report = example("case1-felix");
    // Of a report that may be filed; each DEL is one byte of it, and six of a view.
    report.what.summary = std::string(42'000, '\x7f');
    report.what.narrative = "n";
    report.who->front().description = std::string(40'000, '\x7f');
    report.how.vehicles = std::vector<Vehicle>{
        {.kind = "truck", .count = 1, .description = std::string(44'000, '\x7f')}};
    REQUIRE(encode_report(report).size() <= report_bytes_max);
    Views views(mission);
    views.read(report, encode_report(report), assessment_with(few, few));
    Grant grant = grant_of_parts({"assessment.judgements", "what.narrative", "what.summary",
                                  "who.age", "who.description", "how.vehicles.description"});
    const FittingView fitting = fitting_view(views, grant);
    CHECK(fitting.left_out == LeftOut{"assessment.judgements", "what.narrative",
                                      "how.vehicles.description", "what.summary"});
    CHECK(fitting.view == views.view(grant));
    CHECK(has(grant, "who.age"));
    CHECK(has(grant, "who.description"));
  }

  TEST_CASE("a shortened view is told with an alarm, shown as it was told, and told once") {
    Scene scene;
    scene.file("intake", undecided_report());
    scene.run();
    scene.stop_router();
    const std::string sql =
        "UPDATE routing SET assessment = CAST('" + assessment_with(0, too_many) + "' AS BLOB)";
    scene.change_database(sql.c_str());
    scene.start_router();
    show_protection(scene, "shown");
    CHECK(scene.count_of("alarm.view.shortened") == 0);
    release_police(scene);
    CHECK(scene.count_of("alarm.view.shortened") > 0);
    const Json told = told_last(scene, "mainland_police");
    REQUIRE_FALSE(told.is_null());
    const Json shown = scene.control({{"command", "view"},
                                      {"report", to_string(undecided_report().id)},
                                      {"position", "mainland_police"}});
    CHECK(shown.at("digest") == told.at("view"));
    CHECK(shown.at("view").get<std::string>().find("protection.child") == std::string::npos);
    const auto tellings = scene.count_of("notices.told");
    show_protection(scene, "shown again");
    CHECK(scene.count_of("notices.told") == tellings);
  }
}
