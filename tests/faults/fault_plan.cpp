#include "tests/faults/fault_plan.h"

#include <algorithm>
#include <array>

namespace vigie::faults {
namespace {

using std::chrono::milliseconds;
using support::DiskEvent;
using support::DiskTrouble;
using support::Leaves;
using support::SteppedMission;

constexpr std::array<const char*, 11> names = {"drop",      "duplicate", "delay",     "reorder",
                                               "partition", "kill",      "power_cut", "io_error",
                                               "short",     "disk_full", "clock_jump"};
constexpr std::size_t faults_more = 5;

bool of_network(FaultKind kind) { return kind <= FaultKind::reorder; }

std::string draw_peer(SeededRandom& random, const SteppedMission& mission) {
  std::vector<std::string> peers = mission.names();
  for (const auto& device : mission.devices()) peers.push_back(device->key().public_key.name);
  for (const auto& officer : mission.officers()) peers.push_back(officer->person());
  return peers[random.below(peers.size())];
}

std::size_t kinds_of(const std::vector<Fault>& faults) {
  std::set<FaultKind> kinds;
  for (const Fault& fault : faults) kinds.insert(fault.kind);
  return kinds.size();
}

void arm(SteppedMission& mission, const Fault& fault, DiskTrouble trouble) {
  const bool sync = trouble == DiskTrouble::io_error && fault.size % 3 == 0;
  const bool read = trouble == DiskTrouble::io_error && fault.size % 3 == 1;
  mission.disk(fault.whom)
      .arm({.event = sync   ? DiskEvent::sync
                     : read ? DiskEvent::read
                            : DiskEvent::write,
            .nth = static_cast<std::int64_t>(1 + (fault.size >> 8) % (sync ? 4 : 60)),
            .trouble = trouble});
}

/// Back as far as a day or ahead as far as a day; reports stay dated before now.
void jump(SteppedMission& mission, std::uint64_t size) {
  constexpr std::array<milliseconds, 6> jumps = {std::chrono::hours{-24},  std::chrono::hours{-1},
                                                 std::chrono::minutes{-1}, std::chrono::minutes{1},
                                                 std::chrono::hours{1},    std::chrono::hours{24}};
  mission.jump_clocks(jumps[size % jumps.size()]);
}

bool of_disk(FaultKind kind) {
  return kind == FaultKind::io_error || kind == FaultKind::short_write ||
         kind == FaultKind::disk_full;
}

/// Rises with what the fault does.
std::int64_t effect_of(SteppedMission& mission, const Fault& fault) {
  const support::NetworkCounts& counts = mission.network().counts();
  switch (fault.kind) {
    case FaultKind::drop:
      return counts.dropped_by_chance;
    case FaultKind::duplicate:
      return counts.duplicated;
    case FaultKind::delay:
      return counts.delayed;
    case FaultKind::reorder:
      return counts.overtaken;
    case FaultKind::partition:
      return mission.network().swallowed(fault.whom);
    default:
      return mission.disk(fault.whom).fired() ? 1 : 0;
  }
}

bool acts_at_once(FaultKind kind) {
  return kind == FaultKind::kill || kind == FaultKind::power_cut || kind == FaultKind::clock_jump;
}

}  // namespace

Fault draw_fault(SeededRandom& random, const SteppedMission& mission, int from) {
  Fault fault;
  fault.kind = static_cast<FaultKind>(random.below(names.size()));
  fault.from = from;
  fault.until = fault.from + 1 + static_cast<int>(random.below(10));
  fault.size = random.next();
  if (fault.kind == FaultKind::partition) {
    fault.whom = draw_peer(random, mission);
  } else if (!of_network(fault.kind) && fault.kind != FaultKind::clock_jump) {
    fault.whom = mission.names()[random.below(mission.names().size())];
  }
  return fault;
}

std::vector<Fault> plan_faults(SeededRandom& random, const SteppedMission& mission, int filings) {
  std::vector<Fault> faults;
  const std::size_t wanted = faults_min + random.below(faults_more);
  while (faults.size() < wanted || kinds_of(faults) < fault_kinds_min) {
    const auto from = static_cast<int>(random.below(static_cast<std::uint64_t>(filings)));
    faults.push_back(draw_fault(random, mission, from));
  }
  return faults;
}

void begin(SteppedMission& mission, const Fault& fault) {
  support::NetworkFaults& network = mission.network().faults();
  switch (fault.kind) {
    case FaultKind::drop:
      network.drop_per_mille = 50 + fault.size % 400;
      return;
    case FaultKind::duplicate:
      network.duplicate_per_mille = 100 + fault.size % 500;
      return;
    case FaultKind::delay:
      network.delay_max = milliseconds(50 + fault.size % 2000);
      return;
    case FaultKind::reorder:
      network.reorder = true;
      network.delay_max = std::max(network.delay_max, milliseconds(200));
      return;
    case FaultKind::partition:
      return mission.network().partition(fault.whom);
    case FaultKind::kill:
      return mission.kill(fault.whom);
    case FaultKind::power_cut:
      return mission.power_cut(fault.whom,
                               fault.size % 2 == 0 ? Leaves::synced_only : Leaves::a_part);
    case FaultKind::io_error:
      return arm(mission, fault, DiskTrouble::io_error);
    case FaultKind::short_write:
      return arm(mission, fault, DiskTrouble::short_write);
    case FaultKind::disk_full:
      return arm(mission, fault, DiskTrouble::disk_full);
    case FaultKind::clock_jump:
      return jump(mission, fault.size);
  }
}

void end(SteppedMission& mission, const Fault& fault) {
  support::NetworkFaults& network = mission.network().faults();
  switch (fault.kind) {
    case FaultKind::drop:
      network.drop_per_mille = 0;
      return;
    case FaultKind::duplicate:
      network.duplicate_per_mille = 0;
      return;
    case FaultKind::delay:
    case FaultKind::reorder:
      network.delay_max = milliseconds{0};
      network.reorder = false;
      return;
    case FaultKind::partition:
      return mission.network().heal(fault.whom);
    case FaultKind::clock_jump:
      return;
    case FaultKind::kill:
    case FaultKind::power_cut:
    case FaultKind::io_error:
    case FaultKind::short_write:
    case FaultKind::disk_full:
      mission.disk(fault.whom).repair();
      if (!mission.running(fault.whom)) mission.start(fault.whom);
      return;
  }
}

std::string to_string(const Fault& fault) {
  return std::string(names[static_cast<std::size_t>(fault.kind)]) +
         (fault.whom.empty() ? "" : " " + fault.whom) + " " + std::to_string(fault.from) + "-" +
         std::to_string(fault.until);
}

template <typename Which>
void Effects::close(SteppedMission& mission, Which which) {
  std::erase_if(open_, [&](const Open& open) {
    if (!which(open.fault)) return false;
    if (effect_of(mission, open.fault) > open.before) {
      ++count_;
      kinds_.insert(open.fault.kind);
    }
    return true;
  });
}

void Effects::begins(SteppedMission& mission, const Fault& fault) {
  if (acts_at_once(fault.kind)) {
    if (fault.kind != FaultKind::clock_jump && !mission.running(fault.whom)) return;
    ++count_;
    kinds_.insert(fault.kind);
    return;
  }
  const bool disk = of_disk(fault.kind);
  if (disk) {
    close(mission,
          [&](const Fault& other) { return of_disk(other.kind) && other.whom == fault.whom; });
  }
  open_.push_back({.fault = fault, .before = disk ? 0 : effect_of(mission, fault)});
}

void Effects::ends(SteppedMission& mission, const Fault& fault) {
  close(mission, [&](const Fault& other) { return other == fault; });
}

void Effects::end_all(SteppedMission& mission) {
  close(mission, [](const Fault&) { return true; });
}

}  // namespace vigie::faults
