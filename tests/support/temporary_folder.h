// A folder of its own for one test, removed with everything in it at the end.
//
// Storage::fast asks for memory-backed storage where the system has it: for tests that commit many
// thousand times and prove nothing about the disk.
// Errors: throws std::filesystem::filesystem_error when no folder can be made.

#pragma once

#include <filesystem>
#include <string>

namespace vigie::support {

enum class Storage { disk, fast };

class TemporaryFolder {
 public:
  explicit TemporaryFolder(Storage storage = Storage::disk);
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

}  // namespace vigie::support
