// What must hold in a mission under faults: at any moment, and once it has come to rest. Every
// breach is a failed check that names the link or the report.

#pragma once

#include "tests/faults/workload.h"
#include "tests/support/promises.h"
#include "tests/support/stepped_mission.h"

namespace vigie::faults {

support::Databases databases_of(const support::SteppedMission& mission);

/// At any moment, above all right after a crash and before anybody could repeat anything: what a
/// receiver acknowledged it holds, every receipt's report is stored with the bytes that were
/// signed, and every reply called recorded is there.
void check_acknowledged_is_kept(support::SteppedMission& mission, const Workload& workload);

/// What a mission has been through that excuses something.
struct Excuses {
  /// A late hello looks like one of a sender restored from an older database.
  bool network_reordered = false;
  /// The clock passed the resend horizon: what was settled may be forgotten.
  bool pruned = false;
};

/// After run_to_rest(): the promise for every receipted report; every message filed has its receipt
/// or a refusal with a code; order of each patrol and lane, hop by hop; every stream was applied
/// without a gap and as it was sent; every refusal is counted by the intake; no alarm of the links;
/// audit chains whole.
void check_at_rest(support::SteppedMission& mission, const Workload& workload,
                   const Excuses& excuses = {});

}  // namespace vigie::faults
