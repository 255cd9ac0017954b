#include "store/damage.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <vector>

#include "store/failure.h"

namespace vigie::store {
namespace {

namespace fs = std::filesystem;

constexpr const char* mark = ".damaged-";
/// The log and the shared memory lie beside the database under its name.
constexpr std::array<const char*, 2> companions = {"-wal", "-shm"};

bool is_there(const fs::path& file) {
  std::error_code trouble;
  return fs::exists(fs::symlink_status(file, trouble));
}

/// 20190801T093000Z, which every file system takes and which sorts by age.
std::string stamp(Time now) {
  std::string text = to_string(now);
  text.erase(std::min(text.find_first_of(".Z"), text.size()));
  std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
  return text + "Z";
}

bool is_free(const fs::path& file) {
  return !is_there(file) &&
         std::none_of(companions.begin(), companions.end(),
                      [&](const char* end) { return is_there(file.string() + end); });
}

fs::path free_name(const fs::path& file, Time now) {
  const std::string base = file.string() + mark + stamp(now);
  fs::path name = base;
  for (int number = 2; !is_free(name); ++number) name = base + "-" + std::to_string(number);
  return name;
}

void flush_folder(const fs::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  ::fsync(descriptor);
  ::close(descriptor);
}

fs::path folder_of(const fs::path& file) {
  return file.has_parent_path() ? file.parent_path() : fs::path(".");
}

void move_companions(const fs::path& file, const fs::path& aside) {
  for (const char* end : companions) {
    const fs::path to = aside.string() + end;
    std::error_code trouble;
    if (!is_there(to)) fs::rename(file.string() + end, to, trouble);
  }
}

/// Databases of this name that were set aside, the newest last.
std::vector<fs::path> set_aside_before(const fs::path& file) {
  const std::string start = file.filename().string() + mark;
  std::vector<fs::path> found;
  std::error_code trouble;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder_of(file), trouble)) {
    const std::string name = entry.path().filename().string();
    const bool companion = std::any_of(companions.begin(), companions.end(),
                                       [&](const char* end) { return name.ends_with(end); });
    if (name.starts_with(start) && !companion) found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace

std::optional<fs::path> set_aside(const fs::path& file, Time now) {
  const fs::path aside = free_name(file, now);
  std::error_code trouble;
  fs::rename(file, aside, trouble);
  if (trouble) return std::nullopt;
  move_companions(file, aside);
  flush_folder(folder_of(file));
  return aside;
}

void refuse_unreplaced(const fs::path& file) {
  if (is_there(file)) return;
  const std::vector<fs::path> before = set_aside_before(file);
  if (before.empty()) return;
  // A power cut between the two moves would leave a log that spoils the backup put in its place.
  move_companions(file, before.back());
  throw StoreFailure(FailureKind::damaged, file.string() + ": was damaged and set aside as " +
                                               before.back().string() + "; " +
                                               how_to_replace(file));
}

std::string how_to_replace(const fs::path& file) {
  return "restore the latest backup as " + file.string() +
         ", or, without one, make an empty file there (touch " + file.string() +
         "): the other programs send again what they still keep. It does not start before";
}

}  // namespace vigie::store
