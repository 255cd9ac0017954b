// A power cut at every sync and every seventh write (VIGIE_EVERY: every one) of each program, under
// load: what was not synced is gone, and nothing that anybody was told is.
//
// This is the test of PRAGMA synchronous = FULL (store/database.cpp): with NORMAL or OFF the
// database comes back whole but older, links repair it by sending again, and only the look taken
// right after the restart sees that an acknowledged message or a receipt was gone for a while.

#include <doctest/doctest.h>

#include "tests/faults/invariants.h"
#include "tests/faults/missions.h"
#include "tests/faults/seeds.h"
#include "tests/faults/workload.h"

using namespace vigie;
using namespace vigie::faults;
using support::DiskEvent;
using support::FaultyDisk;
using support::Leaves;
using support::SteppedMission;

namespace {

struct Cut {
  DiskEvent event;
  Leaves leaves;
};

/// From the `nth` write or sync of this program on its disk hears nothing, and it sends nothing.
/// True when it came to that.
bool run_into_cut(SteppedMission& mission, Workload& workload, const std::string& program,
                  DiskEvent event, std::int64_t nth) {
  std::int64_t seen = 0;
  bool reached = false;
  mission.disk(program).on_event([&](const FaultyDisk::Event& at) {
    if (at.kind != event || at.moment != FaultyDisk::Moment::before || ++seen != nth) return;
    reached = true;
    mission.stop_reaching_out(program);
  });
  workload.load(3, 2);
  for (int i = 0; i < 30 && !reached; ++i) mission.step_to_next();
  mission.disk(program).on_event({});
  return reached;
}

/// Every boundary of handling a few reports, one after the other in one mission, until the load no
/// longer reaches it.
void cut_everywhere(const config::Mission& tiny, const std::string& program, const Cut& cut,
                    std::int64_t apart) {
  SteppedMission mission({.seed = 1, .mission = {}, .loaded = &tiny, .disks_can_fail = true});
  Workload workload(mission, 1, 2);
  REQUIRE_MESSAGE(mission.run_to_rest(), mission.unrest());
  std::int64_t cuts = 0;
  for (std::int64_t nth = 1;; nth += apart) {
    CAPTURE(nth);
    if (!run_into_cut(mission, workload, program, cut.event, nth)) break;
    mission.power_cut(program, cut.leaves);
    ++cuts;
    REQUIRE(mission.start(program));
    check_acknowledged_is_kept(mission, workload);
    REQUIRE_MESSAGE(mission.run_to_rest(), mission.unrest());
  }
  check_at_rest(mission, workload);
  CHECK(cuts >= 4);
  MESSAGE(program << ": " << cuts << " power cuts, " << workload.receipted().size()
                  << " receipts kept");
}

/// With a cut between the load and its end, wherever the clock stands.
void cut_at_random(const config::Mission& tiny, std::uint64_t seed, bool one_machine) {
  SteppedMission mission({.seed = seed,
                          .mission = {},
                          .loaded = &tiny,
                          .disks_can_fail = true,
                          .one_machine = one_machine});
  SeededRandom random(seed);
  Workload workload(mission, seed, 2);
  for (int cut = 0; cut < 6; ++cut) {
    workload.load(3, 2);
    for (std::uint64_t steps = random.below(8); steps > 0; --steps) mission.step();
    const std::string program = mission.names()[random.below(mission.names().size())];
    mission.power_cut(program, random.below(2) == 0 ? Leaves::synced_only : Leaves::a_part);
    mission.start_all();
    check_acknowledged_is_kept(mission, workload);
  }
  REQUIRE_MESSAGE(mission.run_to_rest(), mission.unrest());
  check_at_rest(mission, workload);
}

}  // namespace

TEST_SUITE("faults/power_cut") {
  TEST_CASE("a power cut at any write or sync of a program loses nothing it acknowledged") {
    const config::Mission tiny = tiny_mission();
    for (const std::string program : {"intake", "router", "notifier"}) {
      CAPTURE(program);
      for (const Leaves leaves : {Leaves::synced_only, Leaves::a_part}) {
        cut_everywhere(tiny, program, {DiskEvent::sync, leaves}, 1);
        cut_everywhere(tiny, program, {DiskEvent::write, leaves},
                       stride(under_sanitizer() ? 41 : 7));
      }
    }
  }

  TEST_CASE("a power cut between turns, of one program or of the whole machine, loses nothing") {
    const config::Mission tiny = tiny_mission();
    for (const std::uint64_t seed : seeds(40)) {
      INFO(replay(seed, "faults/power_cut"));
      cut_at_random(tiny, seed, seed % 2 == 0);
    }
  }
}
