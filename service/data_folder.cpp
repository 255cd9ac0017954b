#include "service/data_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <array>
#include <cerrno>
#include <string>

#include "service/failure.h"

namespace vigie::service {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(ExitCode code, const fs::path& path, const std::string& why) {
  throw Failure(code, path.string() + ": " + why);
}

std::string octal(mode_t mode) {
  std::array<char, 8> text{};
  std::snprintf(text.data(), text.size(), "%04o", mode & 07777U);
  return text.data();
}

void make_folder(const fs::path& path) {
  std::error_code trouble;
  if (path.has_parent_path()) fs::create_directories(path.parent_path(), trouble);
  if (!trouble && (::mkdir(path.c_str(), 0700) == 0 || errno == EEXIST)) return;
  const std::string why = trouble ? trouble.message() : system_text(errno);
  refuse(ExitCode::failure, path,
         "the data folder cannot be made: " + why + "; choose another with --data");
}

void make_private(const fs::path& path) {
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0) {
    refuse(ExitCode::failure, path, "cannot be read: " + system_text(errno));
  }
  if (!S_ISDIR(found.st_mode)) {
    refuse(ExitCode::configuration, path,
           "is not a folder; name a folder for the data, or one to be made");
  }
  if ((found.st_mode & 077U) == 0) return;
  std::error_code trouble;
  const bool ours_to_tighten = fs::is_empty(path, trouble) && !trouble;
  if (ours_to_tighten && ::chmod(path.c_str(), 0700) == 0) return;
  refuse(ExitCode::configuration, path,
         "other users may enter the data folder (mode " + octal(found.st_mode) +
             "); run: chmod 700 " + path.string());
}

Descriptor open_lock(const fs::path& folder) {
  Descriptor lock(
      ::open((folder / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (lock) return lock;
  const int error = errno;
  const bool cannot_write = error == EROFS || error == EACCES || error == EPERM;
  refuse(ExitCode::failure, folder,
         (cannot_write ? "the data folder cannot be written: "
                       : "the data folder cannot be locked: ") +
             system_text(error) + "; give it to this user or choose another with --data");
}

std::string holder(int lock) {
  std::array<char, 32> text{};
  const ssize_t got = ::pread(lock, text.data(), text.size() - 1, 0);
  const std::string pid = got > 0 ? std::string(text.data()) : std::string();
  return pid.substr(0, pid.find_first_not_of("0123456789"));
}

void write_holder(int lock) {
  const std::string pid = std::to_string(::getpid()) + "\n";
  // Only a courtesy to whoever finds the folder locked: a full disk must not keep us from starting.
  if (::ftruncate(lock, 0) != 0) return;
  [[maybe_unused]] const ssize_t written = ::pwrite(lock, pid.data(), pid.size(), 0);
}

Descriptor take_lock(const fs::path& folder) {
  Descriptor lock = open_lock(folder);
  if (::flock(lock.get(), LOCK_EX | LOCK_NB) == 0) {
    write_holder(lock.get());
    return lock;
  }
  const std::string pid = holder(lock.get());
  refuse(ExitCode::failure, folder,
         "in use by " + (pid.empty() ? std::string("another process") : "process " + pid) +
             "; stop it, or choose another data folder with --data");
}

}  // namespace

DataFolder::DataFolder(fs::path path) : path_(std::move(path)) {
  // "data/" has an empty last part, which mkdir's parent would take for the folder itself.
  if (!path_.has_filename()) path_ = path_.parent_path();
  make_folder(path_);
  make_private(path_);
  lock_ = take_lock(path_);
}

std::int64_t DataFolder::free_bytes() const {
  struct statvfs found {};
  if (::statvfs(path_.c_str(), &found) != 0) return 0;
  return static_cast<std::int64_t>(found.f_bavail) * static_cast<std::int64_t>(found.f_frsize);
}

void check_private_file(const fs::path& path) {
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0) {
    refuse(ExitCode::configuration, path, "the key file cannot be read: " + system_text(errno));
  }
  if (!S_ISREG(found.st_mode)) refuse(ExitCode::configuration, path, "is not a file");
  if (found.st_uid != ::geteuid() && found.st_uid != 0) {
    refuse(ExitCode::configuration, path,
           "the key file belongs to another user (uid " + std::to_string(found.st_uid) +
               "); give it to this user: chown");
  }
  if ((found.st_mode & 077U) != 0) {
    refuse(ExitCode::configuration, path,
           "other users may read the key file (mode " + octal(found.st_mode) +
               "); run: chmod 600 " + path.string());
  }
}

}  // namespace vigie::service
