#include "tests/hostile/collection.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/support/file_bytes.h"

namespace vigie::hostile {
namespace {

namespace fs = std::filesystem;

fs::path shared_folder() { return fs::path(VIGIE_SOURCE_DIR).parent_path() / "shared" / "hostile"; }

}  // namespace

std::map<std::string, std::size_t> listed_collections() {
  constexpr int files_column = 4;
  std::map<std::string, std::size_t> listed;
  std::ifstream manifest(shared_folder() / "MANIFEST.tsv");
  std::string line;
  std::getline(manifest, line);  // The names of the columns.
  while (std::getline(manifest, line)) {
    std::istringstream columns(line);
    std::string folder;
    std::getline(columns, folder, '\t');
    std::string files;
    for (int column = 0; column < files_column; ++column) std::getline(columns, files, '\t');
    listed[folder] = std::stoul(files);
  }
  return listed;
}

std::vector<HostileFile> files_of(const std::string& collection) {
  std::vector<HostileFile> files;
  const fs::path folder = shared_folder() / collection;
  if (!fs::exists(folder)) return files;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    files.push_back(
        {fs::relative(entry.path(), folder).string(), support::file_bytes(entry.path())});
  }
  std::sort(files.begin(), files.end(),
            [](const HostileFile& a, const HostileFile& b) { return a.name < b.name; });
  return files;
}

}  // namespace vigie::hostile
