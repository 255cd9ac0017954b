// A folder for one run: made with mode 0700 under the system's temporary folder, gone with all it
// holds when the object goes.

#pragma once

#include <filesystem>
#include <string>

namespace vigie::cli {

class ScratchFolder {
 public:
  explicit ScratchFolder(const std::string& prefix);  ///< Failure when none can be made.
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace vigie::cli
