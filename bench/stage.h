// One mission of real processes with its patrols and offices, and the measurements made on it.
//
// Every measurement is void — std::runtime_error — when a report is refused, lost, or not
// acknowledged at every position within a minute of silence.

#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "bench/latencies.h"
#include "bench/offices.h"
#include "bench/patrols.h"
#include "bench/usage.h"
#include "tests/support/real_mission.h"

namespace vigie::bench {

/// One measured run of reports.
struct Run {
  std::size_t reports = 0;
  double seconds = 0;
  Latencies receipts;                 ///< Filed to receipt.
  Latencies deliveries;               ///< Filed to the last position's acknowledgement.
  std::map<std::string, Usage> used;  ///< By process, during the run; memory at its end.

  double rate() const { return static_cast<double>(reports) / seconds; }
  double cpu_microseconds() const;  ///< Per report, all processes.
  double flushes() const;           ///< Per report, all processes.
};

class Stage {
 public:
  static constexpr std::size_t patrols_max = 64;
  static constexpr std::size_t positions_told = 4;

  explicit Stage(bool in_one_process);
  ~Stage();

  /// Filed to receipt, the offices closed: `in_flight` patrols with one report each on its way.
  Run accept(std::size_t reports, std::size_t in_flight);
  /// Filed to acknowledged at four positions; a patrol files its next report only then.
  Run end_to_end(std::size_t reports, std::size_t in_flight);
  /// The same, filed at a fixed rate whatever is in flight.
  Run at_rate(std::size_t reports, double per_second);
  /// Waits until nothing is owed between the programs; the offices take what is theirs when open.
  void settle();
  void open_offices();

  std::map<std::string, Usage> usage();
  const std::string& report_bytes() const { return report_bytes_; }

 private:
  void drive(const std::function<void(Clock::time_point)>& file, const std::function<bool()>& done);
  Run measure(std::size_t reports, const std::function<void(Clock::time_point)>& file,
              bool to_the_offices);
  std::int64_t owed(const std::string& program);
  void wait();

  std::filesystem::path flush_counts_;
  std::unique_ptr<support::RealMission> mission_;
  std::string report_bytes_;
  std::unique_ptr<Patrols> patrols_;
  std::unique_ptr<Offices> offices_;
  bool offices_open_ = false;
  Latencies deliveries_;
  std::size_t delivered_ = 0;
};

}  // namespace vigie::bench
