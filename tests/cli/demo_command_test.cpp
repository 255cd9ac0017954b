#include <doctest/doctest.h>

#include <chrono>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <thread>

#include "cli/child_process.h"
#include "tests/cli/command_run.h"
#include "tests/support/file_bytes.h"
#include "tests/support/temporary_folder.h"

using namespace std::chrono_literals;
using namespace vigie;
using namespace vigie::cli;

namespace {

bool within(std::chrono::seconds patience, const std::function<bool()>& true_now) {
  const auto end = std::chrono::steady_clock::now() + patience;
  while (!true_now() && std::chrono::steady_clock::now() < end) std::this_thread::sleep_for(5ms);
  return true_now();
}

}  // namespace

TEST_SUITE("cli/demo_command") {
  TEST_CASE("the demo reaches everybody in the hand-written table, through real processes") {
    const CommandRun run =
        run_command({"demo", "--once", "--json", "--mission", shipped_mission()});
    CAPTURE(run.err);
    REQUIRE(run.exit_code == 0);
    const auto reports = nlohmann::json::parse(run.out).at("reports");
    CHECK(reports.size() == 10);
    for (const auto& report : reports) {
      CAPTURE(report.dump());
      CHECK(report.at("missing").empty());
      CHECK(report.at("told").size() >= 3);
      for (const auto& told : report.at("told")) CHECK_FALSE(told.at("rules").empty());
    }
  }

  TEST_CASE("one run that is interrupted before its table is a failure") {
    const support::TemporaryFolder folder;
    ChildProcess demo({.executable = VIGIE_BINARY,
                       .arguments = {"demo", "--once", "--mission", shipped_mission()},
                       .output = folder / "output"});
    REQUIRE(
        within(20s, [&] { return contains(support::file_bytes(folder / "output"), "Starting"); }));
    demo.ask_to_stop();
    REQUIRE(within(30s, [&] { return !demo.running(); }));
    CAPTURE(support::file_bytes(folder / "output"));
    CHECK(demo.exit_code() == 1);
  }
}
