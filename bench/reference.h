// The reference limit: what bare SQLite does with the same bytes at the same number in flight.
//
// As many client threads as reports in flight, each handing over one report and waiting for its
// commit; one writer takes whatever waits, commits once, and lets all of them go on — the settings
// and the group commit of our own programs, and nothing else.

#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

namespace vigie::bench {

/// Reports per second.
double reference_rate(const std::filesystem::path& folder, const std::string& bytes,
                      std::size_t in_flight, std::size_t reports);

}  // namespace vigie::bench
