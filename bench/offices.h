// The positions' clients of a measurement: each opens its inbox and acknowledges every delivery.
//
// A report is done when it was delivered at as many positions as its routing tells. Reads only the
// few members it needs, so that the clients cost the shared processors little.
// Errors: std::runtime_error when the notifier refuses an acknowledgement — the run is void.

#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "bench/latencies.h"
#include "bench/patrols.h"
#include "link/line.h"
#include "link/wire.h"

namespace vigie::bench {

class Offices {
 public:
  /// One line for each person, with the positions that person holds.
  struct Office {
    link::Line* line;
    std::vector<std::string> positions;
  };

  /// `told`: the positions that the routing of a report tells at once. A deadline that passes tells
  /// others, and they count for nothing here.
  Offices(std::vector<Office> offices, std::set<std::string> told)
      : offices_(std::move(offices)), positions_told_(std::move(told)) {}

  void open();  ///< Opens every inbox; until then notices wait.
  /// Takes what was pushed and acknowledges it; the reports that are done by it.
  std::vector<std::string> receive();

  std::vector<void*> sockets() const;
  /// One for each position of each report, since forget().
  std::int64_t deliveries() const { return deliveries_; }
  /// Reports that reached all their positions, since forget().
  std::size_t finished() const { return finished_.size(); }
  /// Acknowledgements sent of which the notifier has not said that it recorded them.
  std::size_t unrecorded() const { return unrecorded_.size(); }
  void forget();

 private:
  void take(const std::string& body, std::string& confirmed, std::vector<std::string>& done);
  void acknowledge(Office& office, std::string& deliveries);
  void take_recorded(const link::Tell& tell);

  std::vector<Office> offices_;
  std::set<std::string> positions_told_;
  std::map<std::string, std::set<std::string>> told_;  ///< Positions by report, until done.
  std::set<std::string> finished_;
  std::set<std::int64_t> unrecorded_;  ///< By number of the ask.
  std::int64_t deliveries_ = 0;
  std::int64_t number_ = 0;
};

}  // namespace vigie::bench
