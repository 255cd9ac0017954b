// Deterministic simulation: the three programs over disks, a network and a clock that all
// misbehave, everything drawn from one seed. Then the faults end, the mission comes to rest, and
// every promise is looked at.

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/faults/fault_plan.h"
#include "tests/faults/invariants.h"
#include "tests/faults/missions.h"
#include "tests/faults/seeds.h"
#include "tests/faults/workload.h"

using namespace vigie;
using namespace vigie::faults;
using support::SteppedMission;

namespace {

struct Simulation {
  Simulation(std::uint64_t seed, const config::Mission& loaded)
      : random(seed * 7919),
        mission({.seed = seed, .mission = {}, .loaded = &loaded, .disks_can_fail = true}),
        workload(mission, seed * 104'729, 2 + static_cast<int>(random.below(2))),
        filings(50 + static_cast<int>(random.below(20))),
        plan(plan_faults(random, mission, filings)) {}

  std::string plan_text() const {
    std::string text;
    for (const Fault& fault : plan) text += to_string(fault) + "; ";
    return text;
  }

  void run_faults() {
    // So that no report is from the future, however often the clock is set back a day.
    mission.clock().advance(std::chrono::hours{24 * 30});
    for (int filing = 0; filing < filings + 10; ++filing) {
      bool crashed = false;
      for (const Fault& fault : plan) {
        if (fault.until == filing) end(mission, fault);
        if (fault.from != filing) continue;
        begin(mission, fault);
        crashed |= fault.kind == FaultKind::kill || fault.kind == FaultKind::power_cut;
      }
      if (crashed) check_acknowledged_is_kept(mission, workload);
      if (filing < filings) workload.file_one();
      for (std::uint64_t steps = random.below(6); steps > 0; --steps) mission.step();
    }
  }

  void end_all_faults() {
    mission.network().faults() = {};
    mission.network().heal_all();
    mission.start_all();
    check_acknowledged_is_kept(mission, workload);
  }

  void check() {
    const bool reordered = std::ranges::any_of(
        plan, [](const Fault& fault) { return fault.kind == FaultKind::reorder; });
    check_at_rest(mission, workload, {.network_reordered = reordered});
  }

  SeededRandom random;
  SteppedMission mission;
  Workload workload;
  int filings;
  std::vector<Fault> plan;
};

}  // namespace

TEST_SUITE("faults/simulation") {
  TEST_CASE(
      "whatever fails, every receipted report is kept, delivered in order and accounted for") {
    const config::Mission shipped = shipped_mission();
    const config::Mission tiny = tiny_mission();
    int run = 0;
    std::size_t faults = 0;
    for (const std::uint64_t seed : seeds(200)) {
      INFO(replay(seed, "faults/simulation"));
      Simulation simulation(seed, seed % 8 == 0 ? shipped : tiny);
      CAPTURE(simulation.plan_text());
      simulation.run_faults();
      simulation.end_all_faults();
      const bool came_to_rest = simulation.mission.run_to_rest();
      CHECK_MESSAGE(came_to_rest, simulation.mission.unrest());
      if (came_to_rest) simulation.check();
      ++run;
      faults += simulation.plan.size();
    }
    MESSAGE(run << " seeds, " << faults << " faults");
  }
}
