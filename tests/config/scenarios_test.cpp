// The shipped rules held against the scenarios of the sources (examples/), by hand: which offices a
// fact of the report brings in, besides those that every report goes to.

#include <doctest/doctest.h>

#include <algorithm>

#include "config/facts.h"
#include "report/decode.h"
#include "tests/config/mission_folder.h"

using namespace vigie;
using namespace vigie::config;

namespace {

using Offices = std::set<std::string>;

/// The gender unit and the women's adviser stand here wherever the sources name them, also where a
/// person's decision comes first: that is a matter of when, not of whom.
struct Scenario {
  std::string example;
  Offices by_fact;
};

const Scenario scenarios[] = {
    {"annex1-gao-apartment.r1",
     {"gender_unit", "human_rights_division", "senior_womens_protection_adviser"}},
    {"annex1-gao-apartment.r2",
     {"gender_unit", "human_rights_division", "senior_child_protection_adviser",
      "senior_womens_protection_adviser"}},
    {"case1-felix", {"human_rights_division"}},
    {"case2-gina", {"gender_unit", "human_rights_division"}},
    {"case3-quranic-school", {"human_rights_division", "senior_child_protection_adviser"}},
    {"case4-militia", {"gender_unit", "human_rights_division", "senior_womens_protection_adviser"}},
    {"indicator-1-begging", {"human_rights_division", "senior_child_protection_adviser"}},
    {"indicator-2-house", {"gender_unit", "human_rights_division"}},
    {"john-van", {"human_rights_division"}},
    {"militia-consent",
     {"gender_unit", "human_rights_division", "senior_womens_protection_adviser"}},
};

Report example(const std::string& name) {
  const auto path = std::filesystem::path{VIGIE_SOURCE_DIR} / "examples" / (name + ".json");
  auto decoded = decode_report(file_text(path));
  REQUIRE_MESSAGE(std::holds_alternative<Report>(decoded), name);
  return std::get<Report>(std::move(decoded));
}

Offices told_by_fact(const Mission& mission, const Report& report) {
  Offices offices;
  for (const Rule& rule : mission.rules) {
    const auto* fact = std::get_if<NamedFact>(&rule.when);
    if (fact && holds(mission, *fact, report)) offices.insert(rule.tell);
  }
  return offices;
}

std::string joined(const Offices& offices) {
  std::string text;
  for (const std::string& office : offices) text += "\"" + office + "\", ";
  return text;
}

}  // namespace

TEST_SUITE("config/scenarios") {
  TEST_CASE("each scenario brings in the offices that the sources name for its facts") {
    const Mission mission = load_or_fail(shipped_mission());
    for (const Scenario& scenario : scenarios) {
      const Offices found = told_by_fact(mission, example(scenario.example));
      CHECK_MESSAGE(found == scenario.by_fact, scenario.example, " finds ", joined(found));
    }
  }

  TEST_CASE(
      "the commander, the Information Unit and the operations centre are told whatever happens") {
    const Mission mission = load_or_fail(shipped_mission());
    Offices always;
    for (const Rule& rule : mission.rules) {
      if (std::holds_alternative<Always>(rule.when)) always.insert(rule.tell);
    }
    CHECK(always == Offices{"information_unit", "joint_operations_centre", "regional_commander"});
  }
}
