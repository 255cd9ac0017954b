// A failure that ends a command or a program: one clear line for the person at the terminal, saying
// what is wrong and what to do, and the exit code that goes with it. main() prints the line and
// exits.

#pragma once

#include <stdexcept>
#include <string>
#include <system_error>

namespace vigie::service {

/// What the process answers to whoever started it. 75 is EX_TEMPFAIL of sysexits.h.
enum class ExitCode { ok = 0, failure = 1, usage = 2, configuration = 3, try_later = 75 };

class Failure : public std::runtime_error {
 public:
  Failure(ExitCode code, const std::string& line) : std::runtime_error(line), code_(code) {}
  ExitCode exit_code() const { return code_; }

 private:
  ExitCode code_;
};

/// "Permission denied" for an errno value.
inline std::string system_text(int error) { return std::generic_category().message(error); }

}  // namespace vigie::service
