// Disks that fail: an I/O error, a short write and a full disk at the n-th write, sync or read, for
// n = 1, 2, 3 … (some left out unless VIGIE_EVERY is set) until a run is clean, in each program. It
// stops before it acknowledges anything that is not on disk, and is whole when it starts again.
//
// A sync that failed once says "done" the next time although its pages never reached the disk:
// every second failure is therefore followed by a power cut.

#include <doctest/doctest.h>

#include "tests/faults/invariants.h"
#include "tests/faults/missions.h"
#include "tests/faults/seeds.h"
#include "tests/faults/workload.h"

using namespace vigie;
using namespace vigie::faults;
using support::DiskEvent;
using support::DiskFault;
using support::DiskTrouble;
using support::SteppedMission;

namespace {

struct Trouble {
  DiskEvent event;
  DiskTrouble what;
  std::int64_t stride;  ///< How many calls are left out between two that fail.
  std::string name;
};

const Trouble troubles[] = {
    {DiskEvent::sync, DiskTrouble::io_error, 1, "a sync fails"},
    {DiskEvent::sync, DiskTrouble::disk_full, 1, "a sync finds the disk full"},
    {DiskEvent::write, DiskTrouble::io_error, 5, "a write fails"},
    {DiskEvent::write, DiskTrouble::disk_full, 5, "a write finds the disk full"},
    {DiskEvent::write, DiskTrouble::short_write, 5, "a write is cut short"},
    {DiskEvent::read, DiskTrouble::io_error, 3, "a read fails"},
};

std::int64_t stride_of(const Trouble& trouble) {
  return stride(trouble.stride * (under_sanitizer() ? 7 : 1));
}

bool strike(SteppedMission& mission, Workload& workload, const std::string& program,
            const DiskFault& fault) {
  auto& disk = mission.disk(program);
  disk.arm(fault);
  workload.load(3, 2);
  for (int i = 0; i < 30 && !disk.fired(); ++i) mission.step_to_next();
  const bool fired = disk.fired();
  // It has stopped and says why: nothing that comes later in its process could be trusted.
  CHECK(mission.stopped().contains(program) == fired);
  return fired;
}

/// And again at the start, which must not make it worse.
void recover(SteppedMission& mission, Workload& workload, const std::string& program, bool power) {
  if (power) mission.power_cut(program);
  mission.disk(program).repair();
  REQUIRE(mission.start(program));
  check_acknowledged_is_kept(mission, workload);
  REQUIRE_MESSAGE(mission.run_to_rest(), mission.unrest());
}

void fail_everywhere(const config::Mission& tiny, const std::string& program,
                     const Trouble& trouble) {
  SteppedMission mission({.seed = 3, .mission = {}, .loaded = &tiny, .disks_can_fail = true});
  Workload workload(mission, 3, 2);
  REQUIRE_MESSAGE(mission.run_to_rest(), mission.unrest());
  int failures = 0;
  for (std::int64_t nth = 1;; nth += stride_of(trouble)) {
    CAPTURE(nth);
    const DiskFault fault{.event = trouble.event, .nth = nth, .trouble = trouble.what};
    if (!strike(mission, workload, program, fault)) break;
    recover(mission, workload, program, ++failures % 2 == 0);
  }
  mission.disk(program).repair();
  REQUIRE_MESSAGE(mission.run_to_rest(), mission.unrest());
  check_at_rest(mission, workload);
  // A warm cache may leave nothing to read; at the start there is plenty.
  CHECK((failures > 0 || trouble.event == DiskEvent::read));
}

/// The nth call while it opens its database after a kill, with a log to be recovered. False when
/// the opening has no such call.
bool fail_at_start(const config::Mission& tiny, const std::string& program,
                   const DiskFault& fault) {
  SteppedMission mission({.seed = 4, .mission = {}, .loaded = &tiny, .disks_can_fail = true});
  Workload workload(mission, 4, 2);
  workload.load(3, 2);
  mission.kill(program);
  mission.disk(program).arm(fault);
  const bool started = mission.start(program);
  const bool fired = mission.disk(program).fired();
  CHECK(started != fired);
  mission.disk(program).repair();
  if (started) return fired;
  recover(mission, workload, program, fault.nth % 2 == 0);
  check_at_rest(mission, workload);
  return true;
}

}  // namespace

TEST_SUITE("faults/disk") {
  TEST_CASE("a disk that fails anywhere stops the program, and nothing acknowledged is lost") {
    const config::Mission tiny = tiny_mission();
    for (const std::string program : {"intake", "router", "notifier"}) {
      CAPTURE(program);
      for (const Trouble& trouble : troubles) {
        CAPTURE(trouble.name);
        fail_everywhere(tiny, program, trouble);
      }
    }
  }

  TEST_CASE("a disk that fails while a program opens its database is no worse than a later start") {
    const config::Mission tiny = tiny_mission();
    for (const std::string program : {"intake", "router", "notifier"}) {
      CAPTURE(program);
      for (const Trouble& trouble : troubles) {
        CAPTURE(trouble.name);
        DiskFault fault{.event = trouble.event, .nth = 1, .trouble = trouble.what};
        while (fail_at_start(tiny, program, fault)) fault.nth += stride_of(trouble);
      }
    }
  }
}
