// The measurements one call of vigie-bench makes, and their figures.
//
// A figure is a flat JSON object whose "what" says of what: "reference", "accept", "end_to_end",
// "at_rate", "judging", "ruling", "viewing", "ratio", "left", "drain" or "memory". What was
// measured with much stored or undelivered says so in "with" ("100000 stored"). Milliseconds,
// microseconds and MiB are named in the members; CPU and flushes are per report, "processes" has
// them by process. Errors: those of Stage; then the run is void.

#pragma once

#include <cstddef>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <vector>

namespace vigie::bench {

struct Plan {
  double scale = 1;  ///< Of the number of reports in each run.
  int rounds = 3;
  /// So many reports stored in all, ascending: the same again, and what is left of the rates.
  std::vector<std::size_t> stored;
  /// So many reports undelivered at every position, ascending: the same of accepting, the offices
  /// closed, and then the drain.
  std::vector<std::size_t> undelivered;
};

using AddFigure = std::function<void(nlohmann::ordered_json)>;

/// Rounds, growth and backlog, each on a new mission: of one process (`vigie up`), or of three.
void measure(const Plan& plan, bool in_one_process, const AddFigure& add);

}  // namespace vigie::bench
