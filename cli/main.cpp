// The one binary of Vigie. Everything it can do is a command of cli/app.h.

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>

#include "cli/app.h"
#include "service/system_clock.h"

namespace {

std::optional<std::string> environment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  if (value == nullptr || *value == '\0') return std::nullopt;
  return value;
}

std::filesystem::path executable(const char* called) {
  std::error_code trouble;
  const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", trouble);
  return trouble ? std::filesystem::absolute(called, trouble) : self;
}

}  // namespace

int main(int argc, char** argv) {
  ::umask(077);  // Whatever a command writes holds reports, keys or answers: the owner's alone.
  const vigie::cli::Console console{.out = std::cout,
                                    .err = std::cerr,
                                    .terminal = ::isatty(STDERR_FILENO) == 1,
                                    .executable = executable(argv[0]),
                                    .environment = environment};
  vigie::service::SystemClock clock;
  vigie::SystemRandom random;
  return vigie::cli::run({argv + 1, argv + argc}, console, clock, random);
}
