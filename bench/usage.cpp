#include "bench/usage.h"

#include <unistd.h>

#include <fstream>
#include <sstream>
#include <string>

namespace vigie::bench {
namespace {

/// The value of a "VmRSS:  1234 kB" line.
std::int64_t bytes_in(const std::string& line) {
  std::istringstream words(line);
  std::string name;
  std::int64_t kibibytes = 0;
  words >> name >> kibibytes;
  return kibibytes * 1024;
}

double cpu_seconds_of(const std::filesystem::path& folder) {
  std::ifstream file(folder / "stat");
  std::string line;
  std::getline(file, line);
  std::istringstream behind_name(line.substr(line.rfind(')') + 1));
  std::string word;
  // The state is field 3; user and system time are fields 14 and 15.
  for (int field = 3; field < 14; ++field) behind_name >> word;
  double user = 0;
  double system = 0;
  behind_name >> user >> system;
  return (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

}  // namespace

Usage usage_of(pid_t process, const std::filesystem::path& flush_counts) {
  const auto folder = std::filesystem::path("/proc") / std::to_string(process);
  Usage usage{.cpu_seconds = cpu_seconds_of(folder)};
  std::ifstream status(folder / "status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmRSS:")) usage.resident = bytes_in(line);
    if (line.starts_with("VmHWM:")) usage.high_water = bytes_in(line);
  }
  std::ifstream counts(flush_counts / std::to_string(process), std::ios::binary);
  std::int64_t flushes = 0;
  if (counts.read(reinterpret_cast<char*>(&flushes), sizeof flushes)) usage.flushes = flushes;
  return usage;
}

}  // namespace vigie::bench
