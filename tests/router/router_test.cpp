#include "router/router.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "tests/router/canaries.h"
#include "tests/router/missions.h"
#include "tests/router/scene.h"
#include "tests/support/encode.h"
#include "tests/support/report_generator.h"

using namespace std::chrono_literals;
using namespace vigie;
using namespace vigie::router;
using Json = nlohmann::json;

namespace {

/// A further report of the tiny mission; the number makes its id.
Report numbered_report(std::uint8_t number) {
  Report report = tiny_report();
  report.id.bytes[15] = number;
  return report;
}

Report revised(Report report, std::int64_t revision) {
  report.revision = revision;
  return report;
}

Report with_boats(Report report) {
  report.indicators = {{"boat_without_lights", std::nullopt}};
  return report;
}

Json notice_for(const Json& message, const std::string& position) {
  for (const Json& notice : message.at("notices")) {
    if (notice.at("position") == position) return notice;
  }
  return nullptr;
}

std::string held_codes(Scene& scene) {
  std::string codes;
  const Json held = scene.control({{"command", "quarantine.list"}});
  for (const Json& entry : held.at("entries")) {
    codes += entry.at("in").get<std::string>() + ":" + entry.at("code").get<std::string>() + " ";
  }
  return codes;
}

}  // namespace

TEST_SUITE("router/router") {
  TEST_CASE("a report is routed, the notifier gets its notices and the intake its status") {
    Scene scene;
    scene.file("intake", tiny_report());
    scene.run();
    REQUIRE(scene.notices().size() == 1);
    CHECK(notice_for(scene.notices()[0], "sector_chief_north")["state"] == "told");
    REQUIRE(scene.statuses("intake").size() == 1);
    CHECK(scene.statuses("intake")[0]["state"] == "told");
    CHECK(scene.statuses("intake")[0]["positions"][0]["position"] == "sector_chief_north");
    CHECK(scene.intake("intake").owed() == 0);
    CHECK(scene.metrics_text().find("vigie_reports_received_total 1") != std::string::npos);
    CHECK(scene.acts() ==
          std::vector<std::string>{"mission.version", "report.routed", "notices.told"});
    CHECK(scene.state()["name"] == scene.mission.settings.router.name);
    CHECK(scene.state()["owed"] == Json{{"notifier", 0}, {"intake", 0}, {"intake_south", 0}});
  }

  TEST_CASE("the same report through two intakes is routed once and both hear of it") {
    Scene scene;
    scene.file("intake", tiny_report());
    scene.run();
    scene.file("intake_south", tiny_report());
    scene.run();
    CHECK(scene.notices().size() == 1);
    CHECK(scene.state()["counts"]["reports"] == 1);
    REQUIRE(scene.statuses("intake_south").size() == 1);
    CHECK(scene.statuses("intake_south")[0] == scene.statuses("intake")[0]);
    scene.answer(scene.reply_to("sector_chief_north", 1));
    scene.run();
    for (const char* intake : {"intake", "intake_south"}) {
      CAPTURE(intake);
      const auto statuses = scene.statuses(intake);
      REQUIRE(statuses.size() == 2);
      CHECK(statuses[1]["state"] == "acknowledged");
      CHECK(statuses[1]["count"] > statuses[0]["count"]);
    }
    const Json explained =
        scene.control({{"command", "explain"}, {"report", to_string(tiny_report().id)}});
    CHECK(explained["arrivals"].size() == 2);
  }

  TEST_CASE("other bytes under a known revision are quarantined with both digests; others pass") {
    Scene scene;
    const Report first = tiny_report();
    const Report forged = with_boats(first);
    scene.file("intake", first);
    scene.run();
    scene.file("intake_south", forged);
    scene.file("intake_south", numbered_report(9));
    scene.run();
    CHECK(scene.notices().size() == 2);
    CHECK(held_codes(scene) == "quarantine:conflict.digest ");
    const auto details = scene.details_of("report.refused");
    REQUIRE(details.size() == 1);
    CHECK(Json::parse(details[0])["kept"] == to_string(sha256(encode_report(first))));
    CHECK(Json::parse(details[0])["refused"] == to_string(sha256(encode_report(forged))));
    const service::Health health = scene.router->health(scene.clock.now());
    CHECK(health.alive);
    CHECK_FALSE(health.ready);
    const Json entry = scene.control({{"command", "quarantine.list"}})["entries"][0]["entry"];
    const auto shown = [&] {
      return scene.control({{"command", "quarantine.show"}, {"entry", entry}})["entry"];
    };
    CHECK(scene.control({{"command", "quarantine.retry"}, {"entry", entry}})["ok"] == false);
    CHECK(shown()["state"] == "open");
    CHECK_FALSE(shown().contains("closed_at"));
    CHECK(scene.control(
              {{"command", "quarantine.discard"}, {"entry", entry}, {"reason", "forged"}})["ok"] ==
          true);
    CHECK(shown()["state"] == "discarded");
    CHECK(shown()["closed_at"] == to_string(scene.clock.now()));
    CHECK(shown()["closed_by"] == "tester (uid 0)");
    CHECK(shown()["closed_reason"] == "forged");
    CHECK(scene.router->health(scene.clock.now()).ready);
  }

  TEST_CASE("what cannot be taken is quarantined or kept for later, and never blocks the rest") {
    struct Row {
      const char* code;
      void (*send)(Scene& scene);
    };
    const std::vector<Row> rows{
        {"quarantine:report.unreadable",
         [](Scene& s) { s.send(s.intake("intake"), {"{}"}, "report"); }},
        {"quarantine:report.unreadable",
         [](Scene& s) {
           link::Parts parts = s.handed_over("intake", tiny_report(), "{}");
           parts[2].pop_back();
           s.send(s.intake("intake"), parts, "report");
         }},
        {"quarantine:report.mismatch",
         [](Scene& s) {
           link::Parts parts = s.handed_over("intake", tiny_report(), "{}");
           parts[3] += " ";
           s.send(s.intake("intake"), parts, "report");
         }},
        {"quarantine:report.mismatch",
         [](Scene& s) {
           s.file_bytes("intake", tiny_report(), encode_report(revised(tiny_report(), 2)));
         }},
        {"quarantine:schema.missing",
         [](Scene& s) { s.file_bytes("intake", tiny_report(), R"({"schema":1})"); }},
        {"quarantine:json.syntax", [](Scene& s) { s.file_bytes("intake", tiny_report(), "{]"); }},
        {"not_yet:version.schema",
         [](Scene& s) { s.file_bytes("intake", tiny_report(), R"({"schema":2,"new":true})"); }},
        {"not_yet:version.catalogue",
         [](Scene& s) {
           Report report = tiny_report();
           report.catalogue = "2099.1";
           s.file("intake", report);
         }},
        {"not_yet:version.region",
         [](Scene& s) {
           Report report = tiny_report();
           report.where.region = "west_shore";
           s.file("intake", report);
         }},
        {"not_yet:version.kind", [](Scene& s) { s.send(s.intake("intake"), {"x"}, "postcard"); }},
        {"quarantine:sender.kind", [](Scene& s) { s.send(s.intake("intake"), {"{}"}, "reply"); }},
        {"quarantine:sender.kind", [](Scene& s) { s.send(s.notifier(), {"{}"}, "report"); }},
        {"quarantine:reply.unreadable", [](Scene& s) { s.send(s.notifier(), {"{}"}, "reply"); }},
    };
    for (const Row& row : rows) {
      CAPTURE(row.code);
      Scene scene;
      row.send(scene);
      scene.file("intake", numbered_report(9));
      scene.run();
      CHECK(held_codes(scene) == std::string(row.code) + " ");
      CHECK(scene.notices().size() == 1);
      CHECK(scene.intake("intake").owed() == 0);
      CHECK(scene.notifier().owed() == 0);
      CHECK(scene.state()["counts"]["reports"] == 1);
    }
  }

  TEST_CASE("only the unit that filed a report may revise it, through whichever intake") {
    Scene scene;
    scene.file("intake", tiny_report());
    scene.run();
    Report stranger = revised(tiny_report(), 2);
    stranger.patrol.unit = "other_unit";
    scene.file("intake_south", stranger);
    scene.run();
    CHECK(held_codes(scene) == "quarantine:revision.other_unit ");
    CHECK(scene.notices().size() == 1);
  }

  TEST_CASE("a lower revision that comes late is history: kept, not routed") {
    Scene scene;
    scene.file("intake", revised(with_boats(tiny_report()), 3));
    scene.run();
    scene.file("intake_south", revised(tiny_report(), 2));
    scene.run();
    CHECK(scene.notices().size() == 1);
    CHECK(scene.state()["counts"]["reports"] == 2);
    CHECK(scene.state()["counts"]["routings"] == 1);
    CHECK(scene.count_of("report.history") == 1);
    REQUIRE(scene.statuses("intake_south").size() == 1);
    CHECK(scene.statuses("intake_south")[0]["revision"] == 3);
    const Json request{
        {"command", "explain"}, {"report", to_string(tiny_report().id)}, {"revision", 2}};
    CHECK(scene.control(request)["error"]["code"] == "explain.not_routed");
  }

  TEST_CASE("an amendment tells new positions, changes others and corrects those it leaves") {
    Scene scene;
    Report report = tiny_report();
    report.where.region = "south_shore";
    scene.file("intake", report);
    scene.run();
    const Json first = scene.notices().at(0);
    CHECK(notice_for(first, "harbour_master")["state"] == "told");

    Report moved = with_boats(revised(report, 2));
    moved.where.region = "north_shore";
    scene.file("intake", moved);
    scene.run();
    const Json second = scene.notices().at(1);
    CHECK(second["revision"] == 2);
    CHECK(notice_for(second, "harbour_master")["state"] == "corrected");
    CHECK(notice_for(second, "harbour_master")["rules"].empty());
    CHECK(notice_for(second, "sector_chief_south")["state"] == "corrected");
    CHECK(notice_for(second, "sector_chief_north")["state"] == "told");
    CHECK(notice_for(second, "lighthouse_keeper")["state"] == "told");
    CHECK(notice_for(second, "harbour_master")["notice"] ==
          notice_for(first, "harbour_master")["notice"]);

    scene.file("intake", with_boats(revised(report, 3)));
    scene.run();
    const Json third = scene.notices().at(2);
    CHECK(notice_for(third, "harbour_master")["state"] == "changed");
    CHECK(notice_for(third, "lighthouse_keeper")["state"] == "changed");
    CHECK(notice_for(third, "sector_chief_north")["state"] == "corrected");
    CHECK(scene.statuses("intake").back()["positions"].size() == 3);
  }

  TEST_CASE("a position implicated by an amendment hears nothing more") {
    Scene scene;
    scene.file("intake", tiny_report());
    scene.run();
    Report amended = revised(tiny_report(), 2);
    amended.concerns_un_personnel = {true, {"sector_chief_north"}};
    scene.file("intake", amended);
    scene.run();
    const Json second = scene.notices().at(1);
    CHECK(notice_for(second, "harbour_master")["state"] == "told");
    const Json commander = notice_for(second, "sector_chief_north");
    CHECK(commander["state"] == "withheld");
    CHECK(commander["rules"].empty());
    CHECK_FALSE(commander.contains("asks"));
    const Json content = second["contents"][commander["content"].get<std::size_t>()];
    CHECK(content["profiles"].empty());
    CHECK_FALSE(content.contains("where"));
  }

  TEST_CASE("a report that reaches nobody is kept and alarmed") {
    Scene scene;
    Report report = tiny_report();
    report.concerns_un_personnel = {true, {"sector_chief_north", "harbour_master"}};
    scene.file("intake", report);
    scene.run();
    CHECK(scene.notices().empty());
    CHECK(scene.count_of("alarm.routing.nobody") == 1);
    CHECK(scene.statuses("intake").at(0)["state"] == "routed");
  }

  TEST_CASE("a reply is recorded once; the first acknowledgement stands, later ones are kept") {
    Scene scene;
    scene.file("intake", tiny_report());
    scene.run();
    const Json first = scene.reply_to("sector_chief_north", 1);
    Json second = scene.reply_to("sector_chief_north", 2);
    second["person"] = "sam";
    for (const Json& reply : {first, first, second, first}) scene.answer(reply);
    scene.run();
    CHECK(scene.state()["counts"]["replies"] == 2);
    CHECK(scene.count_of("reply.recorded") == 2);
    CHECK(scene.statuses("intake").size() == 2);
    const Json explained =
        scene.control({{"command", "explain"}, {"report", to_string(tiny_report().id)}});
    for (const Json& outcome : explained["outcomes"]) {
      if (outcome["position"] != "sector_chief_north") continue;
      CHECK(outcome["notice"]["acknowledged_by"] == "nora");
    }
    CHECK(held_codes(scene).empty());
  }

  TEST_CASE("a reply to no notice, or another answer under a known id, is quarantined") {
    Scene scene;
    scene.file("intake", tiny_report());
    scene.run();
    Json elsewhere = scene.reply_to("sector_chief_north", 1);
    elsewhere["position"] = "harbour_master";
    Json reply = scene.reply_to("sector_chief_north", 2);
    Json other = reply;
    other["kind"] = "comment";
    for (const Json& each : {elsewhere, reply, other}) scene.answer(each);
    scene.run();
    CHECK(held_codes(scene) == "quarantine:reply.unknown_notice quarantine:reply.conflict ");
    CHECK(scene.state()["counts"]["replies"] == 1);
  }

  // A router restored from nothing put the replies it heard first into quarantine for good.
  TEST_CASE("a reply that comes before its report waits, and counts when the report has come") {
    Scene before;
    before.file("intake", tiny_report());
    before.run();
    const Json reply = before.reply_to("sector_chief_north", 1);

    Scene scene;
    scene.answer(reply);
    scene.run();
    CHECK(held_codes(scene) == "not_yet:reply.unknown_notice ");
    scene.file("intake", tiny_report());
    scene.run();
    CHECK(held_codes(scene).empty());
    CHECK(scene.state()["counts"]["replies"] == 1);
  }

  TEST_CASE("an acknowledgement of an older revision does not acknowledge the newer") {
    Scene scene;
    scene.file("intake", tiny_report());
    scene.run();
    const Json old = scene.reply_to("sector_chief_north", 1);
    scene.file("intake", with_boats(revised(tiny_report(), 2)));
    scene.run();
    scene.answer(old);
    scene.run();
    CHECK(scene.state()["counts"]["replies"] == 1);
    CHECK(scene.state()["counts"]["acknowledged"] == 0);
    CHECK(scene.statuses("intake").back()["state"] == "told");
    scene.answer(scene.reply_to("sector_chief_north", 2));
    scene.run();
    CHECK(scene.state()["counts"]["acknowledged"] == 1);
  }

  TEST_CASE("an acknowledgement that overtakes its revision counts when the revision comes") {
    Scene scene;
    scene.file("intake", tiny_report());
    scene.run();
    Json early = scene.reply_to("sector_chief_north", 1);
    early["revision"] = 2;
    early["issue"] = 2;
    scene.answer(early);
    scene.run();
    CHECK(scene.state()["counts"]["acknowledged"] == 0);
    scene.file("intake", revised(tiny_report(), 2));
    scene.run();
    CHECK(scene.state()["counts"]["acknowledged"] == 1);
    CHECK(scene.statuses("intake").back()["state"] == "acknowledged");
  }

  TEST_CASE("a router that lost its database routes again, under the same notices") {
    Scene scene;
    scene.file("intake", tiny_report());
    scene.run();
    scene.lose_router_database();
    // The intake's next hello tells the empty router what it should hold.
    scene.run(400);
    REQUIRE(scene.notices().size() == 2);
    CHECK(scene.notices()[1]["notices"][0]["notice"] == scene.notices()[0]["notices"][0]["notice"]);
    CHECK(scene.statuses("intake")[1]["count"] > scene.statuses("intake")[0]["count"]);
  }

  TEST_CASE("a comment is kept and acknowledges nothing") {
    Scene scene;
    scene.file("intake", tiny_report());
    scene.run();
    Json comment = scene.reply_to("sector_chief_north", 1);
    comment["kind"] = "comment";
    comment["text"] = "canary in a comment";
    scene.answer(comment);
    scene.run();
    CHECK(scene.state()["counts"]["replies"] == 1);
    CHECK(scene.statuses("intake").size() == 1);
    CHECK(scene.log_text().find("canary") == std::string::npos);
    for (const std::string& detail : scene.details_of("")) {
      CHECK(detail.find("canary") == std::string::npos);
    }
  }

  TEST_CASE("a catalogue that arrives later lets what waited for it be routed") {
    Scene scene;
    Report report = tiny_report();
    report.catalogue = "2099.1";
    scene.file("intake", report);
    scene.run();
    CHECK(held_codes(scene) == "not_yet:version.catalogue ");
    CHECK(scene.router->health(scene.clock.now()).ready);
    scene.stop_router();
    scene.mission.catalogues["2099.1"] = scene.mission.catalogues.begin()->second;
    scene.mission.version = "a later version";
    scene.start_router();
    scene.run();
    CHECK(held_codes(scene).empty());
    REQUIRE(scene.notices().size() == 1);
    CHECK(scene.notices()[0]["version"] == "a later version");
    CHECK(scene.statuses("intake").size() == 1);
  }

  TEST_CASE("a restart resumes what was owed, and takes nothing twice") {
    Scene scene;
    scene.network.partition("router");
    for (std::uint8_t number = 1; number <= 5; ++number) {
      scene.file("intake", numbered_report(number));
    }
    scene.run();
    CHECK(scene.notices().empty());
    scene.restart_router();
    scene.run(20);
    scene.network.heal("router");
    scene.restart_router();
    scene.run(400);
    CHECK(scene.notices().size() == 5);
    CHECK(scene.statuses("intake").size() == 5);
    CHECK(scene.state()["counts"]["routings"] == 5);
    CHECK(scene.intake("intake").owed() == 0);
  }

  TEST_CASE("under drops, repeats and restarts every report is routed once, for many seeds") {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
      CAPTURE(seed);
      Scene scene;
      scene.random = SeededRandom(seed);
      scene.network.faults() = {.drop_per_mille = 150,
                                .duplicate_per_mille = 150,
                                .delay_min = 1ms,
                                .delay_max = 400ms,
                                .reorder = true};
      for (std::uint8_t number = 1; number <= 20; ++number) {
        scene.file(number % 2 == 0 ? "intake" : "intake_south", numbered_report(number));
        if (number % 3 == 0) scene.file("intake", numbered_report(number));
        scene.run(static_cast<int>(scene.random.below(20)));
        if (scene.random.below(4) == 0) scene.restart_router();
      }
      scene.network.faults() = {};
      scene.run(800);
      CHECK(scene.state()["counts"]["routings"] == 20);
      CHECK(scene.notices().size() == 20);
      CHECK(held_codes(scene).empty());
    }
  }

  TEST_CASE("flash overtakes a backlog on its way to the notifier") {
    Scene scene;
    scene.network.partition("router");
    for (std::uint8_t number = 1; number <= 30; ++number) {
      scene.file("intake", numbered_report(number));
    }
    scene.run(20);
    scene.file("intake", with_boats(numbered_report(99)), link::Lane::urgent);
    scene.run(20);
    scene.network.heal("router");
    scene.restart_router();
    scene.run(400);
    REQUIRE(scene.notices().size() == 31);
    CHECK(scene.notices()[0]["urgency"] == "flash");
  }

  TEST_CASE("canaries of a report appear in no status, audit entry, log line or explanation") {
    Scene scene;
    Report report = maximal_report();
    report.catalogue = "2001.1";
    report.where.region = "north_shore";
    const Planted planted = plant_canaries(report);
    Report filed = planted.report;
    scene.file("intake", filed);
    scene.run();
    REQUIRE(scene.notices().size() == 1);
    std::string everything = scene.log_text() + scene.metrics_text();
    for (const Json& message : scene.statuses("intake")) everything += message.dump();
    for (const std::string& detail : scene.details_of("")) everything += detail;
    everything += scene.control({{"command", "explain"}, {"report", to_string(filed.id)}}).dump();
    for (const Canary& canary : planted.canaries) {
      CAPTURE(canary.path);
      CHECK_FALSE(stands_in(everything, canary));
    }
  }

  TEST_CASE("explain answers every position, and says what is wrong with a request") {
    Scene scene;
    scene.file("intake", tiny_report());
    scene.run();
    const Json explained =
        scene.control({{"command", "explain"}, {"report", to_string(tiny_report().id)}});
    CHECK(explained["ok"] == true);
    CHECK(explained["version"] == scene.mission.version);
    CHECK(explained["outcomes"].size() == scene.mission.positions.size());
    CHECK(scene.count_of("report.explained") == 1);
    const std::vector<std::pair<Json, std::string>> bad{
        {{{"command", "explain"}}, "explain.report"},
        {{{"command", "explain"}, {"report", 7}}, "explain.report"},
        {{{"command", "explain"}, {"report", to_string(numbered_report(9).id)}},
         "explain.unknown_report"},
        {{{"command", "dance"}}, "control.unknown_command"},
        {Json::array(), "control.unreadable"},
    };
    for (const auto& row : bad) {
      CAPTURE(row.second);
      CHECK(scene.control(row.first)["error"]["code"] == row.second);
    }
  }

  TEST_CASE("reports lists the newest first, with how many were told and have answered") {
    Scene scene;
    scene.file("intake", numbered_report(1));
    scene.file("intake", with_boats(numbered_report(2)));
    scene.run();
    scene.answer(scene.reply_to("lighthouse_keeper", 1));
    scene.run();
    const Json list = scene.control({{"command", "reports"}, {"limit", 10}})["reports"];
    REQUIRE(list.size() == 2);
    CHECK(list[0]["report"] == to_string(numbered_report(2).id));
    CHECK(list[0]["urgency"] == "flash");
    CHECK(list[0]["notices"] == 2);
    CHECK(list[0]["acknowledged"] == 1);
    CHECK(scene.control({{"command", "reports"}, {"limit", 1}})["reports"].size() == 1);
  }

  TEST_CASE("the audit trail of a busy router verifies") {
    Scene scene;
    for (std::uint8_t number = 1; number <= 10; ++number) {
      scene.file("intake", numbered_report(number));
      scene.file("intake_south", numbered_report(number));
    }
    scene.run();
    scene.stop_router();
    scene.start_router();
    scene.run(5);
    CHECK(scene.audit_verdict().first_bad == std::nullopt);
    CHECK(scene.audit_verdict().entries > 20);
  }
}
