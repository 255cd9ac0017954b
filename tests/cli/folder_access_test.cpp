#include "cli/folder_access.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <fstream>

#include "link/keys.h"
#include "tests/support/temporary_folder.h"

using namespace vigie;
using namespace vigie::cli;

namespace fs = std::filesystem;

namespace {

unsigned mode_of(const fs::path& path) {
  struct stat found {};
  REQUIRE(::stat(path.c_str(), &found) == 0);
  return found.st_mode & 0777U;
}

}  // namespace

TEST_SUITE("cli/folder_access") {
  TEST_CASE("a folder that is made is ours alone; one that is there stays as it is") {
    const support::TemporaryFolder folder;
    CHECK(make_private_folder(folder / "data/keys"));
    CHECK(mode_of(folder / "data/keys") == 0700);
    REQUIRE(::mkdir((folder / "there").c_str(), 0750) == 0);
    CHECK(make_private_folder(folder / "there"));
    CHECK(mode_of(folder / "there") == 0750);
    std::ofstream(folder / "file") << "x";
    CHECK_FALSE(make_private_folder(folder / "file"));
    CHECK(make_private_folder(folder / "trailing/"));
    CHECK(mode_of(folder / "trailing") == 0700);
  }

  TEST_CASE("a program's folder and what it lies in are made private") {
    const support::TemporaryFolder folder;
    const service::DataFolder opened =
        open_folder({.kind = ProgramKind::router, .name = "router", .folder = folder / "d/router"});
    CHECK(mode_of(folder / "d") == 0700);
    CHECK(mode_of(folder / "d/router") == 0700);
  }

  TEST_CASE("whatever others may write among the keys is refused, with what to run") {
    const support::TemporaryFolder folder;
    std::ofstream(folder / "router.pub") << "x";
    std::ofstream(folder / "notes.txt") << "x";
    REQUIRE(::chmod((folder / "notes.txt").c_str(), 0666) == 0);
    REQUIRE(::chmod((folder / "router.pub").c_str(), 0644) == 0);
    CHECK_NOTHROW(refuse_writers(folder.path()));
    for (const unsigned mode : {0664U, 0646U, 0666U}) {
      REQUIRE(::chmod((folder / "router.pub").c_str(), mode) == 0);
      CHECK_THROWS_AS(refuse_writers(folder.path()), link::KeyTrouble);
    }
    REQUIRE(::chmod((folder / "router.pub").c_str(), 0644) == 0);
    REQUIRE(::chmod(folder.path().c_str(), 0770) == 0);
    const auto troubles = troubles_with_writers(folder.path());
    REQUIRE(troubles.size() == 1);
    CHECK(troubles.front().text.find("chmod go-w " + folder.path().string()) != std::string::npos);
  }
}
