// How long the threads of a process ran. The times in its `stat` are cut to whole ticks, which
// leaves out a good part of a server that is many small processes; ours and the peers' are counted
// alike.
//
// Source: proc(5), and the kernel's schedstats (nanoseconds a thread ran). Of threads that ended
// nothing is known: a difference over such an end comes out too small.

#pragma once

#include <filesystem>

namespace vigie::bench {

/// User and system seconds; nothing of a process that is gone. `process`: its folder in /proc.
double thread_seconds(const std::filesystem::path& process);

}  // namespace vigie::bench
