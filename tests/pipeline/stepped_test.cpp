// The whole mission in one thread under a simulated clock and network
// (tests/support/stepped_mission.h).

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <variant>

#include "report/decode.h"
#include "tests/support/encode.h"
#include "tests/support/number_in.h"
#include "tests/support/promises.h"
#include "tests/support/report_generator.h"
#include "tests/support/stepped_mission.h"

using namespace std::chrono_literals;
using namespace vigie;
using namespace vigie::support;
using Json = nlohmann::json;

namespace {

Databases databases_of(const SteppedMission& mission) {
  Databases databases;
  for (const auto& intake : mission.mission().settings.intakes) {
    databases.intakes.push_back(mission.database_of(intake.name));
  }
  databases.router = mission.database_of("router");
  databases.notifier = mission.database_of("notifier");
  return databases;
}

Shown shown_in(const SteppedMission& mission) {
  return [&mission](const Uuid& report, std::int64_t revision, const std::string& position) {
    return mission.shown(report, revision, position);
  };
}

Report report_for(const Device& patrol, SteppedMission& mission) {
  return report_by(patrol.key().public_key, mission.clock().now(), mission.random());
}

std::vector<ReportKey> receipted_by(const std::vector<Device*>& patrols) {
  std::vector<ReportKey> all;
  for (const Device* patrol : patrols) {
    const auto keys = patrol->receipted();
    all.insert(all.end(), keys.begin(), keys.end());
  }
  return all;
}

/// The number of seeds a loop runs: the environment raises it for the long run (tools/check).
int seeds(int normally) {
  return static_cast<int>(number_in("VIGIE_SEEDS", static_cast<std::uint64_t>(normally)));
}

std::string outcome_codes(const Device& patrol) {
  std::string codes;
  for (const auto& [key, answered] : patrol.answers()) codes += answered.code + " ";
  return codes;
}

}  // namespace

