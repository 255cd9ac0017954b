// One mission of real processes with its patrols and offices, and the measurements made on it.
//
// Every measurement is void — std::runtime_error — when a report is refused, lost, or not
// acknowledged at every position within a minute of silence, when the notifier does not say of
// every acknowledgement that it recorded it, and when nothing was flushed to the disk. A run to the
// offices waits for the acknowledgements after its clock stopped; of an accept run settle() looks
// whether every report reached its positions. Reports are signed so many at a time that this
// process stays small.

#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bench/latencies.h"
#include "bench/offices.h"
#include "bench/patrols.h"
#include "bench/usage.h"
#include "tests/support/real_mission.h"
#include "tests/support/temporary_folder.h"

namespace vigie::bench {

/// One measured run of reports.
struct Run {
  std::size_t reports = 0;
  double seconds = 0;
  Latencies receipts;                 ///< Filed to receipt.
  Latencies deliveries;               ///< Filed to the last acknowledgement sent, if awaited.
  std::map<std::string, Usage> used;  ///< By process, during the run; memory at its end.

  double rate() const { return static_cast<double>(reports) / seconds; }
  double cpu_microseconds() const;  ///< Per report, all processes.
  /// Per report, all processes; absent where nobody counts them.
  std::optional<double> flushes() const;
  void append(const Run& more);
};

/// What had waited for the offices to open.
struct Drain {
  std::int64_t deliveries = 0;
  double seconds = 0;  ///< To the last acknowledgement recorded.

  double rate() const { return static_cast<double>(deliveries) / seconds; }
};

class Stage {
 public:
  static constexpr std::size_t patrols_max = 64;
  static constexpr std::size_t positions_told = 4;

  explicit Stage(bool in_one_process);

  /// Filed to receipt: `in_flight` patrols with one report each on its way. What is behind intake
  /// works at the same time.
  Run accept(std::size_t reports, std::size_t in_flight);
  /// Filed to acknowledged at four positions; a patrol files its next report only then.
  Run end_to_end(std::size_t reports, std::size_t in_flight);
  /// The same, filed at a fixed rate whatever is in flight.
  Run at_rate(std::size_t reports, double per_second);
  /// Waits until nothing is owed between the programs; the offices take what is theirs when open,
  /// and must have all of it then. A count of what is owed that falls breaks the silence.
  void settle();
  /// Files reports until so many are stored in all, settles, and waits for the disk.
  void fill(std::size_t stored);
  /// Every report stored so far must then arrive.
  Drain open_offices();
  std::size_t stored() const { return stored_; }
  bool offices_are_open() const { return offices_open_; }

  std::map<std::string, Usage> usage();
  const std::string& report_bytes() const { return report_bytes_; }

 private:
  void drive(const std::function<void(Clock::time_point)>& file, const std::function<bool()>& done);
  Run closed_loop(std::size_t reports, std::size_t in_flight, bool to_the_offices);
  void note_delivered(const std::string& report, Clock::time_point then);
  Run measure(std::size_t reports, const std::function<void(Clock::time_point)>& file,
              bool to_the_offices);
  std::string state_of(const std::string& program);
  std::int64_t owed(const std::string& program);
  bool owes_nothing(std::map<std::string, std::int64_t>& owed_before);
  std::vector<void*> wait();
  void expect_all_arrived();

  support::TemporaryFolder folder_{support::Storage::disk};
  std::unique_ptr<support::RealMission> mission_;
  std::string report_bytes_;
  std::unique_ptr<Patrols> patrols_;
  std::unique_ptr<Offices> offices_;
  bool offices_open_ = false;
  Latencies deliveries_;
  std::size_t delivered_ = 0;
  std::size_t stored_ = 0;
  std::size_t on_their_way_ = 0;  ///< Filed since the offices last had all there was.
  std::int64_t falls_ = 0;        ///< How often something owed was seen to become less.
};

}  // namespace vigie::bench
