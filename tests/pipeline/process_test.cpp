// The real processes on loopback (tests/support/real_mission.h), killed and stopped at bad moments.

#include <doctest/doctest.h>
#include <signal.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <nlohmann/json.hpp>
#include <random>

#include "tests/support/number_in.h"
#include "tests/support/promises.h"
#include "tests/support/real_mission.h"
#include "tests/support/report_generator.h"

using namespace std::chrono_literals;
using namespace vigie;
using namespace vigie::support;

namespace {

std::uint64_t printed_seed() {
  const std::uint64_t seed = number_in("VIGIE_SEED", std::random_device{}());
  MESSAGE("seed " << seed << " (repeat with VIGIE_SEED=" << seed << ")");
  return seed;
}

Databases databases_of(const RealMission& mission) {
  return {.intakes = {mission.database_of("intake")},
          .router = mission.database_of("router"),
          .notifier = mission.database_of("notifier")};
}

void file_one(RealMission& mission, Device& patrol) {
  patrol.file(report_by(patrol.key().public_key, mission.now(), mission.random()), mission.now());
}

std::vector<ReportKey> receipted_in(RealMission& mission) {
  std::vector<ReportKey> all;
  for (const auto& patrol : mission.devices()) {
    const auto keys = patrol->receipted();
    all.insert(all.end(), keys.begin(), keys.end());
  }
  return all;
}

std::int64_t owed_by_devices(RealMission& mission) {
  std::int64_t owed = 0;
  for (const auto& patrol : mission.devices()) owed += patrol->owed();
  return owed;
}

Shown shown_in(RealMission& mission) {
  return [&mission](const Uuid& report, std::int64_t revision, const std::string& position) {
    return mission.shown(report, revision, position);
  };
}

void drain_and_check(RealMission& mission) {
  REQUIRE(mission.run_until([&] { return owed_by_devices(mission) == 0; }, 120s));
  const auto receipted = receipted_in(mission);
  // Looked at seldom and only where something was missing: the same thread is the officers' hands.
  auto waiting = receipted;
  CHECK(mission.run_until(
      [&] {
        mission.run_for(1000ms);
        waiting = not_shown(mission.database_of("router"), waiting, shown_in(mission));
        return waiting.empty();
      },
      240s));
  for (const std::string& program : RealMission::programs()) CHECK(mission.stop(program) == 0);
  check_receipted(databases_of(mission), receipted, shown_in(mission));
  check_audit(databases_of(mission));
  for (const auto& officer : mission.officers()) {
    for (const auto& [notice, deliveries] : officer->deliveries()) CHECK(deliveries.size() == 1);
  }
}

}  // namespace

TEST_SUITE("pipeline/process") {
  TEST_CASE("kill -9 of each program again and again under load loses no receipted report") {
    const std::uint64_t seed = printed_seed();
    constexpr int kills_of_each = 20;
    constexpr std::size_t receipts_wanted = 2000;
    RealMission mission(seed);
    SeededRandom random(seed);
    for (int i = 1; i <= 4; ++i) mission.add_device("patrol-" + std::to_string(i));
    std::map<std::string, int> kills;
    std::size_t filed = 0;
    const auto enough_kills = [&] {
      return std::all_of(RealMission::programs().begin(), RealMission::programs().end(),
                         [&](const auto& program) { return kills[program] >= kills_of_each; });
    };
    while (!enough_kills() || filed < receipts_wanted) {
      for (auto& patrol : mission.devices()) {
        for (int i = 0; i < 10 && patrol->owed() < 60; ++i, ++filed) file_one(mission, *patrol);
      }
      mission.run_for(std::chrono::milliseconds(50 + random.below(250)));
      if (enough_kills()) continue;
      const std::string& victim = RealMission::programs()[random.below(3)];
      mission.kill(victim);
      ++kills[victim];
      mission.run_for(std::chrono::milliseconds(random.below(100)));
      mission.start(victim);
    }
    drain_and_check(mission);
    CHECK(receipted_in(mission).size() >= receipts_wanted);
    MESSAGE(receipted_in(mission).size()
            << " receipted reports; kills: intake " << kills["intake"] << ", router "
            << kills["router"] << ", notifier " << kills["notifier"]);
  }

  TEST_CASE("a program that is stopped for a while delays reports and loses none") {
    const std::uint64_t seed = printed_seed();
    RealMission mission(seed);
    Device& patrol = mission.add_device("patrol-1");
    for (const std::string& program : RealMission::programs()) {
      mission.signal(program, SIGSTOP);
      for (int i = 0; i < 20; ++i) file_one(mission, patrol);
      mission.run_for(1500ms);
      mission.signal(program, SIGCONT);
      CHECK(mission.run_until([&] { return patrol.owed() == 0; }, 60s));
    }
    drain_and_check(mission);
    CHECK(receipted_in(mission).size() == 60);
  }
}
