// Holds through a whole router: decisions, forwards, deadlines, revisions, restarts and a changed
// mission, as its peers see them.

#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "tests/router/missions.h"
#include "tests/router/scene.h"

using namespace std::chrono_literals;
using namespace vigie;
using namespace vigie::router;

namespace {

using Json = nlohmann::json;

/// The newest that was said to a position; null when nothing was.
Json said_to(const Scene& scene, const std::string& position) {
  Json newest;
  for (const Json& message : scene.notices()) {
    for (const Json& notice : message.at("notices")) {
      if (notice.at("position") == position) newest = notice;
    }
  }
  return newest;
}

/// What a position was shown last, and of which revision; null when nothing was.
Json shown_to(const Scene& scene, const std::string& position) {
  Json newest;
  for (const Json& message : scene.notices()) {
    for (const Json& notice : message.at("notices")) {
      if (notice.at("position") != position) continue;
      newest = {{"revision", message.at("revision")},
                {"content", message.at("contents")[notice.at("content").get<std::size_t>()]}};
    }
  }
  return newest;
}

/// The chief releases a report to the mainland police, which are outside; then somebody is in
/// danger, and that waits for the chief again.
void amend_what_was_released(Scene& scene) {
  Report report = wet_report();
  report.who = std::vector<Group>(1);
  report.who->front().name = "crew";
  report.who->front().count = Range{.min = 3, .max = 3};
  scene.file("intake", report);
  scene.run();
  Json reply = scene.reply_to("sector_chief_north", 1);
  reply["kind"] = "decide";
  reply["decisions"] = {{{"position", "mainland_police"}, {"release", true}}};
  scene.answer(reply);
  scene.run();
  report.revision = 2;
  report.danger = Danger{Answer::yes, Answer::no};
  scene.file("intake", report);
  scene.run();
}

/// Who was asked for whom, oldest first, as the report's way has it.
std::vector<std::string> asked_on_the_way(Scene& scene) {
  const Json answer = scene.control(
      {{"command", "explain"}, {"report", to_string(wet_report().id)}, {"chain", true}});
  std::vector<std::string> asked;
  for (const Json& step : answer.at("path")) {
    if (step.at("what") != "asked") continue;
    asked.push_back(step.at("position").get<std::string>() + " for " +
                    step.at("for").get<std::string>());
  }
  return asked;
}

/// How many issues a position was told.
std::size_t times_told(const Scene& scene, const std::string& position) {
  std::set<std::pair<std::int64_t, std::int64_t>> issues;
  for (const Json& message : scene.notices()) {
    for (const Json& notice : message.at("notices")) {
      if (notice.at("position") == position) {
        issues.emplace(message.at("revision"), notice.at("issue"));
      }
    }
  }
  return issues.size();
}

std::vector<std::string> positions_in(const Json& list) {
  std::vector<std::string> positions;
  for (const Json& one : list) positions.push_back(one.at("position"));
  return positions;
}

void forward(Scene& scene, const std::string& position, std::int64_t number) {
  Json reply = scene.reply_to(position, number);
  reply["kind"] = "forward";
  scene.answer(reply);
  scene.run();
}

void decide(Scene& scene, const std::string& position, std::int64_t number, const Json& decisions) {
  Json reply = scene.reply_to(position, number);
  reply["kind"] = "decide";
  reply["decisions"] = decisions;
  reply["text"] = "as warranted";
  scene.answer(reply);
  scene.run();
}

/// What became of the first hold of a position.
Json now_of(Scene& scene, const std::string& position) {
  const Json explained =
      scene.control({{"command", "explain"}, {"report", to_string(wet_report().id)}});
  return outcome_in(explained, position).at("holds")[0].at("now");
}

/// Danger, which may not be reported, keeps a report from the harbour master.
void doubt_the_harbour(Scene& scene) {
  const auto rule = [&](const char* id) -> config::Rule& {
    return *std::ranges::find(scene.mission.rules, id, &config::Rule::id);
  };
  rule("island.no_lamp_for_exercises").condition = rule("island.danger").condition;
  rule("island.no_lamp_for_exercises").office = "harbour_master";
  scene.mission.version = "in doubt";
  scene.router->mission_changed();
}

using PositionList = std::vector<std::string>;

/// The disk changes what is kept of a report whose deadline has passed; it is noticed at once.
void damage_what_waits(Scene& scene, const char* change) {
  scene.file("intake", wet_report());
  scene.run();
  scene.stop_router();
  scene.change_database(change);
  scene.clock.advance(3h);
  scene.start_router();
  scene.run();
  CHECK(scene.count_of("alarm.report.damaged") == 1);
}

/// The damage is alarmed again after an hour, and a new report and a new mission are followed.
void check_goes_on(Scene& scene) {
  scene.clock.advance(50min);
  scene.run();
  CHECK(scene.count_of("alarm.report.damaged") == 1);
  scene.clock.advance(20min);
  scene.run();
  CHECK(scene.count_of("alarm.report.damaged") == 2);
  scene.replace_chief();
  Report other = wet_report();
  other.id.bytes[15] ^= 1U;
  scene.file("intake", other);
  scene.run();
  CHECK(said_to(scene, "shore_chief")["state"] == "told");
}

}  // namespace

