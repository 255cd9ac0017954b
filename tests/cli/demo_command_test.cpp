#include <doctest/doctest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/cli/command_run.h"

using namespace vigie::cli;

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
}
