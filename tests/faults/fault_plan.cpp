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
constexpr std::size_t faults_min = 5;
constexpr std::size_t faults_more = 5;
constexpr std::size_t kinds_min = 3;

bool of_network(FaultKind kind) { return kind <= FaultKind::reorder; }

std::string draw_peer(SeededRandom& random, const SteppedMission& mission) {
  std::vector<std::string> peers = mission.names();
  for (const auto& device : mission.devices()) peers.push_back(device->key().public_key.name);
  for (const auto& officer : mission.officers()) peers.push_back(officer->person());
  return peers[random.below(peers.size())];
}

Fault draw_fault(SeededRandom& random, const SteppedMission& mission, int filings) {
  Fault fault;
  fault.kind = static_cast<FaultKind>(random.below(names.size()));
  fault.from = static_cast<int>(random.below(static_cast<std::uint64_t>(filings)));
  fault.until = fault.from + 1 + static_cast<int>(random.below(10));
  fault.size = random.next();
  if (fault.kind == FaultKind::partition) {
    fault.whom = draw_peer(random, mission);
  } else if (!of_network(fault.kind) && fault.kind != FaultKind::clock_jump) {
    fault.whom = mission.names()[random.below(mission.names().size())];
  }
  return fault;
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
  mission.clock().advance(jumps[size % jumps.size()]);
}

}  // namespace

std::vector<Fault> plan_faults(SeededRandom& random, const SteppedMission& mission, int filings) {
  std::vector<Fault> faults;
  const std::size_t wanted = faults_min + random.below(faults_more);
  while (faults.size() < wanted || kinds_of(faults) < kinds_min) {
    faults.push_back(draw_fault(random, mission, filings));
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

}  // namespace vigie::faults
