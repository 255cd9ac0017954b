// One line on a terminal's standard error, rewritten while something long goes on; nothing
// elsewhere, and nothing with --json. The line is gone when the object is.

#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "cli/invocation.h"

namespace vigie::cli {

class Progress {
 public:
  explicit Progress(const Invocation& invocation);
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// What is going on now; for loops that turn quickly, at most four times a second.
  void say(const std::string& text);
  /// The same, always: for steps that are few.
  void step(const std::string& text);
  /// Before anything else is printed.
  void clear();

 private:
  std::ostream& err_;
  bool visible_;
  std::size_t shown_ = 0;
  std::chrono::steady_clock::time_point next_{};
};

}  // namespace vigie::cli
