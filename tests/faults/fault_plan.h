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
  bool operator==(const Fault&) const = default;
};

inline constexpr std::size_t faults_min = 5;
inline constexpr std::size_t fault_kinds_min = 3;

/// One that begins before this filing.
Fault draw_fault(SeededRandom& random, const support::SteppedMission& mission, int from);

/// At least faults_min of at least fault_kinds_min kinds, over `filings` filings.
std::vector<Fault> plan_faults(SeededRandom& random, const support::SteppedMission& mission,
                               int filings);

void begin(support::SteppedMission& mission, const Fault& fault);
/// Programs that went down are up again.
void end(support::SteppedMission& mission, const Fault& fault);

std::string to_string(const Fault& fault);

/// Which faults did anything: frames were lost, repeated, late or overtaken, the disk failed in a
/// call, the program ran when it was killed. A fault of a disk is over when the next one comes.
class Effects {
 public:
  void begins(support::SteppedMission& mission, const Fault& fault);  ///< Just before begin().
  void ends(support::SteppedMission& mission, const Fault& fault);    ///< Just before end().
  void end_all(support::SteppedMission& mission);

  std::size_t count() const { return count_; }
  std::size_t kinds() const { return kinds_.size(); }
  bool enough() const { return count_ >= faults_min && kinds() >= fault_kinds_min; }

 private:
  struct Open {
    Fault fault;
    std::int64_t before;  ///< What is counted of its effect, then.
  };
  template <typename Which>
  void close(support::SteppedMission& mission, Which which);

  std::vector<Open> open_;
  std::set<FaultKind> kinds_;
  std::size_t count_ = 0;
};

}  // namespace vigie::faults
