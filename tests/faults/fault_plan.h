// The faults of one simulated mission, drawn from a seed: what happens, to whom, before which
// filing it begins and before which it ends.

#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "report/random.h"
#include "tests/support/stepped_mission.h"

namespace vigie::faults {

enum class FaultKind {
  drop,
  duplicate,
  delay,
  reorder,
  partition,
  kill,
  power_cut,
  io_error,
  short_write,
  disk_full,
  clock_jump,
};

struct Fault {
  FaultKind kind = FaultKind::drop;
  std::string whom;        ///< Program or peer; empty: all.
  int from = 0;            ///< Filing, counted from 0.
  int until = 0;           ///< After from.
  std::uint64_t size = 0;  ///< Drawn; what it means depends on the kind.
};

/// Several faults of at least three kinds, over `filings` filings.
std::vector<Fault> plan_faults(SeededRandom& random, const support::SteppedMission& mission,
                               int filings);

void begin(support::SteppedMission& mission, const Fault& fault);
/// Programs that went down are up again.
void end(support::SteppedMission& mission, const Fault& fault);

std::string to_string(const Fault& fault);

}  // namespace vigie::faults
