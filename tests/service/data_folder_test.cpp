#include "service/data_folder.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "tests/service/scratch.h"

using namespace vigie::service;
using namespace vigie::service::test;

namespace {

unsigned mode_of(const std::filesystem::path& path) {
  struct stat found {};
  REQUIRE(::stat(path.c_str(), &found) == 0);
  return found.st_mode & 0777U;
}

/// Runs the tests of permissions as somebody whom permissions bind: root passes them all.
class Unprivileged {
 public:
  explicit Unprivileged(const std::filesystem::path& theirs) {
    if (::geteuid() != 0) return;
    changed_ = ::chown(theirs.c_str(), nobody, nobody) == 0 && ::seteuid(nobody) == 0;
  }
  ~Unprivileged() {
    if (changed_ && ::seteuid(0) != 0) std::abort();
  }
  Unprivileged(const Unprivileged&) = delete;
  Unprivileged& operator=(const Unprivileged&) = delete;

 private:
  static constexpr uid_t nobody = 65534;
  bool changed_ = false;
};

}  // namespace

TEST_SUITE("service/data_folder") {
  TEST_CASE("a missing folder is made, with its parents, for its owner only") {
    const Scratch scratch;
    const DataFolder folder(scratch.path() / "a" / "b" / "intake/");
    CHECK(mode_of(scratch.path() / "a" / "b" / "intake") == 0700U);
    CHECK(folder.path() == scratch.path() / "a" / "b" / "intake");
    CHECK(folder.free_bytes() > 0);
  }

  TEST_CASE("an empty folder is made private, a filled one that others may enter is refused") {
    const Scratch scratch;
    const auto path = scratch.path() / "data";
    std::filesystem::create_directory(path);
    REQUIRE(::chmod(path.c_str(), 0755) == 0);
    { const DataFolder folder(path); }
    CHECK(mode_of(path) == 0700U);
    REQUIRE(::chmod(path.c_str(), 0750) == 0);
    const auto [line, code] = failure_of([&] { DataFolder again(path); });
    CHECK(code == ExitCode::configuration);
    CHECK(line == path.string() +
                      ": other users may enter the data folder (mode 0750); run: chmod 700 " +
                      path.string());
  }

  TEST_CASE("a second program on one folder is told who holds it") {
    const Scratch scratch;
    const DataFolder folder(scratch.path() / "data");
    const auto [line, code] = failure_of([&] { DataFolder second(scratch.path() / "data"); });
    CHECK(code == ExitCode::failure);
    CHECK(line == folder.path().string() + ": in use by process " + std::to_string(::getpid()) +
                      "; stop it, or choose another data folder with --data");
  }

  TEST_CASE("the lock goes with the process that held it, however it ended") {
    const Scratch scratch;
    const pid_t child = ::fork();
    if (child == 0) {
      const DataFolder folder(scratch.path() / "data");
      ::raise(SIGKILL);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFSIGNALED(status));
    CHECK_NOTHROW(DataFolder(scratch.path() / "data"));
  }

  TEST_CASE("a file in place of the folder is refused") {
    const Scratch scratch;
    write_file(scratch.path() / "data", "x");
    const auto [line, code] = failure_of([&] { DataFolder folder(scratch.path() / "data"); });
    CHECK(code == ExitCode::configuration);
    CHECK(line.find("is not a folder") != line.npos);
  }

  TEST_CASE("a read-only folder is said in one line") {
    const Scratch scratch;
    REQUIRE(::chmod(scratch.path().c_str(), 0500) == 0);
    const Unprivileged someone(scratch.path());
    const auto [line, code] = failure_of([&] { DataFolder folder(scratch.path()); });
    CHECK(code == ExitCode::failure);
    CHECK(line.find(": the data folder cannot be written: Permission denied; ") != line.npos);
    CHECK(failure_of([&] {
            DataFolder inside(scratch.path() / "new");
          }).first.find(": the data folder cannot be made: Permission denied; ") !=
          std::string::npos);
  }

  TEST_CASE("a key file must exist, be a file, and be for its owner only") {
    const Scratch scratch;
    const auto key = scratch.path() / "key";
    CHECK(failure_of([&] { check_private_file(key); }).first.find("cannot be read") !=
          std::string::npos);
    write_file(key, "secret");
    for (const unsigned mode : {0644U, 0640U, 0604U, 0620U, 0610U}) {
      CAPTURE(mode);
      REQUIRE(::chmod(key.c_str(), mode) == 0);
      const auto [line, code] = failure_of([&] { check_private_file(key); });
      CHECK(code == ExitCode::configuration);
      CHECK(line.find("chmod 600 " + key.string()) != line.npos);
    }
    REQUIRE(::chmod(key.c_str(), 0600) == 0);
    CHECK_NOTHROW(check_private_file(key));
    CHECK(failure_of([&] { check_private_file(scratch.path()); }).second ==
          ExitCode::configuration);
  }
}
