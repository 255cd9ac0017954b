#include "cli/scratch_folder.h"

#include <unistd.h>

#include <cerrno>

#include "service/failure.h"

namespace vigie::cli {

ScratchFolder::ScratchFolder(const std::string& prefix) {
  std::string pattern = (std::filesystem::temp_directory_path() / (prefix + "XXXXXX")).string();
  if (::mkdtemp(pattern.data()) == nullptr) {
    throw service::Failure(service::ExitCode::failure,
                           pattern + ": cannot be made: " + service::system_text(errno));
  }
  path_ = pattern;
}

ScratchFolder::~ScratchFolder() {
  std::error_code trouble;
  std::filesystem::remove_all(path_, trouble);
}

}  // namespace vigie::cli
