// One run of the real `vigie` command: its exit code and what it wrote, as a person at a terminal
// sees.

#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace vigie::support {

struct CommandResult {
  int code = -1;  ///< -1: it did not end by itself in time and was killed.
  std::string out;
  std::string err;

  /// How many lines it wrote to standard error.
  long error_lines() const;
};

CommandResult run_vigie(const std::vector<std::string>& arguments,
                        std::chrono::seconds patience = std::chrono::seconds{20});

}  // namespace vigie::support
