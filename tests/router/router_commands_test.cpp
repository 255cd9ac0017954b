#include "router/router_commands.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "tests/router/missions.h"
#include "tests/router/scene.h"

using namespace std::chrono_literals;
using namespace vigie;
using namespace vigie::router;
using Json = nlohmann::json;

namespace {

/// The wet report, filed and routed.
struct Filed {
  Filed() {
    scene.file("intake", report);
    scene.run();
  }

  Json ask(Json request) {
    request["report"] = to_string(report.id);
    return scene.control(request);
  }
  Json explain(Json request = Json::object()) {
    request["command"] = "explain";
    return ask(request);
  }
  Json view(const std::string& position) {
    return ask({{"command", "view"}, {"position", position}});
  }
  void answer(Json reply) {
    scene.answer(reply);
    scene.run();
  }
  void forward() {
    Json reply = scene.reply_to("sector_chief_north", 1);
    reply["kind"] = "forward";
    answer(reply);
  }
  void decide(bool release) {
    Json reply = scene.reply_to("sector_chief_north", 2);
    reply["kind"] = "decide";
    reply["decisions"] = {{{"position", "mainland_police"}, {"release", release}}};
    reply["text"] = "as warranted";
    answer(reply);
  }
  void amend() {
    ++report.revision;
    report.what.narrative = "They are wet.";
    scene.file("intake", report);
    scene.run();
  }

  Scene scene;
  Report report = wet_report();
};

std::string code_of(const Json& answer) { return answer.at("error").at("code"); }

/// "told harbour_master", one for each step.
std::vector<std::string> steps_of(const Json& answer) {
  std::vector<std::string> steps;
  for (const Json& step : answer.at("path")) {
    std::string text = step.at("what");
    if (step.contains("position")) text += " " + step.at("position").get<std::string>();
    if (step.contains("for")) text += " for " + step.at("for").get<std::string>();
    steps.push_back(text);
  }
  return steps;
}

}  // namespace

