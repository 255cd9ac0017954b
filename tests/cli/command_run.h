// One run of the command inside a test: arguments in, exit code and what it printed out.

#pragma once

#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "cli/app.h"
#include "report/random.h"
#include "service/system_clock.h"

namespace vigie::cli {

struct CommandRun {
  int exit_code = 0;
  std::string out;
  std::string err;
};

/// Runs the command with exactly this environment.
inline CommandRun run_command(const std::vector<std::string>& arguments,
                              const std::map<std::string, std::string>& environment = {}) {
  std::ostringstream out;
  std::ostringstream err;
  const Console console{.out = out,
                        .err = err,
                        .terminal = false,
                        .executable = VIGIE_BINARY,
                        .environment = [&](const std::string& name) -> std::optional<std::string> {
                          const auto found = environment.find(name);
                          if (found == environment.end()) return std::nullopt;
                          return found->second;
                        }};
  service::SystemClock clock;
  SystemRandom random;
  const int code = run(arguments, console, clock, random);
  return {.exit_code = code, .out = out.str(), .err = err.str()};
}

/// A mission of the source tree.
inline std::string shipped_mission() { return VIGIE_SOURCE_DIR "/config/mali"; }
inline std::string tiny_mission() { return VIGIE_SOURCE_DIR "/tests/missions/tiny"; }

inline bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace vigie::cli
