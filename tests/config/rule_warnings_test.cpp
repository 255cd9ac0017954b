#include "config/rule_warnings.h"

#include <doctest/doctest.h>

#include <sstream>

#include "config/declared_places.h"
#include "tests/config/damage.h"
#include "tests/config/mission_folder.h"
#include "tests/support/file_bytes.h"

using namespace vigie;
using namespace vigie::config;

namespace {

/// One a line.
std::string warnings_of(const Mission& mission) {
  std::vector<std::string> texts;
  for (const RuleWarning& warning : rule_warnings(mission)) {
    texts.push_back(warning.text);
  }
  return joined(texts);
}

struct Change {
  std::string file;
  std::string from;
  std::string to;
  std::vector<std::string> warnings;
};

/// A rule of the tiny mission with another id and these lines changed.
std::string another_harbour_rule(const std::string& when, const std::string& within,
                                 const std::string& rest = "") {
  return "rules:\n"
         "  - id: island.quay\n"
         "    title: {en: Q, fr: Q}\n"
         "    because: {en: Q, fr: Q}\n"
         "    authority: invented\n"
         "    when: " +
         when +
         "\n"
         "    tell: harbour_master\n"
         "    how: at_once\n"
         "    show: [outline]\n"
         "    answer: {expect: acknowledge, within: " +
         within + "}\n" + rest;
}

const std::string rules = "rules/rules.yaml";
const std::string south = "report.where.region == 'south_shore'";

}  // namespace

TEST_SUITE("config/rule_warnings") {
  TEST_CASE("the tiny mission has none, and the shipped one has the one it says it has") {
    CHECK(warnings_of(load_or_fail(tiny_mission())) == "");
    CHECK(warnings_of(load_or_fail(shipped_mission())) ==
          joined({"no rule tells position 'national_committee'"}));
  }

  TEST_CASE("each thing that looks wrong is said once") {
    const std::vector<Change> changes{
        {rules,
         "when: " + south,
         "when: false",
         {"rule 'island.harbour' can never fire: its condition is true of no report"}},
        {rules,
         "when: boats_follow",
         "when: report.indicators.size() > 2",
         {"definition 'boats_follow' is not used"}},
        {rules,
         "show: [outline]\n    answer: {expect: acknowledge, within: 5 min}",
         "show: [persons]\n    answer: {expect: acknowledge, within: 5 min}",
         {"rule 'island.lighthouse' shows 'persons', which the clearance of 'lighthouse_keeper' "
          "does "
          "not name: what that clearance does not grant stays hidden"}},
        {"positions.yaml",
         "  - id: boat_crew",
         "  - id: idler\n    title: {en: I, fr: I}\n    outside: true\n  - id: boat_crew",
         {"no rule tells position 'idler'"}},
    };
    for (const Change& change : changes) {
      CAPTURE(change.to);
      const MissionFolder folder;
      folder.replace(change.file, change.from, change.to);
      CHECK(warnings_of(folder.load()) == joined(change.warnings));
    }
  }

  TEST_CASE("what a warning is about has its place in the mission's files") {
    const MissionFolder folder;
    folder.replace(rules, "when: boats_follow", "when: false");
    folder.replace(
        "positions.yaml", "  - id: boat_crew",
        "  - id: idler\n    title: {en: I, fr: I}\n    outside: true\n  - id: boat_crew");
    const DeclaredPlaces places = declared_places(folder.path());
    const auto warnings = rule_warnings(folder.load());
    REQUIRE(warnings.size() == 3);
    for (const RuleWarning& warning : warnings) {
      CAPTURE(warning.text);
      const Place& place = places.at(warning.thing).at(warning.about);
      std::istringstream text(support::file_bytes(place.file));
      std::string line;
      for (int i = 0; i < place.mark.line; ++i) std::getline(text, line);
      CHECK(
          line.substr(static_cast<std::size_t>(place.mark.column) - 1).starts_with(warning.about));
    }
  }

  TEST_CASE("conditions that no report makes true, and others that some report does") {
    const std::string never =
        joined({"rule 'island.harbour' can never fire: its condition is true of no report"});
    const std::vector<std::pair<std::string, bool>> cases{
        {south + " && false", true},
        {"false || (report.exercise && false)", true},
        {"!(report.exercise || true)", true},
        {south + " && report.where.region == 'north_shore'", true},
        {south + " && report.exercise && report.where.region in ['north_shore']", true},
        {south + " && !(" + south + ")", true},
        {"report.who.exists(g, g.sex == 'male' && g.sex == 'female')", true},
        {"!report.who.all(g, g.role == 'migrant' || true)", true},
        {south + " || false", false},
        {south + " && report.where.region in ['north_shore', 'south_shore']", false},
        {"report.who.exists(g, g.sex == 'male') && report.who.exists(g, g.sex == 'female')", false},
        {"report.who.all(g, false)", false},
        {"!report.who.exists(g, g.sex == 'male')", false},
        {"report.where.region != 'north_shore' && " + south, false},
    };
    for (const auto& [when, warned] : cases) {
      CAPTURE(when);
      const MissionFolder folder;
      folder.replace(rules, "when: " + south, "when: >-\n      " + when);
      CHECK(warnings_of(folder.load()) == (warned ? never : ""));
    }
  }

  TEST_CASE("a rule that another of its office leaves nothing to add to") {
    struct Case {
      std::string rule;
      std::vector<std::string> warnings;
    };
    const std::string less =
        "rule 'island.quay' adds nothing: rule 'island.harbour' fires whenever it does and does as "
        "much";
    const std::vector<Case> cases{
        {another_harbour_rule(south, "1 h"),
         {"rule 'island.quay' adds nothing: rule 'island.harbour' says the same"}},
        {another_harbour_rule(south + " && report.exercise", "1 h"), {less}},
        {another_harbour_rule("report.exercise && " + south, "2 h"), {less}},
        {another_harbour_rule(south + " && report.exercise", "30 min"), {}},
        {another_harbour_rule(south + " && report.exercise", "1 h", "    urgency: flash\n"), {}},
        {another_harbour_rule(south + " && report.exercise", "1 h", "    if_unknown: tell\n"), {}},
        {another_harbour_rule(south + " || report.exercise", "2 h"), {}},
        {another_harbour_rule("true", "1 h"),
         {"rule 'island.harbour' adds nothing: rule 'island.quay' fires whenever it does and does "
          "as "
          "much"}},
    };
    for (const Case& one : cases) {
      CAPTURE(one.rule);
      const MissionFolder folder;
      folder.write("rules/quay.yaml", one.rule);
      // The held rule of the same office is left out of the question.
      folder.replace(rules,
                     "tell: harbour_master\n    how: {after: sector_chief, within: 2 h, "
                     "at_deadline: forward}",
                     "tell: lighthouse_keeper\n    how: at_once");
      folder.replace(rules,
                     "show: [outline, persons]\n    answer: {expect: acknowledge, within: 1 h}",
                     "show: [outline]\n    answer: {expect: acknowledge, within: 1 h}");
      CHECK(warnings_of(folder.load()) == joined(one.warnings));
    }
  }
}
