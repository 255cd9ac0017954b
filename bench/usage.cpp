#include "bench/usage.h"

#include <fstream>
#include <sstream>
#include <string>

#include "bench/thread_time.h"

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

}  // namespace

Usage usage_of(pid_t process, const std::filesystem::path& flush_counts) {
  const auto folder = std::filesystem::path("/proc") / std::to_string(process);
  Usage usage{.cpu_seconds = thread_seconds(folder)};
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
