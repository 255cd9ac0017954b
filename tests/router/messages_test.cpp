#include "router/messages.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "tests/router/missions.h"

using namespace std::chrono_literals;
using namespace vigie;
using namespace vigie::router;
using Json = nlohmann::json;

namespace {

const Time noon = std::chrono::sys_days{std::chrono::year{2019} / 6 / 30} + 12h;
const std::string id = "016b1cb5-b980-7001-8001-000000000001";

Json good_reply() {
  return {{"reply", id},        {"notice", id},     {"report", id},          {"revision", 2},
          {"position", "desk"}, {"person", "nora"}, {"kind", "acknowledge"}, {"at", 1560000000000}};
}

Json good_hand_over() {
  return {{"intake", "intake"},
          {"received_at", 1560000000000},
          {"device", "patrol-demo"},
          {"unit", "unpol_demo"},
          {"digest", std::string(64, 'a')}};
}

}  // namespace

TEST_SUITE("router/messages") {
  TEST_CASE("a reply is read, and members from the future are ignored") {
    Json json = good_reply();
    json["mood"] = "sunny";
    json["text"] = "On our way.";
    const auto reply = read_reply(json.dump());
    REQUIRE(reply.has_value());
    CHECK(reply->kind == ReplyKind::acknowledge);
    CHECK(reply->revision == 2);
    CHECK(reply->text == "On our way.");
    CHECK(to_milliseconds(reply->at) == 1560000000000);
  }

  TEST_CASE("a reply with a missing or mistyped member is not read") {
    const Json good = good_reply();
    for (const auto& item : good.items()) {
      const std::string& name = item.key();
      CAPTURE(name);
      Json missing = good_reply();
      missing.erase(name);
      CHECK_FALSE(read_reply(missing.dump()).has_value());
      for (const Json& wrong : {Json(nullptr), Json(true), Json(1.5), Json("?"), Json::array()}) {
        CAPTURE(wrong.dump());
        if (wrong == "?" && (name == "position" || name == "person")) continue;
        Json mistyped = good_reply();
        mistyped[name] = wrong;
        CHECK_FALSE(read_reply(mistyped.dump()).has_value());
      }
    }
    for (const char* bytes : {"", "{", "[]", "7", "null", "\xff\xfe"}) {
      CHECK_FALSE(read_reply(bytes).has_value());
    }
  }

  TEST_CASE("a reply longer than the limit is not read") {
    Json json = good_reply();
    json["text"] = std::string(reply_text_bytes_max, 'a');
    CHECK(read_reply(json.dump()).has_value());
    json["text"] = std::string(reply_text_bytes_max + 1, 'a');
    CHECK_FALSE(read_reply(json.dump()).has_value());
  }

  TEST_CASE("a hand-over with a missing member is not read") {
    CHECK(read_hand_over(good_hand_over().dump()).has_value());
    for (const char* name : {"received_at", "device", "unit", "digest"}) {
      CAPTURE(name);
      Json missing = good_hand_over();
      missing.erase(name);
      CHECK_FALSE(read_hand_over(missing.dump()).has_value());
    }
  }

  TEST_CASE("the notifier is told who, by which rules, by when, and the content once") {
    const config::Mission mission = tiny();
    Report report = tiny_report();
    report.indicators = {{"boat_without_lights", std::nullopt}};
    const Routing routing = route(report, mission, noon);
    const auto notices = notices_after(report.id, 1, routing, {});
    const Json message = Json::parse(write_notices({report, routing, notices}, mission));
    CHECK(message["report"] == to_string(report.id));
    CHECK(message["revision"] == 1);
    CHECK(message["kind"] == "report");
    CHECK(message["exercise"] == false);
    CHECK(message["region"] == "north_shore");
    CHECK(message["urgency"] == "flash");
    CHECK(message["version"] == mission.version);
    CHECK(message["routed_at"] == to_milliseconds(noon));
    CHECK(message["content"]["indicators"][0]["code"] == "boat_without_lights");
    const auto& statements = mission.catalogues.at(report.catalogue).statements;
    CHECK(message["content"]["sentence"]["fr"] ==
          statements.at("protection.non_refoulement").text.fr);
    REQUIRE(message["notices"].size() == 2);
    const Json& keeper = message["notices"][0];
    CHECK(keeper["position"] == "lighthouse_keeper");
    CHECK(keeper["notice"] == to_string(notice_id(report.id, "lighthouse_keeper")));
    CHECK(keeper["state"] == "told");
    CHECK(keeper["urgency"] == "flash");
    CHECK(keeper["expect"] == "acknowledge");
    CHECK(keeper["deadline"] == to_milliseconds(noon + 5min));
    CHECK(keeper["rules"][0]["rule"] == "island.lighthouse");
    CHECK(keeper["rules"][0]["because"]["fr"] == "Le gardien peut les voir.");
    CHECK(keeper["rules"][0]["authority"] == "ours: invented");
    CHECK(message["notices"][1]["urgency"] == "routine");
  }

  TEST_CASE("a withheld notice is not sent, and nothing is sent when there is nothing else") {
    const config::Mission mission = tiny();
    Report report = tiny_report();
    const auto before = notices_after(report.id, 1, route(report, mission, noon), {});
    report.concerns_un_personnel = {true, {"sector_chief_north"}};
    const Routing routing = route(report, mission, noon);
    std::vector<Notice> notices = notices_after(report.id, 2, routing, before);
    const std::string message = write_notices({report, routing, notices}, mission);
    CHECK(message.find("sector_chief_north") == std::string::npos);
    CHECK(message.find("harbour_master") != std::string::npos);
    std::erase_if(notices, [](const Notice& n) { return n.state != NoticeState::withheld; });
    CHECK(write_notices({report, routing, notices}, mission).empty());
  }

  TEST_CASE("a status says how far each told position is, and the report as a whole") {
    const Uuid report = tiny_report().id;
    Notice one;
    one.report = report;
    one.position = "one";
    one.at = noon;
    Notice two = one;
    two.position = "two";
    Notice past = one;
    past.position = "past";
    past.state = NoticeState::corrected;
    CHECK(state_of(status_of(report, 2, {})) == ReportState::routed);
    CHECK(state_of(status_of(report, 2, {one, two, past})) == ReportState::told);
    one.acknowledged = Acknowledged{"nora", noon + 1min};
    CHECK(state_of(status_of(report, 2, {one, two, past})) == ReportState::told);
    two.acknowledged = one.acknowledged;
    const Status status = status_of(report, 2, {one, two, past});
    CHECK(state_of(status) == ReportState::acknowledged);
    const Json json = Json::parse(write_status(status, 7));
    CHECK(json["count"] == 7);
    CHECK(json["state"] == "acknowledged");
    CHECK(json["positions"].size() == 2);
    CHECK(json["positions"][0]["at"] == to_milliseconds(noon + 1min));
    CHECK(json.dump().find("nora") == std::string::npos);
  }
}
