// Who must be told of each scenario report, written by hand from the training module and kept apart
// from the rules: the demo compares what happened with this table.
//
// Source: UNODC module (2020), section 8.B and Annex I, answer 2; examples/README.md.

#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace vigie::cli {

struct DemoExpectation {
  std::string_view file;    ///< Below examples/.
  std::string_view report;  ///< As the table names it.
  int revision;
  std::vector<std::string_view> positions;  ///< That must have been told and have acknowledged.
};

/// In the order the demo files them; a later revision comes after everything has settled.
std::span<const DemoExpectation> demo_expectations();

}  // namespace vigie::cli