TEST_SUITE("router/router_commands") {
  TEST_CASE("explain answers every position's outcome, where it came in and what is owed") {
    Filed filed;
    const Json explained = filed.explain();
    CHECK(explained.at("ok") == true);
    CHECK(explained.at("arrivals").at(0).at("intake") == "intake");
    CHECK(explained.at("outcomes").size() == filed.scene.mission.positions.size());
    CHECK(outcome_in(explained, "sector_chief_north").at("notice").at("state") == "told");
    const Json police = outcome_in(explained, "mainland_police");
    CHECK(police.at("holds").at(0).at("now").at("state") == "open");
    CHECK(police.at("holds").at(0).at("now").contains("due"));
    const Json one = filed.explain({{"position", "mainland_police"}});
    CHECK(one.at("outcomes") == Json::array({police}));
  }

  TEST_CASE("an explanation follows what was decided since") {
    Filed filed;
    filed.forward();
    const Json harbour = outcome_in(filed.explain(), "harbour_master");
    CHECK(harbour.at("outcome") == "held");
    CHECK(harbour.at("holds").at(0).at("now").at("state") == "released");
    CHECK(harbour.at("holds").at(0).at("now").at("ended_by") == "nora");
    CHECK(harbour.at("notice").at("state") == "told");
  }

  TEST_CASE("as a reader: its own outcome and what it is asked, of the newest revision") {
    Filed filed;
    const Json read = filed.explain({{"as", "sector_chief_north"}});
    CHECK(read.at("as") == "sector_chief_north");
    CHECK(read.at("outcomes").size() == 3);
    CHECK_FALSE(read.contains("arrivals"));
    CHECK(read.dump().find("island.police") == std::string::npos);
    const Json keeper = filed.explain({{"as", "lighthouse_keeper"}});
    CHECK(keeper.at("outcomes").size() == 1);
    CHECK_FALSE(keeper.at("outcomes").at(0).contains("rules"));
    CHECK(filed.explain({{"as", "harbour_master"}}).at("outcomes").at(0).at("outcome") == "held");
    filed.amend();
    CHECK(filed.explain({{"as", "sector_chief_north"}}).at("revision") == 2);
    CHECK(code_of(filed.explain({{"as", "sector_chief_north"}, {"revision", 1}})) ==
          "explain.as_revision");
  }

  TEST_CASE("who is outside is explained the revision that was released to it, and no newer one") {
    Filed filed;
    filed.decide(true);
    const Json before = filed.explain({{"as", "mainland_police"}});
    CHECK(before.at("outcomes").at(0).at("notice").at("state") == "told");
    const Json chain = filed.explain({{"as", "mainland_police"}, {"chain", true}});
    filed.amend();
    const Json read = filed.explain({{"as", "mainland_police"}});
    REQUIRE(read.at("revision") == 1);
    CHECK(read.at("at") == before.at("at"));
    Json then = before.at("outcomes").at(0);
    Json now = read.at("outcomes").at(0);
    // What the newer revision asks about has taken the place of what was decided.
    then.at("holds").at(0).erase("now");
    now.at("holds").at(0).erase("now");
    CHECK(now == then);
    CHECK(code_of(filed.explain({{"as", "mainland_police"}, {"revision", 2}})) ==
          "explain.as_revision");
    CHECK(filed.explain({{"as", "mainland_police"}, {"revision", 1}}).at("ok") == true);
    const Json later = filed.explain({{"as", "mainland_police"}, {"chain", true}});
    CHECK(later.at("revision") == 1);
    CHECK(steps_of(later) == steps_of(chain));
    CHECK(filed.explain({{"as", "sector_chief_north"}}).at("revision") == 2);
  }

  TEST_CASE("who was asked in place of a position that is gone is explained and shown its view") {
    Filed filed;
    filed.scene.replace_chief();
    const Json whole = filed.explain();
    const Json hold = outcome_in(whole, "mainland_police").at("holds").at(0);
    CHECK(hold.at("decider") == "shore_chief");
    CHECK(hold.at("decider_title").at("en") == "Sector chief, north");
    const Json chief = outcome_in(whole, "shore_chief");
    CHECK(chief.at("outcome") == "told");
    CHECK(chief.at("reason") == "asked");
    CHECK(chief.at("notice").at("state") == "told");
    CHECK(filed.explain({{"position", "shore_chief"}}).at("outcomes") == Json::array({chief}));
    const Json read = filed.explain({{"as", "shore_chief"}});
    CHECK(outcome_in(read, "shore_chief").at("outcome") == "told");
    CHECK_FALSE(outcome_in(read, "mainland_police").is_null());
    CHECK_FALSE(outcome_in(read, "harbour_master").is_null());
    CHECK(outcome_in(read, "sector_chief_north").is_null());
    CHECK(filed.view("shore_chief").at("told") == true);
  }

  TEST_CASE("who waited reads on its way that another decided, not who acts for whom") {
    Filed filed;
    filed.report.concerns_un_personnel = {true, {"sector_chief_north"}};
    filed.amend();
    filed.scene.clock.advance(3h);
    filed.scene.run();
    const Json whole = filed.explain({{"chain", true}});
    CHECK(whole.dump().find("harbour_master") != std::string::npos);
    const Json decide = {{{"position", "mainland_police"}, {"release", true}}};
    Json reply = filed.scene.reply_to("harbour_master", 3);
    reply["kind"] = "decide";
    reply["decisions"] = decide;
    reply["text"] = "as warranted";
    filed.answer(reply);
    for (const char* asked : {"explain", "chain"}) {
      CAPTURE(asked);
      Json request{{"as", "mainland_police"}};
      if (std::string(asked) == "chain") request["chain"] = true;
      const Json read = filed.explain(request);
      CHECK(read.at("ok") == true);
      CHECK(read.dump().find("harbour_master") == std::string::npos);
    }
  }

  TEST_CASE("a reader is not told of the acts of other deciders") {
    Filed filed;
    filed.forward();
    const Json read = filed.explain({{"as", "harbour_master"}});
    REQUIRE(read.at("outcomes").size() == 1);
    const Json hold = read.at("outcomes").at(0).at("holds").at(0);
    CHECK(hold.at("now").at("state") == "released");
    CHECK(read.dump().find("nora") == std::string::npos);
  }

  TEST_CASE("a wrong question is answered with what is wrong") {
    Filed filed;
    const std::string other = "01900000-0000-7000-8000-000000000000";
    CHECK(code_of(filed.scene.control({{"command", "explain"}})) == "explain.report");
    CHECK(code_of(filed.scene.control({{"command", "view"}, {"report", other}})) ==
          "explain.unknown_report");
    CHECK(code_of(filed.explain({{"revision", 2}})) == "explain.no_such_revision");
    CHECK(code_of(filed.explain({{"position", "admiral"}})) == "explain.position");
    CHECK(code_of(filed.explain({{"as", "admiral"}})) == "explain.position");
    CHECK(code_of(filed.view("admiral")) == "explain.position");
    CHECK(code_of(filed.ask({{"command", "view"}})) == "explain.position");
    CHECK(code_of(filed.view("lighthouse_keeper")) == "view.not_shown");
  }

  TEST_CASE("a view is the very text that the position's notice holds") {
    Filed filed;
    const Json shown = filed.view("sector_chief_north");
    CHECK(shown.at("told") == true);
    CHECK(shown.at("state") == "told");
    const std::string text = shown.at("view");
    CHECK(shown.at("digest") == to_string(sha256(text)));
    const Json message = filed.scene.notices().front();
    const Json notice = message.at("notices").at(0);
    REQUIRE(notice.at("position") == "sector_chief_north");
    CHECK(Json::parse(text) == message.at("contents").at(notice.at("content").get<std::size_t>()));
    CHECK(shown.at("mark") == Json::parse(text).at("mark"));
    CHECK(shown.at("profiles") == Json::parse(text).at("profiles"));
  }

  TEST_CASE("of a position that waits: what it would be shown, exactly as it is once released") {
    Filed filed;
    const Json before = filed.view("harbour_master");
    CHECK(before.at("told") == false);
    CHECK_FALSE(before.contains("state"));
    CHECK(before.at("waits_for") == Json::array({"sector_chief_north"}));
    filed.forward();
    const Json after = filed.view("harbour_master");
    CHECK(after.at("told") == true);
    CHECK(after.at("view") == before.at("view"));
    CHECK(after.at("digest") == before.at("digest"));
  }

  TEST_CASE("who was declined is shown nothing, and an earlier revision stays what it was") {
    Filed filed;
    const Json before = filed.view("sector_chief_north");
    filed.decide(false);
    CHECK(code_of(filed.view("mainland_police")) == "view.not_shown");
    filed.amend();
    CHECK(filed.view("sector_chief_north").at("revision") == 2);
    const Json earlier =
        filed.ask({{"command", "view"}, {"position", "sector_chief_north"}, {"revision", 1}});
    CHECK(earlier.at("revision") == 1);
    CHECK(earlier.at("view") == before.at("view"));
    CHECK(filed.view("sector_chief_north").at("view") != before.at("view"));
  }

  TEST_CASE("the chain is one list in time order, from the patrol to whoever is still waited for") {
    Filed filed;
    filed.forward();
    filed.decide(true);
    const Json chain = filed.explain({{"chain", true}});
    CHECK(steps_of(chain) ==
          std::vector<std::string>{"received", "routed", "told sector_chief_north",
                                   "asked sector_chief_north for harbour_master",
                                   "asked sector_chief_north for mainland_police",
                                   "forwarded sector_chief_north", "told harbour_master",
                                   "decided sector_chief_north", "told mainland_police"});
    const Json& path = chain.at("path");
    CHECK(std::ranges::is_sorted(
        path, {}, [](const Json& step) { return step.at("at").get<std::int64_t>(); }));
    CHECK(path.at(7).at("person") == "nora");
    CHECK(path.at(7).at("reason") == "as warranted");
    CHECK(path.at(7).at("decisions").at(0).at("release") == true);
    CHECK(chain.at("waiting").empty());
    CHECK(chain.at("open").size() == 2);
  }

  TEST_CASE("the chain names who is waited for until when, reminders and revisions") {
    Filed filed;
    const Json waiting = filed.explain({{"chain", true}}).at("waiting");
    REQUIRE(waiting.size() == 2);
    CHECK(waiting.at(0).at("decider_title").at("en") == "Sector chief, north");
    CHECK(waiting.at(0).contains("due"));
    filed.scene.clock.advance(3h);
    filed.scene.run();
    const std::vector<std::string> steps = steps_of(filed.explain({{"chain", true}}));
    CHECK(std::ranges::find(steps, "passed harbour_master") != steps.end());
    filed.amend();
    const std::vector<std::string> amended = steps_of(filed.explain({{"chain", true}}));
    CHECK(std::ranges::count(amended, "received") == 2);
    // First, when the deadline had told somebody, and of the revision.
    CHECK(std::ranges::count(amended, "told sector_chief_north") == 3);
  }

  TEST_CASE("what the disk has changed is named, and the rest is answered") {
    struct Case {
      const char* change;
      Json request;
      const char* code;
    };
    const Json explain{{"command", "explain"}};
    const Json assessment{{"command", "assessment"}};
    const std::vector<Case> cases = {
        {"UPDATE routing SET record = x'04224d1840'", explain, "explain.damaged"},
        {"UPDATE routing SET record = x'04224d1840'", assessment, "explain.damaged"},
        {"UPDATE hold SET holds = x'5b7b'", explain, "explain.damaged"},
        {"UPDATE routing SET assessment = x'04224d1840'", assessment, "explain.damaged"},
        {"UPDATE routing SET assessment = x'04224d1840'", explain, nullptr}};
    for (const Case& one : cases) {
      CAPTURE(one.change);
      CAPTURE(one.request.dump());
      Filed filed;
      filed.scene.stop_router();
      filed.scene.change_database(one.change);
      filed.scene.start_router();
      const Json answer = filed.ask(one.request);
      if (one.code == nullptr) {
        CHECK(answer.at("ok") == true);
      } else {
        CHECK(code_of(answer) == one.code);
      }
    }
  }

  TEST_CASE("a chain says where the disk has changed who was told") {
    Filed filed;
    filed.scene.stop_router();
    filed.scene.change_database("UPDATE dispatch SET message = x'04224d1840', whole = 0");
    filed.scene.start_router();
    const Json chain = filed.explain({{"chain", true}});
    CAPTURE(chain.at("path").dump());
    CHECK(steps_of(chain) ==
          std::vector<std::string>{"received", "routed", "damaged",
                                   "asked sector_chief_north for harbour_master",
                                   "asked sector_chief_north for mainland_police"});
    CHECK(steps_of(filed.explain({{"chain", true}, {"as", "sector_chief_north"}})) ==
          std::vector<std::string>{"asked sector_chief_north for harbour_master",
                                   "asked sector_chief_north for mainland_police"});
  }

  TEST_CASE("a reader's chain has its own steps and what it is asked") {
    Filed filed;
    filed.forward();
    const Json read = filed.explain({{"chain", true}, {"as", "harbour_master"}});
    CHECK(steps_of(read) == std::vector<std::string>{"told harbour_master"});
    CHECK(read.at("waiting").empty());
    CHECK(filed.explain({{"chain", true}, {"as", "sector_chief_north"}}).at("waiting").size() == 1);
  }

  TEST_CASE("who asked why, and who saw what, is on the audit trail with the digest of the view") {
    Filed filed;
    filed.explain({{"as", "sector_chief_north"}});
    const Json shown = filed.view("sector_chief_north");
    CHECK(Json::parse(filed.scene.details_of("report.explained").back()) ==
          Json{{"revision", 1}, {"as", "sector_chief_north"}});
    CHECK(Json::parse(filed.scene.details_of("view.shown").back()) ==
          Json{{"revision", 1}, {"position", "sector_chief_north"}, {"view", shown.at("digest")}});
  }
}
