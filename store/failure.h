// What went wrong underneath a database, in words for an operator.
//
// A StoreFailure is an environment failure: the loop rolls back and the program stops before
// anything is acknowledged (after a failed fsync the next one may report success, so nothing that
// follows in the same process can be trusted). On restart the program recovers from its tables.

#pragma once

#include <stdexcept>
#include <string>

namespace vigie::store {

enum class FailureKind {
  disk_full,
  input_output,
  read_only,
  damaged,
  busy,     ///< Another process holds the database.
  too_new,  ///< Written by a newer version of Vigie.
  foreign,  ///< The database of another program, in the wrong place.
  other,
};

class StoreFailure : public std::runtime_error {
 public:
  StoreFailure(FailureKind kind, const std::string& what) : std::runtime_error(what), kind_(kind) {}
  FailureKind kind() const { return kind_; }

 private:
  FailureKind kind_;
};

}  // namespace vigie::store