TEST_SUITE("router/holds") {
  TEST_CASE("the decider's notice carries one question for each position that waits for it") {
    Scene scene;
    scene.file("intake", wet_report());
    scene.run();
    const Json chief = said_to(scene, "sector_chief_north");
    CHECK(chief["expect"] == "decide");
    CHECK(positions_in(chief["asks"]) == PositionList{"mainland_police"});
    CHECK(chief["asks"][0]["outside"] == true);
    CHECK(chief["asks"][0]["at_deadline"] == "escalate");
    CHECK(chief["asks"][0]["missing"].size() > 0);
    CHECK(positions_in(chief["forwards"]) == PositionList{"harbour_master"});
    CHECK(said_to(scene, "harbour_master").is_null());
    CHECK(said_to(scene, "mainland_police").is_null());
  }

  TEST_CASE("a reason that rests on what the reader may not see says no more than that") {
    Scene scene;
    Report report = wet_report();
    report.indicators = {{"boat_without_lights", std::nullopt}};
    scene.file("intake", report);
    scene.run();
    const Json hidden{{"en", "a fact you may not see"},
                      {"fr", "un fait que vous ne pouvez pas voir"}};
    const Json ask = said_to(scene, "sector_chief_north")["asks"][0];
    CHECK(ask["because"][0]["en"] == "It is not known whether this is so: a fact you may not see");
    CHECK(ask["missing"] == Json::array({{{"en", "a fact you may not see"},
                                          {"fr", "un fait que vous ne pouvez pas voir"},
                                          {"text", "a fact you may not see"}}}));
    decide(scene, "sector_chief_north", 1, {{{"position", "mainland_police"}, {"release", true}}});
    const Json rules = said_to(scene, "mainland_police")["rules"];
    REQUIRE(rules.size() == 1);
    CHECK(rules[0]["rule"] == "hidden");
    CHECK(rules[0]["because"] == hidden);
    // The chief may see what the chief is told for.
    CHECK(said_to(scene, "sector_chief_north")["rules"][0]["rule"] == "island.sector_chief");
  }

  TEST_CASE("forwarding tells who waited for it, with the view its rule grants and no more") {
    Scene scene;
    scene.file("intake", wet_report());
    scene.run();
    forward(scene, "sector_chief_north", 1);
    const Json harbour = said_to(scene, "harbour_master");
    REQUIRE_FALSE(harbour.is_null());
    CHECK(harbour["state"] == "told");
    const Json content = scene.notices().back()["contents"][harbour["content"].get<std::size_t>()];
    CHECK(content["profiles"] == Json({"outline", "persons"}));
    CHECK(scene.count_of("decision.followed") == 1);
  }

  TEST_CASE("a decision releases or declines, once; a later one goes back with what was decided") {
    Scene scene;
    scene.file("intake", wet_report());
    scene.run();
    decide(scene, "sector_chief_north", 1, {{{"position", "mainland_police"}, {"release", true}}});
    CHECK(said_to(scene, "mainland_police")["state"] == "told");
    decide(scene, "sector_chief_north", 2, {{{"position", "mainland_police"}, {"release", false}}});
    const Json chief = said_to(scene, "sector_chief_north");
    CHECK(chief["state"] == "changed");
    REQUIRE(chief["decided"].size() == 1);
    CHECK(chief["decided"][0]["released"] == true);
    CHECK(chief["decided"][0]["by"] == "nora");
    CHECK(said_to(scene, "mainland_police")["state"] == "told");
  }

  TEST_CASE("deadlines pass while the router is down too, and do what the rules say") {
    Scene scene;
    scene.file("intake", wet_report());
    scene.run();
    scene.stop_router();
    scene.clock.advance(2h);
    scene.start_router();
    scene.run();
    CHECK(said_to(scene, "harbour_master")["state"] == "told");
    CHECK(said_to(scene, "mainland_police").is_null());
    CHECK(scene.count_of("hold.overdue") == 1);
    scene.clock.advance(std::chrono::days{7});
    scene.run();
    CHECK(said_to(scene, "mainland_police").is_null());
    CHECK(positions_in(said_to(scene, "harbour_master")["asks"]) ==
          PositionList{"mainland_police"});
    CHECK(said_to(scene, "sector_chief_north")["state"] == "reminded");
  }

  TEST_CASE("a revision that answers the question closes it") {
    Scene scene;
    scene.file("intake", wet_report());
    scene.run();
    Report report = wet_report();
    report.revision = 2;
    report.why.purposes = std::vector<Fact>{};
    report.needs->front().count = 3;
    scene.file("intake", report);
    scene.run();
    const Json chief = said_to(scene, "sector_chief_north");
    CHECK(chief["state"] == "changed");
    CHECK_FALSE(chief.contains("asks"));
    // Only what this position may see of it.
    CHECK(chief.value("changes", Json()) == Json({"/needs/0/count"}));
    decide(scene, "sector_chief_north", 3, {{{"position", "mainland_police"}, {"release", true}}});
    CHECK(said_to(scene, "mainland_police").is_null());
  }

  TEST_CASE("a decision survives the restart of the router, and a repeated reply counts once") {
    Scene scene;
    scene.file("intake", wet_report());
    scene.run();
    Json reply = scene.reply_to("sector_chief_north", 1);
    reply["kind"] = "forward";
    scene.answer(reply);
    scene.run();
    scene.restart_router();
    scene.answer(reply);
    scene.run();
    CHECK(scene.count_of("decision.followed") == 1);
    CHECK(times_told(scene, "harbour_master") == 1);
  }

  TEST_CASE("a tightened profile tells every open notice again, without what it no longer grants") {
    Scene scene;
    scene.file("intake", wet_report());
    scene.run();
    const auto content_of = [&](const Json& notice) {
      return scene.notices().back()["contents"][notice["content"].get<std::size_t>()];
    };
    CHECK(content_of(said_to(scene, "sector_chief_north")).contains("needs"));
    for (auto& [id, profile] : scene.mission.profiles) {
      std::erase_if(profile.parts,
                    [](const std::string& part) { return part.starts_with("needs"); });
    }
    scene.mission.version = "tightened";
    scene.router->mission_changed();
    scene.run();
    const Json chief = said_to(scene, "sector_chief_north");
    CHECK(chief["state"] == "changed");
    CHECK(times_told(scene, "sector_chief_north") == 2);
    CHECK_FALSE(content_of(chief).contains("needs"));
    scene.mission.version = "the same again";
    scene.router->mission_changed();
    scene.run();
    CHECK(times_told(scene, "sector_chief_north") == 2);
  }

  TEST_CASE("a tightened profile shows who is outside no revision that was not released to it") {
    Scene scene;
    amend_what_was_released(scene);
    REQUIRE(shown_to(scene, "mainland_police")["revision"] == 1);
    REQUIRE(positions_in(said_to(scene, "sector_chief_north")["asks"]) ==
            PositionList{"mainland_police"});
    const auto tighten = [&](const std::string& part, const std::string& version) {
      scene.mission.profiles.at("outline").parts.erase(part);
      scene.mission.version = version;
      scene.router->mission_changed();
      scene.run();
    };
    tighten("who.count", "tightened");
    const Json police = shown_to(scene, "mainland_police");
    CHECK(times_told(scene, "mainland_police") == 2);
    CHECK(police["revision"] == 1);
    CHECK_FALSE(police["content"].contains("who"));
    CHECK(police["content"]["danger"]["life_at_risk_now"] == "no");
    scene.answer(scene.reply_to("mainland_police", 2));
    scene.run();
    tighten("danger.life_at_risk_now", "tightened again");
    CHECK(times_told(scene, "mainland_police") == 2);
  }

  TEST_CASE("who is outside is shown no newer revision for an answer it was never asked") {
    Scene scene;
    amend_what_was_released(scene);
    forward(scene, "mainland_police", 2);
    CHECK(times_told(scene, "mainland_police") == 2);
    const Json police = shown_to(scene, "mainland_police");
    CHECK(police["revision"] == 1);
    CHECK(police["content"]["danger"]["life_at_risk_now"] == "no");
    // What the others are told beside it is of the newest.
    decide(scene, "sector_chief_north", 3, {{{"position", "mainland_police"}, {"release", true}}});
    CHECK(shown_to(scene, "mainland_police")["revision"] == 2);
    CHECK(shown_to(scene, "mainland_police")["content"]["danger"]["life_at_risk_now"] == "yes");
  }

  TEST_CASE("who was told before the mission had it outside keeps the revision it has read") {
    Scene scene;
    scene.file("intake", wet_report());
    scene.run();
    forward(scene, "sector_chief_north", 1);
    scene.mission.positions.at("harbour_master").outside = true;
    scene.mission.version = "the harbour is let";
    scene.router->mission_changed();
    Report report = wet_report();
    report.revision = 2;
    report.danger = Danger{Answer::yes, Answer::no};
    scene.file("intake", report);
    scene.run();
    forward(scene, "harbour_master", 2);
    CHECK(times_told(scene, "harbour_master") == 2);
    CHECK(shown_to(scene, "harbour_master")["revision"] == 1);
  }

  TEST_CASE("what waited for a forward is asked as a question once the mission has it outside") {
    Scene scene;
    scene.file("intake", wet_report());
    scene.run();
    REQUIRE(positions_in(said_to(scene, "sector_chief_north")["forwards"]) ==
            PositionList{"harbour_master"});
    scene.mission.positions.at("harbour_master").outside = true;
    scene.mission.version = "the harbour is let";
    scene.router->mission_changed();
    scene.run();
    const Json chief = said_to(scene, "sector_chief_north");
    CHECK(times_told(scene, "sector_chief_north") == 2);
    CHECK_FALSE(chief.contains("forwards"));
    CHECK(positions_in(chief["asks"]) == PositionList{"harbour_master", "mainland_police"});
    scene.clock.advance(3h);
    scene.run();
    CHECK(said_to(scene, "harbour_master").is_null());
    decide(scene, "sector_chief_north", 1, {{{"position", "harbour_master"}, {"release", true}}});
    CHECK(said_to(scene, "harbour_master")["state"] == "told");
  }

  TEST_CASE("a return to a stricter version of the mission is reviewed like any change") {
    Scene scene;
    const auto parts = scene.mission.profiles.at("persons").parts;
    const auto change = [&](bool strict) {
      auto& shown = scene.mission.profiles.at("persons").parts;
      shown = parts;
      if (strict) shown.erase("needs");
      scene.mission.version = strict ? "strict" : "wide";
      scene.router->mission_changed();
      scene.run();
    };
    change(true);
    change(false);
    scene.file("intake", wet_report());
    scene.run();
    CHECK(times_told(scene, "sector_chief_north") == 1);
    change(true);
    CHECK(times_told(scene, "sector_chief_north") == 2);
    CHECK_FALSE(scene.notices().back()["contents"][0].contains("needs"));
  }

  TEST_CASE("a narrative of fifty thousand characters that are written twice is told whole") {
    for (const std::string& piece : {std::string("\xE2\x82\xAC"), std::string("\"")}) {
      Scene scene;
      Report report = wet_report();
      report.what.narrative = "";
      for (int i = 0; i < 50'000; ++i) *report.what.narrative += piece;
      scene.file("intake", report);
      scene.run();
      REQUIRE(scene.notices().size() == 1);
      const Json content = scene.notices()[0]["contents"][0];
      CHECK(content["what"]["narrative"] == *report.what.narrative);
    }
  }

  TEST_CASE("what was due on a report the disk had changed is done once its bytes are back") {
    Scene scene;
    scene.file("intake", wet_report());
    scene.run();
    scene.stop_router();
    scene.change_database("CREATE TABLE whole AS SELECT report, bytes FROM report");
    scene.change_database("UPDATE report SET bytes = x'7b7d'");
    scene.clock.advance(3h);
    scene.start_router();
    scene.run();
    CHECK(said_to(scene, "harbour_master").is_null());
    scene.stop_router();
    scene.change_database(
        "UPDATE report SET bytes = (SELECT bytes FROM whole WHERE whole.report = report.report)");
    scene.clock.advance(2h);
    scene.start_router();
    scene.run();
    CHECK(said_to(scene, "harbour_master")["state"] == "told");
  }

  TEST_CASE("a report the disk has changed is alarmed and looked at again, and stops nothing") {
    Scene scene;
    scene.file("intake", wet_report());
    scene.run();
    scene.stop_router();
    scene.change_database("UPDATE report SET bytes = x'7b7d'");
    scene.clock.advance(3h);
    scene.start_router();
    scene.run();
    CHECK(scene.count_of("alarm.report.damaged") == 1);
    CHECK(said_to(scene, "harbour_master").is_null());
    Report other = wet_report();
    other.id.bytes[15] ^= 1U;
    scene.file("intake", other);
    scene.run();
    CHECK(said_to(scene, "sector_chief_north")["state"] == "told");
  }

  TEST_CASE("holds or an assessment the disk has changed are alarmed, and stop nothing") {
    for (const char* change :
         {"UPDATE hold SET holds = x'04224d1840'", "UPDATE hold SET holds = x'5b7b'",
          "UPDATE routing SET assessment = x'04224d1840'"}) {
      CAPTURE(change);
      Scene scene;
      damage_what_waits(scene, change);
      CHECK(said_to(scene, "harbour_master").is_null());
      check_goes_on(scene);
    }
  }

  TEST_CASE("a notice or a hold the disk has changed is alarmed, and stops nothing") {
    for (const char* change :
         {R"(UPDATE notice SET rules = '["island.sector_chief]')",
          R"(UPDATE notice SET show = '[core"]')", R"(UPDATE notice SET no_longer = '["')",
          "UPDATE notice SET state = 'tolf'", "UPDATE notice SET urgency = 'routime'",
          R"(UPDATE hold SET holds = CAST('[{"position":"harbour_master"}]' AS BLOB))",
          "UPDATE hold SET holds = CAST('[7]' AS BLOB)"}) {
      CAPTURE(change);
      Scene scene;
      damage_what_waits(scene, change);
      CHECK(scene.count_of("hold.overdue") == 0);
      check_goes_on(scene);
      scene.clock.advance(3h);
      scene.run();
      CHECK(said_to(scene, "harbour_master")["state"] == "told");
      CHECK_FALSE(scene.audit_verdict().first_bad.has_value());
    }
  }

  TEST_CASE("a view the profiles tighten is told to all but who has a notice the disk changed") {
    Scene scene;
    Report other = wet_report();
    other.id.bytes[15] ^= 1U;
    scene.file("intake", wet_report());
    scene.file("intake", other);
    scene.run();
    scene.stop_router();
    scene.change_database("UPDATE notice SET rules = '[\"' WHERE rowid = 1");
    scene.start_router();
    for (auto& [id, profile] : scene.mission.profiles) {
      std::erase_if(profile.parts,
                    [](const std::string& part) { return part.starts_with("needs"); });
    }
    scene.mission.version = "tightened";
    scene.router->mission_changed();
    scene.run();
    CHECK(scene.count_of("alarm.report.damaged") >= 1);
    CHECK(scene.notices().back()["report"] == to_string(other.id));
    CHECK(said_to(scene, "sector_chief_north")["state"] == "changed");
  }

  TEST_CASE("a router restored from a backup gives no number of an issue a second time") {
    Scene scene;
    scene.file("intake", wet_report());
    scene.run();
    scene.copy_router_database();
    for (int week = 0; week < 2; ++week) {
      scene.clock.advance(std::chrono::days{7});
      scene.run();
    }
    const Json lost = said_to(scene, "sector_chief_north");
    REQUIRE(lost["state"] == "reminded");
    REQUIRE(times_told(scene, "sector_chief_north") >= 3);
    scene.restore_router_database();
    scene.run();
    CHECK(said_to(scene, "sector_chief_north")["issue"] > lost["issue"]);
    scene.clock.advance(std::chrono::days{7});
    scene.run();
    CHECK(times_told(scene, "sector_chief_north") >= 5);
  }

  TEST_CASE("a router that routes anew says first what it had said first, under the same number") {
    Scene scene;
    scene.file("intake", wet_report());
    scene.run();
    const Json before = said_to(scene, "sector_chief_north");
    scene.lose_router_database();
    scene.run(400);
    REQUIRE(scene.notices().size() == 2);
    CHECK(said_to(scene, "sector_chief_north")["issue"] == before["issue"]);
  }

  TEST_CASE("questions are asked again in time after the clock was a year ahead for a while") {
    for (const bool restarted : {false, true}) {
      CAPTURE(restarted);
      Scene scene;
      scene.file("intake", wet_report());
      scene.run();
      const Time before = scene.clock.now();
      scene.clock.advance(std::chrono::days{365});
      scene.run();
      REQUIRE(positions_in(said_to(scene, "harbour_master")["asks"]) ==
              PositionList{"mainland_police"});
      if (restarted) scene.stop_router();
      scene.clock.set(before + 1min);
      if (restarted) scene.start_router();
      scene.run();
      const std::size_t told = times_told(scene, "sector_chief_north");
      scene.clock.advance(std::chrono::days{6});
      scene.run();
      CHECK(times_told(scene, "sector_chief_north") == told);
      scene.clock.advance(std::chrono::days{1});
      scene.run();
      CHECK(times_told(scene, "sector_chief_north") == told + 1);
    }
  }

  TEST_CASE("what each position was shown stands in the audit trail as a digest") {
    Scene scene;
    scene.file("intake", wet_report());
    scene.run();
    const std::vector<std::string> details = scene.details_of("notices.told");
    REQUIRE(details.size() == 1);
    const Json told = Json::parse(details.front())["told"];
    REQUIRE(told.size() == 1);
    CHECK(told[0]["position"] == "sector_chief_north");
    CHECK(told[0]["view"].get<std::string>().size() == 64);
  }

  TEST_CASE("a question is put to whoever takes the office of a decider the mission removed") {
    Scene scene;
    scene.file("intake", wet_report());
    scene.run();
    scene.replace_chief();
    CHECK(scene.count_of("hold.handed_over") == 2);
    CHECK(scene.count_of("alarm.hold.decider_gone") == 2);
    const Json asked = said_to(scene, "shore_chief");
    REQUIRE_FALSE(asked.is_null());
    CHECK(asked["state"] == "told");
    CHECK(positions_in(asked["asks"]) == PositionList{"mainland_police"});
    CHECK(positions_in(asked["forwards"]) == PositionList{"harbour_master"});
    scene.mission.version = "the same chief";
    scene.router->mission_changed();
    scene.run();
    CHECK(scene.count_of("hold.handed_over") == 2);
    CHECK(times_told(scene, "shore_chief") == 1);
    decide(scene, "shore_chief", 1, {{{"position", "mainland_police"}, {"release", true}}});
    CHECK(said_to(scene, "mainland_police")["state"] == "told");
  }

  TEST_CASE("a report's way keeps who was asked for an earlier revision, too, and before") {
    Scene scene;
    amend_what_was_released(scene);
    PositionList asked{"sector_chief_north for harbour_master",
                       "sector_chief_north for mainland_police",
                       "sector_chief_north for mainland_police"};
    CHECK(asked_on_the_way(scene) == asked);
    scene.clock.advance(std::chrono::days{8});
    scene.run();
    asked.emplace_back("harbour_master for mainland_police");
    CHECK(asked_on_the_way(scene) == asked);
    auto chief = scene.mission.positions.extract("sector_chief_north");
    chief.key() = "shore_chief";
    chief.mapped().id = "shore_chief";
    scene.mission.positions.insert(std::move(chief));
    scene.mission.version = "another chief";
    scene.router->mission_changed();
    scene.run();
    scene.restart_router();
    asked.emplace_back("shore_chief for mainland_police");
    asked.emplace_back("harbour_master for mainland_police");
    CHECK(asked_on_the_way(scene) == asked);
    const Json path = scene.control(
        {{"command", "explain"}, {"report", to_string(wet_report().id)}, {"chain", true}})["path"];
    const auto handed_over =
        std::ranges::find(path, "mission", [](const Json& step) { return step.value("by", ""); });
    REQUIRE(handed_over != path.end());
    CHECK((*handed_over)["what"] == "closed");
    CHECK((*handed_over)["decider"] == "sector_chief_north");
    CHECK((*handed_over)["position"] == "mainland_police");
  }

  TEST_CASE("when a changed mission leaves nobody to decide, that is alarmed once") {
    Scene scene;
    scene.file("intake", wet_report());
    scene.run();
    auto chief = scene.mission.positions.extract("sector_chief_north");
    scene.mission.version = "no chief";
    scene.router->mission_changed();
    scene.run();
    CHECK(scene.count_of("alarm.hold.nobody_decides") == 2);
    scene.mission.version = "still none";
    scene.router->mission_changed();
    scene.run();
    CHECK(scene.count_of("alarm.hold.nobody_decides") == 2);
    scene.mission.positions.insert(std::move(chief));
    scene.mission.version = "a chief again";
    scene.router->mission_changed();
    scene.run();
    CHECK(positions_in(said_to(scene, "sector_chief_north")["asks"]) ==
          PositionList{"mainland_police"});
  }

  TEST_CASE("where nobody is left to ask, another look says nothing while nothing has changed") {
    Scene scene;
    scene.file("intake", wet_report());
    scene.run();
    scene.mission.positions.erase("sector_chief_north");
    scene.mission.version = "no chief";
    scene.router->mission_changed();
    scene.run();
    REQUIRE(scene.count_of("alarm.hold.nobody_decides") == 2);
    scene.stop_router();
    scene.change_database("UPDATE report SET bytes = x'7b7d'");
    scene.start_router();
    scene.mission.version = "still none";
    scene.router->mission_changed();
    scene.run();
    CHECK(scene.count_of("alarm.report.damaged") == 0);
  }

  TEST_CASE("who waits for nobody is alarmed by name, with no word on whom the report concerns") {
    Scene scene;
    scene.mission.positions.at("sector_chief_north").stand_in = "lighthouse_keeper";
    scene.mission.positions.at("lighthouse_keeper").stand_in = "sector_chief_north";
    scene.mission.version = "a circle";
    scene.router->mission_changed();
    Report report = wet_report();
    report.concerns_un_personnel = {true, {"sector_chief_north", "lighthouse_keeper"}};
    scene.file("intake", report);
    scene.run();
    const std::vector<std::string> alarms = scene.details_of("alarm.routing.no_decider");
    REQUIRE(alarms.size() == 2);
    CHECK(alarms[0].find("harbour_master waits for nobody") != std::string::npos);
    CHECK(alarms[1].find("mainland_police waits for nobody") != std::string::npos);
    for (const std::string& alarm : alarms) {
      CHECK(alarm.find("nobody is left to decide") != std::string::npos);
      CHECK(alarm.find("implicated") == std::string::npos);
    }
  }

  TEST_CASE("past the resend horizon a message keeps only whom it told, and the chain is whole") {
    Scene scene;
    scene.file("intake", wet_report());
    scene.run();
    CHECK(scene.number("SELECT count(*) FROM dispatch WHERE whole = 1") == 1);
    const Json before = scene.control(
        {{"command", "explain"}, {"report", to_string(wet_report().id)}, {"chain", true}});
    scene.clock.advance(std::chrono::days{6});
    scene.run();
    CHECK(scene.number("SELECT count(*) FROM dispatch WHERE whole = 0") == 0);
    scene.clock.advance(std::chrono::days{1} + 2h);
    scene.run();
    CHECK(scene.number("SELECT count(*) FROM dispatch WHERE dispatch = 1 AND whole = 0") == 1);
    CHECK(scene.number("SELECT count(*) FROM dispatch WHERE whole = 0 "
                       "AND instr(CAST(message AS TEXT), 'contents') > 0") == 0);
    const Json after = scene.control(
        {{"command", "explain"}, {"report", to_string(wet_report().id)}, {"chain", true}});
    const auto first_told = [](const Json& answer) {
      const Json& path = answer.at("path");
      const auto found = std::ranges::find(
          path, "told", [](const Json& step) { return step.at("what").get<std::string>(); });
      return found == path.end() ? Json() : *found;
    };
    CHECK(first_told(after) == first_told(before));
    CHECK(first_told(after)["position"] == "sector_chief_north");
  }

  TEST_CASE("the reminder of a routine report does not overtake") {
    Scene scene;
    scene.file("intake", wet_report());
    scene.run();
    scene.clock.advance(3h);
    scene.run();
    scene.clock.advance(std::chrono::days{8});
    scene.run();
    CHECK(said_to(scene, "sector_chief_north")["state"] == "reminded");
    CHECK(scene.notifier().taken.size() > 1);
    for (const link::Message& message : scene.notifier().taken) {
      CHECK(message.lane == link::Lane::ordinary);
    }
  }

  TEST_CASE("the status of a report that concerns UN personnel names no position") {
    Scene scene;
    Report report = wet_report();
    scene.file("intake", report);
    scene.run();
    CHECK(scene.statuses("intake").back().at("positions").size() == 1);
    report.revision = 2;
    report.concerns_un_personnel = {true, {}};
    scene.file("intake", report);
    scene.run();
    scene.answer(scene.reply_to("sector_chief_north", 1));
    scene.run();
    for (const Json& status : scene.statuses("intake")) {
      if (status.at("revision") == 1) continue;
      CHECK(status.at("positions").empty());
      CHECK(status.at("state") != "routed");
    }
    CHECK(scene.statuses("intake").back().at("revision") == 2);
  }

  TEST_CASE("who was asked as nobody answered, and is implicated later, hears no more of it") {
    Scene scene;
    Report report = tiny_report();
    scene.file("intake", report);
    scene.run();
    scene.clock.advance(std::chrono::days{8});
    scene.run();
    REQUIRE(said_to(scene, "harbour_master")["state"] == "told");
    for (report.revision = 2; report.revision <= 3; ++report.revision) {
      report.concerns_un_personnel = {true, {"harbour_master"}};
      scene.file("intake", report);
      scene.run();
      CHECK(said_to(scene, "harbour_master")["state"] == "withheld");
      CHECK(said_to(scene, "harbour_master")["issue"] == 2);
    }
  }

  TEST_CASE("a doubt that comes with a revision is asked, and who was told stays at what it read") {
    Scene scene;
    doubt_the_harbour(scene);
    Report report = wet_report();
    report.where.region = "south_shore";  // The harbour master is told at once.
    scene.file("intake", report);
    scene.run();
    REQUIRE(shown_to(scene, "harbour_master")["revision"] == 1);
    report.danger.reset();
    for (report.revision = 2; report.revision <= 3; ++report.revision) {
      scene.file("intake", report);
      scene.run();
      CHECK(positions_in(said_to(scene, "sector_chief_south")["asks"]) ==
            PositionList{"mainland_police", "harbour_master"});
      CHECK(said_to(scene, "harbour_master")["issue"] == 1);
    }
    // What it is told for another reason does not show it the revision either.
    decide(scene, "harbour_master", 1, {{{"position", "mainland_police"}, {"release", true}}});
    const auto issue = said_to(scene, "harbour_master")["issue"].get<std::int64_t>();
    CHECK(issue > 1);
    CHECK(shown_to(scene, "harbour_master")["revision"] == 1);
    decide(scene, "sector_chief_south", 2, {{{"position", "harbour_master"}, {"release", true}}});
    CHECK(said_to(scene, "harbour_master")["issue"] == issue + 1);
    CHECK(shown_to(scene, "harbour_master")["revision"] == 3);
    // Released in spite of that doubt, it is not asked again.
    report.revision = 4;
    scene.file("intake", report);
    scene.run();
    CHECK(shown_to(scene, "harbour_master")["revision"] == 4);
    CHECK(positions_in(said_to(scene, "sector_chief_south")["asks"]) ==
          PositionList{"mainland_police"});
  }

  TEST_CASE("declined for a doubt, a revision is not shown; known to be none, it is") {
    Scene scene;
    doubt_the_harbour(scene);
    Report report = wet_report();
    report.where.region = "south_shore";
    scene.file("intake", report);
    scene.run();
    report.danger.reset();
    report.revision = 2;
    scene.file("intake", report);
    scene.run();
    decide(scene, "sector_chief_south", 1, {{{"position", "harbour_master"}, {"release", false}}});
    report.revision = 3;
    scene.file("intake", report);
    scene.run();
    CHECK(shown_to(scene, "harbour_master")["revision"] == 1);
    CHECK(positions_in(said_to(scene, "sector_chief_south")["asks"]) ==
          PositionList{"mainland_police"});
    report.danger = Danger{Answer::no, Answer::no};
    report.revision = 4;
    scene.file("intake", report);
    scene.run();
    CHECK(shown_to(scene, "harbour_master")["revision"] == 4);
  }

  TEST_CASE("an exercise is asked about as the real thing, and reaches nobody outside") {
    Scene scene;
    Report report = wet_report();
    report.exercise = true;
    scene.file("intake", report);
    scene.run();
    const Json release{{{"position", "mainland_police"}, {"release", true}}};
    decide(scene, "sector_chief_north", 1, release);
    CHECK(said_to(scene, "mainland_police").is_null());
    CHECK(now_of(scene, "mainland_police")["state"] == "closed");
    CHECK(now_of(scene, "mainland_police")["ended_by"] == "exercise");
    forward(scene, "sector_chief_north", 2);
    CHECK(said_to(scene, "harbour_master")["state"] == "told");
    report.revision = 2;
    report.exercise = false;  // It was none after all.
    scene.file("intake", report);
    scene.run();
    decide(scene, "sector_chief_north", 3, release);
    CHECK(shown_to(scene, "mainland_police")["revision"] == 2);
    report.revision = 3;
    report.exercise = true;
    scene.file("intake", report);
    scene.run();
    decide(scene, "sector_chief_north", 4, release);
    CHECK(shown_to(scene, "mainland_police")["revision"] == 2);
  }

  TEST_CASE("released after the mission has lost it, a position counts as told to nobody") {
    Scene scene;
    scene.file("intake", wet_report());
    scene.run();
    scene.mission.positions.erase("harbour_master");
    scene.mission.version = "no harbour";
    scene.router->mission_changed();
    scene.run();
    CHECK(scene.count_of("alarm.notice.position_gone") == 0);
    forward(scene, "sector_chief_north", 1);
    CHECK(said_to(scene, "harbour_master").is_null());
    const std::vector<std::string> alarms = scene.details_of("alarm.notice.position_gone");
    REQUIRE(alarms.size() == 1);
    CHECK(alarms[0].find("harbour_master") != std::string::npos);
    CHECK(scene.number("SELECT count(*) FROM notice WHERE position = 'harbour_master'") == 0);
    const Json status = scene.statuses("intake").back();
    for (const Json& position : status.at("positions")) {
      CHECK(position.at("position") != "harbour_master");
    }
    CHECK(now_of(scene, "harbour_master")["state"] == "closed");
    CHECK(now_of(scene, "harbour_master")["ended_by"] == "mission");
  }

  TEST_CASE("a doubt about withholding is asked, keeps the urgency, and no deadline passes it") {
    Scene scene;
    doubt_the_harbour(scene);
    Report report = wet_report();
    report.danger.reset();
    scene.file("intake", report);
    scene.run();
    const Json chief = said_to(scene, "sector_chief_north");
    CHECK_FALSE(chief.contains("forwards"));
    const auto asks = chief["asks"];
    const auto ask = std::ranges::find_if(
        asks, [](const Json& each) { return each.at("position") == "harbour_master"; });
    REQUIRE(ask != asks.end());
    CHECK((*ask)["because"][0]["en"].get<std::string>().starts_with("Not to be told if"));
    CHECK((*ask)["missing"].size() == 1);
    scene.clock.advance(3h);
    scene.run();
    CHECK(said_to(scene, "harbour_master").is_null());
    decide(scene, "sector_chief_north", 1, {{{"position", "harbour_master"}, {"release", true}}});
    CHECK(said_to(scene, "harbour_master")["state"] == "told");
  }
}
