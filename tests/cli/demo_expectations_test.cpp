#include "cli/demo_expectations.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>

using namespace vigie::cli;

namespace {

bool names(const DemoExpectation& expected, std::string_view part) {
  return std::any_of(
      expected.positions.begin(), expected.positions.end(),
      [&](std::string_view position) { return position.find(part) != std::string_view::npos; });
}

}  // namespace

TEST_SUITE("cli/demo_expectations") {
  TEST_CASE("every example is expected, and every expected file is there") {
    std::set<std::string> files;
    for (const auto& entry :
         std::filesystem::directory_iterator(std::string(VIGIE_SOURCE_DIR) + "/examples")) {
      if (entry.path().extension() == ".json") files.insert(entry.path().filename().string());
    }
    std::set<std::string> expected;
    for (const DemoExpectation& one : demo_expectations()) expected.emplace(one.file);
    CHECK(files == expected);
  }

  TEST_CASE("commander and joint operations centre for all nine, an adviser or division for six") {
    std::set<std::string_view> reports;
    std::set<std::string_view> chosen_by_fact;
    for (const DemoExpectation& one : demo_expectations()) {
      CAPTURE(one.file);
      reports.insert(one.report);
      CHECK(names(one, "regional_commander_"));
      CHECK(names(one, "joint_operations_centre"));
      if (names(one, "_adviser") || names(one, "_division")) chosen_by_fact.insert(one.report);
    }
    CHECK(reports.size() == 9);
    CHECK(chosen_by_fact.size() >= 6);
  }
}
