#include "cli/demo_table.h"

#include <doctest/doctest.h>

#include <sstream>

using namespace std::chrono_literals;
using namespace vigie::cli;

namespace {

DemoRow full_row() {
  return {.report = "annex1-gao-apartment",
          .revision = 2,
          .urgency = "flash",
          .told = {{"regional_commander_gao", {"chain.regional_commander"}, 412ms},
                   {"senior_womens_protection_adviser",
                    {"immediate.conflict_related_sexual_violence", "immediate.sexual_violence"},
                    1240ms}},
          .held = {},
          .missing = {}};
}

}  // namespace

TEST_SUITE("cli/demo_table") {
  TEST_CASE("durations are written as people say them") {
    CHECK(duration_text(0ms) == "0 ms");
    CHECK(duration_text(999ms) == "999 ms");
    CHECK(duration_text(1000ms) == "1.00 s");
    CHECK(duration_text(59'999ms) == "59.99 s");
    CHECK(duration_text(185'000ms) == "3 min 05 s");
  }

  TEST_CASE("a report stands over one line per position and rule") {
    const std::string table = demo_table({full_row()});
    CAPTURE(table);
    CHECK(table.find("annex1-gao-apartment, revision 2    flash") != std::string::npos);
    CHECK(table.find("none 1.24 s\n") != std::string::npos);
    CHECK(table.find("  regional_commander_gao              chain.regional_commander") !=
          std::string::npos);
    CHECK(table.find("412 ms\n") != std::string::npos);
    CHECK(table.find("\n" + std::string(38, ' ') + "immediate.sexual_violence\n") !=
          std::string::npos);
  }

  TEST_CASE("the longest names of the mission fit in 100 columns") {
    std::istringstream lines(demo_table({full_row()}));
    for (std::string line; std::getline(lines, line);) {
      CAPTURE(line);
      CHECK(line.size() <= 100);
    }
  }

  TEST_CASE("whoever was not reached is shouted, and the row is not complete") {
    DemoRow row = full_row();
    CHECK(complete(row));
    row.missing = {"joint_operations_centre"};
    CHECK_FALSE(complete(row));
    CHECK(demo_table({row}).find("NOT REACHED: joint_operations_centre") != std::string::npos);
  }

  TEST_CASE("one position that has not acknowledged leaves the row open") {
    DemoRow row = full_row();
    row.told.back().acknowledged_after.reset();
    CHECK_FALSE(complete(row));
    CHECK(demo_table({row}).find("not yet") != std::string::npos);
    row.told.clear();
    CHECK_FALSE(complete(row));
  }
}