TEST_SUITE("pipeline/stepped") {
  TEST_CASE("a filed report is shown to every position its routing names, and acknowledged") {
    SteppedMission mission({.seed = 7, .mission = {}});
    Device& patrol = mission.add_device("patrol-1", "unpol_1");
    for (int i = 0; i < 20; ++i) patrol.file(report_for(patrol, mission), mission.clock().now());
    REQUIRE(mission.run_until_quiet());
    CAPTURE(outcome_codes(patrol));
    REQUIRE(patrol.receipted().size() == 20);
    check_receipted(databases_of(mission), patrol.receipted(), shown_in(mission));
    check_audit(databases_of(mission));
    for (const auto& [id, revision] : patrol.receipted()) {
      const Json status = Json::parse(
          mission.control("intake", Json{{"command", "status"}, {"report", to_string(id)}}.dump()));
      CHECK(status.dump().find("\"acknowledged\"") != std::string::npos);
    }
  }

  TEST_CASE(
      "a duplicate storm across restarts stores each report once and answers the same receipt") {
    for (int seed = 1; seed <= seeds(3); ++seed) {
      CAPTURE(seed);
      SteppedMission mission({.seed = static_cast<std::uint64_t>(seed), .mission = {}});
      SeededRandom random(static_cast<std::uint64_t>(seed));
      Device& patrol = mission.add_device("patrol-1", "unpol_1");
      struct Copy {
        link::Parts parts;
        ReportKey key;
      };
      std::vector<Copy> copies;
      for (int i = 0; i < 40; ++i) {
        const Report report = report_for(patrol, mission);
        const link::Parts parts = to_parts(patrol.sign_next(report, mission.clock().now()));
        const std::uint64_t times = 1 + random.below(5);
        for (std::uint64_t copy = 0; copy < times; ++copy) {
          copies.push_back({parts, {report.id, report.revision}});
        }
      }
      for (std::size_t i = copies.size(); i > 1; --i) {
        std::swap(copies[i - 1], copies[random.below(i)]);
      }
      const std::vector<std::string> names{"intake", "router", "notifier"};
      for (std::size_t i = 0; i < copies.size(); ++i) {
        patrol.file_parts(copies[i].parts, copies[i].key, link::Lane::ordinary,
                          mission.clock().now());
        mission.step();
        if (i % 20 == 19) {
          const std::string& name = names[random.below(names.size())];
          mission.kill(name);
          mission.step();
          mission.start(name);
        }
      }
      REQUIRE(mission.run_until_quiet(20'000));
      CHECK(patrol.receipted().size() == 40);
      CHECK(patrol.answers().size() == copies.size());
      for (const auto& [key, answered] : patrol.answers()) {
        CHECK(answered.answer == patrol.answers().find(key)->second.answer);
      }
      check_receipted(databases_of(mission), patrol.receipted(), shown_in(mission));
      for (const auto& officer : mission.officers()) {
        for (const auto& [notice, deliveries] : officer->deliveries()) {
          CHECK(deliveries.size() == 1);
        }
      }
      check_audit(databases_of(mission));
    }
  }

  TEST_CASE(
      "any program may be killed at any turn on any network without losing a receipted report") {
    for (int seed = 1; seed <= seeds(6); ++seed) {
      CAPTURE(seed);
      SteppedMission mission({.seed = static_cast<std::uint64_t>(seed), .mission = {}});
      SeededRandom random(static_cast<std::uint64_t>(seed) * 31);
      mission.network().faults() = {.drop_per_mille = random.below(80),
                                    .duplicate_per_mille = random.below(80),
                                    .delay_min = 0ms,
                                    .delay_max = std::chrono::milliseconds(random.below(200)),
                                    .reorder = random.below(2) == 1};
      std::vector<Device*> patrols{&mission.add_device("patrol-1", "unpol_1"),
                                   &mission.add_device("patrol-2", "unpol_2")};
      const std::vector<std::string> names{"intake", "router", "notifier"};
      for (int i = 0; i < 60; ++i) {
        Device& patrol = *patrols[random.below(patrols.size())];
        patrol.file(report_for(patrol, mission), mission.clock().now(),
                    1 + static_cast<int>(random.below(2)));
        for (std::uint64_t steps = random.below(6); steps > 0; --steps) mission.step();
        if (random.below(4) != 0) continue;
        const std::string& name = names[random.below(names.size())];
        mission.kill(name);
        for (std::uint64_t steps = random.below(10); steps > 0; --steps) mission.step();
        mission.start(name);
      }
      mission.network().faults() = {};
      REQUIRE(mission.run_until_quiet(60'000));
      const auto receipted = receipted_by(patrols);
      CHECK(receipted.size() == 60);
      check_receipted(databases_of(mission), receipted, shown_in(mission));
      check_audit(databases_of(mission));
    }
  }

  TEST_CASE("the same report through two intakes is routed once and its status reaches both") {
    SteppedMission mission({.seed = 3, .intakes = 2, .mission = {}});
    Device& here = mission.add_device("patrol-1", "unpol_1", mission.intake_name(0));
    Device& there = mission.connect_again(here, mission.intake_name(1));
    const Report report = report_for(here, mission);
    const link::Parts parts = to_parts(here.sign_next(report, mission.clock().now()));
    for (Device* patrol : {&here, &there}) {
      patrol->file_parts(parts, {report.id, 1}, link::Lane::ordinary, mission.clock().now());
    }
    REQUIRE(mission.run_until_quiet());
    CHECK(here.receipted().size() == 1);
    CHECK(there.receipted().size() == 1);
    check_receipted(databases_of(mission), here.receipted(), shown_in(mission));
    for (int index = 0; index < 2; ++index) {
      const std::string status =
          mission.control(mission.intake_name(index),
                          Json{{"command", "status"}, {"report", to_string(report.id)}}.dump());
      CHECK(status.find("\"acknowledged\"") != std::string::npos);
    }
    for (const auto& officer : mission.officers()) {
      for (const auto& [notice, deliveries] : officer->deliveries()) CHECK(deliveries.size() == 1);
    }
  }

  TEST_CASE("other content under a known id and revision is kept aside by the router, not routed") {
    SteppedMission mission({.seed = 4, .intakes = 2, .mission = {}});
    Device& here = mission.add_device("patrol-1", "unpol_1", mission.intake_name(0));
    Device& there = mission.connect_again(here, mission.intake_name(1));
    Report report = report_for(here, mission);
    here.file(report, mission.clock().now());
    REQUIRE(mission.run_until_quiet());
    report.exercise = !report.exercise;
    there.file(report, mission.clock().now());
    REQUIRE(mission.run_until_quiet());
    CHECK(stored_copies(mission.database_of("router"), {report.id, 1}) == 1);
    const Json list = Json::parse(mission.control("router", R"({"command":"quarantine.list"})"));
    REQUIRE(list.at("entries").size() == 1);
    CHECK(list.at("entries")[0].at("code") == "conflict.digest");
    CHECK_FALSE(mission.program("router").health(mission.clock().now()).ready);
  }

  TEST_CASE("a program restored from an older database loses nothing that was receipted") {
    for (const std::string name : {"intake", "router", "notifier"}) {
      CAPTURE(name);
      SteppedMission mission({.seed = 11, .mission = {}});
      Device& patrol = mission.add_device("patrol-1", "unpol_1");
      const auto file_some = [&] {
        for (int i = 0; i < 10; ++i) {
          patrol.file(report_for(patrol, mission), mission.clock().now());
        }
        REQUIRE(mission.run_until_quiet());
      };
      file_some();
      mission.kill(name);
      const auto database = mission.database_of(name);
      const auto backup = database.string() + ".backup";
      std::filesystem::copy_file(database, backup);
      const bool has_wal = std::filesystem::exists(database.string() + "-wal");
      if (has_wal) std::filesystem::copy_file(database.string() + "-wal", backup + "-wal");
      mission.start(name);
      file_some();
      mission.kill(name);
      for (const char* tail : {"", "-wal", "-shm"}) {
        std::filesystem::remove(database.string() + tail);
      }
      std::filesystem::copy_file(backup, database);
      if (has_wal) std::filesystem::copy_file(backup + "-wal", database.string() + "-wal");
      mission.start(name);
      // The periodic hello of each sender finds the gap, whoever lost.
      for (int i = 0; i < 4000; ++i) mission.step();
      file_some();
      CHECK(patrol.receipted().size() == 30);
      check_receipted(databases_of(mission), patrol.receipted(), shown_in(mission));
      check_audit(databases_of(mission));
    }
  }

  TEST_CASE("a report of an unknown catalogue waits while those behind it pass") {
    SteppedMission mission({.seed = 5, .mission = {}});
    Device& patrol = mission.add_device("patrol-1", "unpol_1");
    Report future = report_for(patrol, mission);
    future.catalogue = "2031.1";
    patrol.file(future, mission.clock().now());
    const Report known = report_for(patrol, mission);
    patrol.file(known, mission.clock().now());
    REQUIRE(mission.run_until_quiet());
    const auto answered = patrol.answers().find({future.id, 1});
    REQUIRE(answered != patrol.answers().end());
    CHECK(answered->second.outcome == link::Outcome::not_yet);
    CHECK(answered->second.code == "version.catalogue");
    CHECK(patrol.receipted() == std::vector<ReportKey>{{known.id, 1}});
    CHECK(stored_copies(mission.database_of("intake"), {future.id, 1}) == 0);
  }

  TEST_CASE("a revoked device is refused at its next report, and what it filed before stays") {
    SteppedMission mission({.seed = 6, .mission = {}});
    Device& patrol = mission.add_device("patrol-1", "unpol_1");
    patrol.file(report_for(patrol, mission), mission.clock().now());
    REQUIRE(mission.run_until_quiet());
    REQUIRE(patrol.receipted().size() == 1);
    const Json revoked = Json::parse(mission.control(
        "intake", R"({"command":"keys.revoke","name":"patrol-1","reason":"stolen"})"));
    CHECK(revoked.at("ok") == true);
    const Report after = report_for(patrol, mission);
    patrol.file(after, mission.clock().now());
    for (int i = 0; i < 500; ++i) mission.step();
    CHECK(patrol.receipted().size() == 1);
    CHECK(stored_copies(mission.database_of("intake"), {after.id, 1}) == 0);
    check_receipted(databases_of(mission), patrol.receipted(), shown_in(mission));
  }

  TEST_CASE("a peer that stops is waited for, and everything arrives when it comes back") {
    for (const std::string name : {"router", "notifier"}) {
      CAPTURE(name);
      SteppedMission mission({.seed = 8, .mission = {}});
      Device& patrol = mission.add_device("patrol-1", "unpol_1");
      mission.kill(name);
      for (int i = 0; i < 30; ++i) {
        patrol.file(report_for(patrol, mission), mission.clock().now());
        mission.step();
      }
      REQUIRE(mission.run_until([&] { return patrol.receipted().size() == 30; }));
      for (int i = 0; i < 2000; ++i) mission.step();
      mission.start(name);
      REQUIRE(mission.run_until_quiet(20'000));
      check_receipted(databases_of(mission), patrol.receipted(), shown_in(mission));
    }
  }

  TEST_CASE("an invented mission carries its reports by its own positions and words") {
    SteppedMission mission(
        {.seed = 9, .mission = std::filesystem::path(VIGIE_SOURCE_DIR) / "tests/missions/tiny"});
    Device& patrol = mission.add_device("patrol-1", "unit_1");
    Report report = minimal_report();
    report.id = new_uuid7(mission.clock().now(), mission.random());
    report.catalogue = mission.mission().catalogue_current;
    report.patrol.device = "patrol-1";
    report.patrol.unit = "unit_1";
    report.where.region = mission.mission().regions.begin()->first;
    report.when.filed_at = {mission.clock().now(), 0min};
    patrol.file(report, mission.clock().now());
    REQUIRE(mission.run_until_quiet());
    CAPTURE(outcome_codes(patrol));
    REQUIRE(patrol.receipted().size() == 1);
    const auto told = told_positions(mission.database_of("router"), {report.id, 1});
    CHECK_FALSE(told.empty());
    for (const std::string& position : told) {
      CHECK(mission.mission().positions.contains(position));
      CHECK(mission.shown(report.id, 1, position));
    }
  }
}
