// The demo's table: for each report who was told, by which rule, and how soon they acknowledged.
// Pure: from rows to text, at most 100 columns.

#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace vigie::cli {

struct DemoTold {
  std::string position;
  std::vector<std::string> rules;
  std::optional<std::chrono::milliseconds> acknowledged_after;  ///< From intake's receipt.
};

struct DemoRow {
  std::string report;
  int revision = 1;
  std::string urgency;
  std::vector<DemoTold> told;
  std::vector<std::string> held;
  std::vector<std::string> missing;  ///< Positions that should have acknowledged and have not.
};

/// Whether everybody who had to be reached was.
bool complete(const DemoRow& row);

/// "412 ms", "1.24 s", "3 min 05 s".
std::string duration_text(std::chrono::milliseconds duration);

std::string demo_table(const std::vector<DemoRow>& rows);

}  // namespace vigie::cli
