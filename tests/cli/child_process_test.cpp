#include "cli/child_process.h"

#include <doctest/doctest.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <iterator>
#include <thread>

#include "tests/support/temporary_folder.h"

using namespace std::chrono_literals;
using namespace vigie;
using namespace vigie::cli;

namespace {

bool ends_within(ChildProcess& child, std::chrono::milliseconds patience) {
  for (auto waited = 0ms; waited < patience; waited += 10ms) {
    if (!child.running()) return true;
    std::this_thread::sleep_for(10ms);
  }
  return false;
}

}  // namespace

TEST_SUITE("cli/child_process") {
  TEST_CASE("what a child says goes to its file") {
    const support::TemporaryFolder folder;
    ChildProcess child({.executable = "/bin/sh",
                        .arguments = {"-c", "echo out; echo err >&2"},
                        .output = folder / "output"});
    CHECK(ends_within(child, 20s));
    std::ifstream stream(folder / "output");
    CHECK(std::string{std::istreambuf_iterator<char>(stream), {}} == "out\nerr\n");
  }

  TEST_CASE("a child is asked to stop, and has stopped when the object is gone") {
    const support::TemporaryFolder folder;
    pid_t pid = 0;
    {
      ChildProcess child(
          {.executable = "/bin/sleep", .arguments = {"100"}, .output = folder / "output"});
      CHECK(child.running());
      pid = child.pid();
    }
    CHECK(::kill(pid, 0) == -1);
  }

  TEST_CASE("a program that is not there ends at once") {
    const support::TemporaryFolder folder;
    ChildProcess child(
        {.executable = "/nonexistent/program", .arguments = {}, .output = folder / "output"});
    CHECK(ends_within(child, 20s));
  }
}
