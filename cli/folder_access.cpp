#include "cli/folder_access.h"

#include <sys/stat.h>

#include <cerrno>

#include "link/keys.h"

namespace vigie::cli {
namespace {

namespace fs = std::filesystem;

}  // namespace

bool make_private_folder(const fs::path& folder) {
  // "keys/" has an empty last part, which mkdir's parent would take for the folder itself.
  const fs::path named = folder.has_filename() ? folder : folder.parent_path();
  std::error_code trouble;
  if (named.has_parent_path()) fs::create_directories(named.parent_path(), trouble);
  if (named.empty() || ::mkdir(named.c_str(), 0700) == 0) return true;
  return errno == EEXIST && fs::is_directory(named, trouble);
}

service::DataFolder open_folder(const ProgramPlace& place) {
  make_private_folder(place.folder.parent_path());  // The data folder itself says what is wrong.
  return service::DataFolder(place.folder);
}

std::optional<std::string> trouble_with_writers(const fs::path& path) {
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0 || (found.st_mode & 022U) == 0) return std::nullopt;
  return path.string() + ": others can write it, and what it holds is trusted; run: chmod go-w " +
         path.string() + ", and check whose keys it holds";
}

std::vector<WriterTrouble> troubles_with_writers(const fs::path& keys) {
  std::vector<WriterTrouble> troubles;
  const auto look = [&troubles](const fs::path& path) {
    if (auto text = trouble_with_writers(path)) troubles.push_back({path, std::move(*text)});
  };
  look(keys);
  std::error_code trouble;
  for (const fs::directory_entry& entry : fs::directory_iterator(keys, trouble)) {
    if (entry.path().extension() == ".pub") look(entry.path());
  }
  return troubles;
}

void refuse_writers(const fs::path& keys) {
  std::string lines;
  for (const WriterTrouble& trouble : troubles_with_writers(keys)) {
    lines += (lines.empty() ? "" : "\n") + trouble.text;
  }
  if (!lines.empty()) throw link::KeyTrouble(lines);
}

}  // namespace vigie::cli
