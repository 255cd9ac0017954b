// What a command writes to and what it knows of its surroundings, so that tests run it in-process.

#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <ostream>
#include <string>

namespace vigie::cli {

struct Console {
  std::ostream& out;                 ///< Results.
  std::ostream& err;                 ///< Failures and progress.
  bool terminal = false;             ///< `err` is a terminal: progress may be shown on one line.
  std::filesystem::path executable;  ///< This very program, for finding its files and children.
  std::function<std::optional<std::string>(const std::string&)> environment;
};

}  // namespace vigie::cli
