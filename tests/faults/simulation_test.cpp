// Deterministic simulation: the three programs over disks, a network and a clock that all
// misbehave, everything drawn from one seed. Then the faults end, the mission comes to rest, and
// every promise is looked at.

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "tests/faults/fault_plan.h"
#include "tests/faults/invariants.h"
#include "tests/faults/missions.h"
#include "tests/faults/seeds.h"
#include "tests/faults/workload.h"

using namespace vigie;
using namespace vigie::faults;
using support::SteppedMission;

namespace {

/// Where a plan that comes to nothing is given up.
constexpr int filings_max = 500;
constexpr std::size_t reports_min = 50;

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

  /// Faults end and begin that do so before this filing.
  void change_faults(int filing) {
    bool crashed = false;
    for (const Fault& fault : plan) {
      if (fault.until == filing) {
        effects.ends(mission, fault);
        end(mission, fault);
      }
      if (fault.from != filing) continue;
      effects.begins(mission, fault);
      begin(mission, fault);
      crashed |= fault.kind == FaultKind::kill || fault.kind == FaultKind::power_cut;
    }
    if (crashed) check_acknowledged_is_kept(mission, workload);
  }

  /// Those of the plan, and as many more as it takes until enough of them did anything and there
  /// are enough reports: what contradicts another is none of its own.
  void run_faults() {
    // So that no report is from the future, however often the clock is set back a day.
    mission.clock().advance(std::chrono::hours{24 * 90});
    const int planned = filings + 10;
    const auto enough = [&] { return effects.enough() && workload.reports() >= reports_min; };
    for (int filing = 0; filing < planned || (!enough() && filing < filings_max); ++filing) {
      const bool more = filing >= planned;
      if (more && filing % 3 == 0) plan.push_back(draw_fault(random, mission, filing));
      change_faults(filing);
      if (filing < filings || more) workload.file_one();
      for (std::uint64_t steps = random.below(6); steps > 0; --steps) mission.step();
    }
  }

  void end_all_faults() {
    effects.end_all(mission);
    mission.network().faults() = {};
    mission.network().heal_all();
    mission.start_all();
    check_acknowledged_is_kept(mission, workload);
  }

  void check() {
    CHECK(effects.count() >= faults_min);
    CHECK(effects.kinds() >= fault_kinds_min);
    const auto receipted = workload.receipted();
    CHECK(std::set(receipted.begin(), receipted.end()).size() >= reports_min);
    const bool reordered = std::ranges::any_of(
        plan, [](const Fault& fault) { return fault.kind == FaultKind::reorder; });
    check_at_rest(mission, workload, {.network_reordered = reordered});
  }

  SeededRandom random;
  SteppedMission mission;
  Workload workload;
  int filings;
  std::vector<Fault> plan;
  Effects effects;
};

}  // namespace

TEST_SUITE("faults/simulation") {
  TEST_CASE(
      "whatever fails, every receipted report is kept, delivered in order and accounted for") {
    const config::Mission shipped = shipped_mission();
    const config::Mission tiny = tiny_mission();
    const Budget budget(std::chrono::seconds{90}, 50);
    std::size_t run = 0;
    std::size_t planned = 0;
    std::size_t effective = 0;
    std::int64_t amended = 0;
    for (const std::uint64_t seed : seeds(200)) {
      if (budget.used_up(run)) break;
      INFO(replay(seed, "faults/simulation"));
      Simulation simulation(seed, seed % 8 == 0 ? shipped : tiny);
      CAPTURE(simulation.plan_text());
      simulation.run_faults();
      simulation.end_all_faults();
      const bool came_to_rest = simulation.mission.run_to_rest();
      CHECK_MESSAGE(came_to_rest, simulation.mission.unrest());
      if (came_to_rest) simulation.check();
      ++run;
      planned += simulation.plan.size();
      effective += simulation.effects.count();
      amended += simulation.workload.amended();
    }
    MESSAGE(run << " seeds, " << planned << " faults, of which " << effective << " took effect; "
                << amended << " reports were amended");
    if (run >= 10) CHECK(amended >= static_cast<std::int64_t>(run));
  }
}
