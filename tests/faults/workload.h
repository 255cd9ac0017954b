// What patrols file in a fault test: reports on both lanes, some sent twice, some amended by a
// second revision, some with other content under a known id; all remembered, so that the end can be
// compared with it.

#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "report/digest.h"
#include "report/random.h"
#include "tests/support/device.h"
#include "tests/support/promises.h"
#include "tests/support/stepped_mission.h"

namespace vigie::faults {

using support::ReportKey;

inline constexpr std::int64_t revisions_max = 2;

struct Filed {
  support::Device* patrol = nullptr;
  ReportKey key;
  Digest digest;
  link::Lane lane = link::Lane::ordinary;
  std::int64_t messages = 1;  ///< How often it was sent.
  /// Another revision of itself under the same name: must be refused.
  bool contradicts = false;
};

class Workload {
 public:
  /// Adds `patrols` devices to the mission.
  Workload(support::SteppedMission& mission, std::uint64_t seed, int patrols);

  void file_one();  ///< Drawn: which patrol, lane, how often, new or amending or contradicting.
  void file(link::Lane lane, std::int64_t messages = 1);
  /// Reports coming in while earlier ones are on their way: `reports` of them as by file_one(), the
  /// mission taking so many steps after each.
  void load(int reports, int steps_each);

  const std::vector<Filed>& filed() const { return filed_; }
  std::size_t reports() const;  ///< Without those that contradict another.
  std::int64_t amended() const;
  std::vector<ReportKey> receipted() const;
  bool all_answered() const;

 private:
  support::Device& draw_patrol();
  Report make(const support::Device& patrol, link::Lane lane);
  void contradict();
  void amend();

  support::SteppedMission& mission_;
  SeededRandom random_;
  std::vector<support::Device*> patrols_;
  std::vector<Filed> filed_;
  std::vector<Report> reports_;  ///< By position in filed_.
};

}  // namespace vigie::faults
