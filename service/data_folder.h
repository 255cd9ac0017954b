// A program's data folder: made when missing, ours alone, used by one process at a time.
//
// The folder has mode 0700. An empty folder of ours is made so; one with content that other users
// may enter is refused, because tightening somebody's existing folder is not ours to do.
// <folder>/lock is held by flock while the object lives and names the holder's process id; the
// system drops it when the process ends, however it ends.
//
// Errors: Failure with one line: configuration when the path cannot be a data folder, failure when
//         it is read-only or in use.

#pragma once

#include <cstdint>
#include <filesystem>

#include "service/descriptor.h"

namespace vigie::service {

class DataFolder {
 public:
  explicit DataFolder(std::filesystem::path path);

  const std::filesystem::path& path() const { return path_; }

  /// Bytes this user may still write there; 0 when the system cannot say.
  std::int64_t free_bytes() const;

 private:
  std::filesystem::path path_;
  Descriptor lock_;
};

/// Refuses a file of secrets that is missing, not a plain file, somebody else's, or readable by
/// others.
void check_private_file(const std::filesystem::path& path);

}  // namespace vigie::service
