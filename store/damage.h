// A damaged database is set aside, never opened over and never replaced by us: what lies in it may
// be all there is of a report.
//
// It becomes <name>.db.damaged-<UTC yyyymmddThhmmssZ>, its log and shared-memory file likewise with
// -wal and -shm behind, so that the three still belong together. While such a file is there and
// <name>.db is not, the database is not opened for writing: whoever restarts a program by itself
// (systemd) must not begin with an empty one.
//
// Errors: StoreFailure `damaged` with a sentence that names the file and what to do.

#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "report/clock.h"

namespace vigie::store {

/// Moves the database out of the way, its bytes untouched, and nothing else over. Returns where it
/// is now; nullopt when it could not be moved (a read-only disk): then it is still in its place.
std::optional<std::filesystem::path> set_aside(const std::filesystem::path& file, Time now);

/// Fails when the database was set aside and nothing was put in its place.
void refuse_unreplaced(const std::filesystem::path& file);

/// What a person does about a database that was set aside.
std::string how_to_replace(const std::filesystem::path& file);

}  // namespace vigie::store
