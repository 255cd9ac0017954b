// A crash at every point around commit, acknowledge and send, in each program, one by one: the
// points are found by counting what a program does to its disk and to the network, so that a new
// one is covered without being listed.

#include <doctest/doctest.h>

#include <array>
#include <variant>

#include "link/wire.h"
#include "tests/faults/invariants.h"
#include "tests/faults/missions.h"
#include "tests/faults/workload.h"

using namespace vigie;
using namespace vigie::faults;
using support::DiskEvent;
using support::FaultyDisk;
using support::Leaves;
using support::Sending;
using support::SteppedMission;

namespace {

enum class Step { nothing, sync, synced, answer, message, hello };
constexpr std::array<const char*, 6> words = {
    "nothing", "the sync", "the sync done", "an acknowledgement", "a message", "a hello"};

const char* word_of(Step step) { return words[static_cast<std::size_t>(step)]; }

/// Counts a program's steps, and kills it between two of them.
class CrashPoint {
 public:
  CrashPoint(SteppedMission& mission, std::string program, std::int64_t nth)
      : mission_(mission), program_(std::move(program)), nth_(nth) {
    mission_.disk(program_).on_event([this](const FaultyDisk::Event& event) {
      if (event.kind != DiskEvent::sync) return;
      take(event.moment == FaultyDisk::Moment::before ? Step::sync : Step::synced);
    });
    mission_.network().on_send([this](const Sending& sending) {
      if (sending.from == program_) take(step_of(sending));
    });
  }
  CrashPoint(const CrashPoint&) = delete;
  CrashPoint& operator=(const CrashPoint&) = delete;
  ~CrashPoint() {
    mission_.disk(program_).on_event({});
    mission_.network().on_send({});
  }

  bool reached() const { return seen_ >= nth_; }
  Step before() const { return before_; }
  Step after() const { return after_; }

 private:
  static Step step_of(const Sending& sending) {
    const link::Wire wire = link::read_wire(sending.frames);
    // A push is the notifier's own message, although it leaves through a door.
    const auto* tell = std::get_if<link::Tell>(&wire);
    if (tell != nullptr && tell->what == "notice") return Step::message;
    if (sending.answer) return Step::answer;
    return std::holds_alternative<link::Hello>(wire) ? Step::hello : Step::message;
  }

  /// `step` is about to be taken; a sync done was taken.
  void take(Step step) {
    if (reached()) return;
    before_ = after_;
    after_ = step;
    if (++seen_ == nth_) mission_.stop_reaching_out(program_);
  }

  SteppedMission& mission_;
  std::string program_;
  std::int64_t nth_;
  std::int64_t seen_ = 0;
  Step before_ = Step::nothing;
  Step after_ = Step::nothing;
};

/// How often each of the points that have a name was crashed at.
struct Points {
  int before_sync = 0;
  int synced_before_acknowledging = 0;
  int between_acknowledgements = 0;
  int acknowledged_before_sending = 0;
  int after_sending = 0;

  void count(const CrashPoint& point) {
    const auto is = [&](Step before, Step after) {
      return point.before() == before && point.after() == after ? 1 : 0;
    };
    before_sync += point.after() == Step::sync ? 1 : 0;
    synced_before_acknowledging += is(Step::synced, Step::answer);
    between_acknowledgements += is(Step::answer, Step::answer);
    acknowledged_before_sending += is(Step::answer, Step::message) + is(Step::answer, Step::hello);
    after_sending += point.before() == Step::message ? 1 : 0;
  }
};

void load_both_lanes(SteppedMission& mission, Workload& workload) {
  for (const link::Lane lane : {link::Lane::urgent, link::Lane::ordinary}) {
    for (int i = 0; i < 2; ++i) workload.file(lane);
  }
  for (int i = 0; i < 3; ++i) mission.step();
  workload.file_one();
}

enum class Crash { killed, power_cut };

bool crash_at(SteppedMission& mission, Workload& workload, const std::string& program,
              std::int64_t nth, Crash crash, Points& points) {
  CrashPoint point(mission, program, nth);
  load_both_lanes(mission, workload);
  for (int i = 0; i < 40 && !point.reached(); ++i) mission.step_to_next();
  if (!point.reached()) return false;
  points.count(point);
  CAPTURE(word_of(point.before()));
  CAPTURE(word_of(point.after()));
  if (crash == Crash::killed) mission.kill(program);
  if (crash == Crash::power_cut) mission.power_cut(program, Leaves::synced_only);
  REQUIRE(mission.start(program));
  check_acknowledged_is_kept(mission, workload);
  return true;
}

void crash_everywhere(const config::Mission& tiny, const std::string& program, Crash crash,
                      std::uint64_t seed, Points& points) {
  SteppedMission mission({.seed = seed, .mission = {}, .loaded = &tiny, .disks_can_fail = true});
  Workload workload(mission, seed, 2);
  REQUIRE_MESSAGE(mission.run_to_rest(), mission.unrest());
  std::int64_t nth = 1;
  for (;; ++nth) {
    CAPTURE(nth);
    if (!crash_at(mission, workload, program, nth, crash, points)) break;
    REQUIRE_MESSAGE(mission.run_to_rest(), mission.unrest());
  }
  REQUIRE_MESSAGE(mission.run_to_rest(), mission.unrest());
  check_at_rest(mission, workload);
  MESSAGE(program << ": " << nth - 1 << " points");
}

/// Each restart begins new streams, and each hello names all of them.
void restart_many_times(SteppedMission& mission, Workload& workload, const std::string& program) {
  for (int i = 0; i < 60; ++i) {
    CAPTURE(i);
    workload.file(i % 2 == 0 ? link::Lane::urgent : link::Lane::ordinary);
    for (int steps = i % 6; steps > 0; --steps) mission.step();
    mission.kill(program);
    mission.start(program);
    REQUIRE_MESSAGE(mission.run_to_rest(), mission.unrest());
  }
}

}  // namespace

TEST_SUITE("faults/crash_points") {
  TEST_CASE(
      "a crash between any two steps of a program loses nothing and repeats nothing visibly") {
    const config::Mission tiny = tiny_mission();
    for (const std::string program : {"intake", "router", "notifier"}) {
      CAPTURE(program);
      Points points;
      for (const std::uint64_t seed : {2, 3}) {
        CAPTURE(seed);
        crash_everywhere(tiny, program, Crash::killed, seed, points);
        crash_everywhere(tiny, program, Crash::power_cut, seed, points);
      }
      CHECK(points.before_sync > 0);
      CHECK(points.synced_before_acknowledging > 0);
      CHECK(points.between_acknowledgements > 0);
      CHECK(points.acknowledged_before_sending > 0);
      CHECK(points.after_sending > 0);
    }
  }

  TEST_CASE("a program restarted again and again is heard over a connection that holds little") {
    const config::Mission tiny = tiny_mission();
    for (const std::string program : {"intake", "router", "notifier"}) {
      CAPTURE(program);
      SteppedMission mission({.seed = 9, .mission = {}, .loaded = &tiny, .disks_can_fail = true});
      Workload workload(mission, 9, 2);
      mission.network().faults().queue_frames_max = 30;
      restart_many_times(mission, workload, program);
      REQUIRE_MESSAGE(mission.run_to_rest(), mission.unrest());
      check_at_rest(mission, workload);
    }
  }
}
