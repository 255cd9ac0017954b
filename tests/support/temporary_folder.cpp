#include "tests/support/temporary_folder.h"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <system_error>

namespace vigie::support {
namespace {

std::filesystem::path parent(Storage storage) {
  const std::filesystem::path shared_memory = "/dev/shm";
  if (storage == Storage::fast && ::access(shared_memory.c_str(), W_OK | X_OK) == 0) {
    return shared_memory;
  }
  return std::filesystem::temp_directory_path();
}

}  // namespace

TemporaryFolder::TemporaryFolder(Storage storage) {
  std::string pattern = (parent(storage) / "vigie-test-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) {
    throw std::filesystem::filesystem_error("mkdtemp", pattern,
                                            std::error_code(errno, std::generic_category()));
  }
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace vigie::support
