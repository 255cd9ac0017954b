// Clocks that are wrong: a day back, a day ahead, four hundred days ahead — of one program or of
// everything, across a restart and without one, while reports are on their way. Nothing is lost,
// nothing waits for a time to come round again, and nothing owed is pruned.

#include <doctest/doctest.h>

#include <array>
#include <variant>

#include "link/wire.h"
#include "service/trusted_clock.h"
#include "tests/faults/invariants.h"
#include "tests/faults/missions.h"
#include "tests/faults/workload.h"
#include "tests/support/report_generator.h"

using namespace std::chrono_literals;
using namespace vigie;
using namespace vigie::faults;
using support::SteppedMission;

namespace {

using std::chrono::milliseconds;

constexpr std::array<milliseconds, 3> jumps = {-24h, 24h, 400 * 24h};

void jump(SteppedMission& mission, const std::string& whose, milliseconds by) {
  if (whose != "everything") return mission.shift_clock(whose, by);
  mission.jump_clocks(by);
}

void restart(SteppedMission& mission, const std::string& whose) {
  for (const std::string& name : mission.names()) {
    if (whose == "everything" || whose == name) mission.kill(name);
  }
  mission.start_all();
}

/// Until the router takes the new time for the right one.
void wait_until_believed(SteppedMission& mission) {
  const auto end = mission.clock().now() + service::step_agreement + 1min;
  while (mission.clock().now() < end) mission.step(10s);
}

/// Under load, at rest, and under load again: the clock is set and some time passes each time.
void live_through(SteppedMission& mission, Workload& workload, const std::string& whose,
                  milliseconds by, bool restarts) {
  REQUIRE_MESSAGE(mission.run_to_rest(), mission.unrest());
  workload.load(6, 1);
  jump(mission, whose, by);
  if (restarts) restart(mission, whose);
  workload.load(6, 1);
  CHECK_MESSAGE(mission.run_to_rest(), mission.unrest());
  check_acknowledged_is_kept(mission, workload);
  workload.load(6, 1);
  wait_until_believed(mission);
  workload.load(6, 1);
  CHECK_MESSAGE(mission.run_to_rest(), mission.unrest());
  check_at_rest(mission, workload, {.pruned = true});
}

Report dated(SteppedMission& mission, const support::Device& patrol, Time filed_at) {
  Report report = minimal_report();
  report.id = new_uuid7(mission.clock().now(), mission.random());
  report.catalogue = mission.mission().catalogue_current;
  report.patrol.device = patrol.key().public_key.name;
  report.patrol.unit = patrol.key().public_key.unit;
  report.where.region = mission.mission().regions.begin()->first;
  report.when.filed_at = {filed_at, 0min};
  return report;
}

std::string code_for(const support::Device& patrol, const Report& report) {
  const auto answered = patrol.answers().find({report.id, report.revision});
  return answered == patrol.answers().end() ? "no answer" : answered->second.code;
}

}  // namespace

TEST_SUITE("faults/clock") {
  TEST_CASE("a clock set a day back, a day or 400 days ahead loses nothing and delays nothing") {
    const config::Mission tiny = tiny_mission();
    for (const std::string whose : {"intake", "router", "notifier", "everything"}) {
      for (const milliseconds by : jumps) {
        for (const bool restarts : {false, true}) {
          CAPTURE(whose);
          CAPTURE(std::chrono::duration_cast<std::chrono::hours>(by).count());
          CAPTURE(restarts);
          SteppedMission mission(
              {.seed = 5, .mission = {}, .loaded = &tiny, .disks_can_fail = true});
          Workload workload(mission, 5, 2);
          live_through(mission, workload, whose, by, restarts);
        }
      }
    }
  }

  TEST_CASE("what is owed to a program that is away is not pruned, however far the clock jumps") {
    const config::Mission tiny = tiny_mission();
    for (const std::string away : {"router", "notifier"}) {
      CAPTURE(away);
      SteppedMission mission({.seed = 6, .mission = {}, .loaded = &tiny, .disks_can_fail = true});
      Workload workload(mission, 6, 2);
      REQUIRE_MESSAGE(mission.run_to_rest(), mission.unrest());
      workload.load(6, 1);
      mission.kill(away);
      workload.load(6, 1);
      REQUIRE(mission.run_until([&] { return workload.all_answered(); }));
      mission.jump_clocks(400 * 24h);
      // Two rounds of housekeeping.
      for (int i = 0; i < 10; ++i) mission.step(15min);
      mission.start(away);
      CHECK_MESSAGE(mission.run_to_rest(), mission.unrest());
      check_at_rest(mission, workload, {.pruned = true});
    }
  }

  // Every look found the push of a later hour still fresh, until that hour came round again.
  TEST_CASE("a push lost before the notifier's clock was set back is soon repeated") {
    const config::Mission tiny = tiny_mission();
    SteppedMission mission({.seed = 8, .mission = {}, .loaded = &tiny, .disks_can_fail = true});
    Workload workload(mission, 8, 2);
    REQUIRE_MESSAGE(mission.run_to_rest(), mission.unrest());
    int lost = 0;
    mission.network().on_message([&](const link::Parts& frames) {
      const link::Wire wire = link::read_wire(frames);
      const auto* tell = std::get_if<link::Tell>(&wire);
      const bool push = tell != nullptr && tell->what == "notice";
      lost += push ? 1 : 0;
      return push;
    });
    workload.load(6, 1);
    REQUIRE(mission.run_until([&] { return lost >= 6; }));
    mission.network().on_message({});
    mission.shift_clock("notifier", -1h);
    CHECK_MESSAGE(mission.run_to_rest(1min), mission.unrest());
    check_at_rest(mission, workload);
  }

  TEST_CASE("a report dated by a right clock is refused by an intake whose clock is days behind") {
    const config::Mission tiny = tiny_mission();
    SteppedMission mission({.seed = 7, .mission = {}, .loaded = &tiny, .disks_can_fail = true});
    support::Device& patrol = mission.add_device("patrol-1", "unit_1");
    const auto file = [&] {
      const Report report = dated(mission, patrol, mission.clock().now());
      patrol.file(report, mission.clock().now());
      REQUIRE_MESSAGE(mission.run_to_rest(), mission.unrest());
      return code_for(patrol, report);
    };
    CHECK(file() == "");
    mission.shift_clock("intake", -48h);
    CHECK(file() == "meaning.filed_in_future");
    mission.shift_clock("intake", 48h);
    CHECK(file() == "");
    mission.shift_clock("intake", 400 * 24h);
    CHECK(file() == "");
    CHECK(patrol.receipted().size() == 3);
  }
}
