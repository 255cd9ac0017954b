// What the measured processes used: processor time, memory, flushes.
// Source: bench/thread_time.h, proc(5); flushes from bench/flush_count.c.

#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <optional>

namespace vigie::bench {

struct Usage {
  double cpu_seconds = 0;                              ///< User and system.
  std::int64_t resident = 0;                           ///< Bytes now.
  std::int64_t high_water = 0;                         ///< Bytes at most.
  std::optional<std::int64_t> flushes = std::nullopt;  ///< Absent where nobody counts them.
};

Usage usage_of(pid_t process, const std::filesystem::path& flush_counts);

}  // namespace vigie::bench
