// The processor time of a server and of everything it started.
//
// Counts the processes below it, and those that ended and were waited for. Source: proc(5), and
// the kernel's schedstats (nanoseconds a thread ran).

#pragma once

#include <sys/types.h>

namespace vigie::bench::peers {

/// User and system seconds.
/// Errors: std::runtime_error when there is no such process.
double server_cpu_seconds(pid_t server);

}  // namespace vigie::bench::peers
