#include "router/rules/rule_tests.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/router/missions.h"
#include "tests/support/temporary_folder.h"

using namespace vigie;
using namespace vigie::router;

namespace {

namespace fs = std::filesystem;
using config::RuleTest;
using Strings = std::vector<std::string>;

fs::path source(const std::string& path) { return fs::path{VIGIE_SOURCE_DIR} / path; }

std::string bytes_of(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream{path, std::ios::binary}.rdbuf();
  return text.str();
}

config::Mission load(const fs::path& folder) {
  auto loaded = config::load_mission(folder);
  if (const auto* problems = std::get_if<config::ConfigProblems>(&loaded)) {
    for (const auto& problem : *problems) MESSAGE(config::to_string(problem));
    FAIL("the mission does not load");
  }
  return std::get<config::Mission>(std::move(loaded));
}

/// What a test's report and run say; empty: it passed.
Strings failures_of(const RuleTest& test, RuleTester& tester) {
  const auto report = report_of(test, bytes_of(test.report));
  if (const auto* troubles = std::get_if<Strings>(&report)) return *troubles;
  return tester.run(test, std::get<Report>(report));
}

/// Every test beside a mission's rules passes, and nothing is left untried.
void check_all(const fs::path& folder, std::size_t tests_at_least) {
  const config::Mission mission = load(folder);
  RuleTester tester{mission};
  std::size_t tests = 0;
  for (const fs::path& file : config::rule_test_files(folder)) {
    const auto read = config::read_rule_tests(file, mission);
    REQUIRE(std::holds_alternative<std::vector<RuleTest>>(read));
    for (const RuleTest& test : std::get<std::vector<RuleTest>>(read)) {
      CAPTURE(file);
      CAPTURE(test.name);
      CHECK(failures_of(test, tester) == Strings{});
      ++tests;
    }
  }
  CHECK(tests >= tests_at_least);
  CHECK(tester.coverage().untried == std::vector<Untried>{});
}

/// One test of the tiny mission, on its own report.
RuleTest tiny_test(const std::string& text) {
  const support::TemporaryFolder folder;
  fs::copy(source("tests/missions/tiny/rules/boat.report.json"), folder / "boat.report.json");
  std::ofstream{folder / "one.test.yaml"} << "tests:\n  - name: One\n    report: boat.report.json\n"
                                          << text;
  const auto read = config::read_rule_tests(folder / "one.test.yaml", tiny());
  REQUIRE(std::holds_alternative<std::vector<RuleTest>>(read));
  return std::get<std::vector<RuleTest>>(read).front();
}

std::string boat() { return bytes_of(source("tests/missions/tiny/rules/boat.report.json")); }

Strings tiny_failures(const std::string& text, const config::Mission& mission = tiny()) {
  RuleTester tester{mission};
  const RuleTest test = tiny_test(text);
  const auto report = report_of(test, boat());
  if (const auto* troubles = std::get_if<Strings>(&report)) return *troubles;
  return tester.run(test, std::get<Report>(report));
}

const std::string whole = R"(    told: [sector_chief_north, lighthouse_keeper]
    held:
      - {position: harbour_master, after: sector_chief_north}
      - {position: mainland_police, by: sector_chief_north}
)";

}  // namespace

TEST_SUITE("router/rule_tests") {
  TEST_CASE("the shipped rules pass their tests, the nine scenarios among them") {
    check_all(source("config/mali"), 30);
  }

  TEST_CASE("the tiny mission's rules pass theirs") { check_all(source("tests/missions/tiny"), 6); }

  TEST_CASE("the other reading of the sources passes its own: the advisers after the commander") {
    const support::TemporaryFolder folder;
    fs::create_directories(folder / "config");
    fs::copy(source("config/mali"), folder / "config/mali", fs::copy_options::recursive);
    fs::copy(source("examples"), folder / "examples", fs::copy_options::recursive);
    const fs::path mission = folder / "config/mali";
    const auto replace = [&](const std::string& from, const std::string& to) {
      fs::copy_file(mission / "alternatives" / from, mission / "rules" / to,
                    fs::copy_options::overwrite_existing);
    };
    replace("advisers-after-the-commander.yaml", "protection.yaml");
    replace("advisers-after-the-commander.test.yaml", "scenarios.test.yaml");
    check_all(mission, 30);
  }

  TEST_CASE("an exact test passes, and fails for everybody it does not name") {
    CHECK(tiny_failures(whole) == Strings{});
    CHECK(tiny_failures("    told: [sector_chief_north]\n") ==
          Strings{"harbour_master: expected not_told; came out held after sector_chief_north "
                  "(island.dry_clothes)",
                  "lighthouse_keeper: expected not_told; came out told (island.lighthouse)",
                  "mainland_police: expected not_told; came out held by sector_chief_north "
                  "(island.police)"});
    CHECK(tiny_failures("    others: any\n    told: [sector_chief_north]\n") == Strings{});
  }

  TEST_CASE("a rule may ask in which area the report's place lies, and a test say where it is") {
    const config::Mission mission =
        tiny_with_rules("when: report.where.region == 'south_shore'",
                        "when: within(report.where.position, 'old_port')");
    const auto at = [](const std::string& place) {
      return "    remove: [/needs]\n    set: [{at: /where/position, value: " + place +
             "}]\n    others: any\n";
    };
    CHECK(tiny_failures(at("{latitude: 4.55, longitude: -31.15}") + "    told: [harbour_master]\n",
                        mission) == Strings{});
    CHECK(tiny_failures(
              at("{latitude: 4.55, longitude: -31.25}") + "    not_told: [harbour_master]\n",
              mission) == Strings{});
    CHECK(tiny_failures("    remove: [/needs]\n    others: any\n    held:\n"
                        "      - position: harbour_master\n        by: sector_chief_north\n"
                        "        missing: [\"within(report.where.position, 'old_port')\"]\n",
                        mission) == Strings{});
  }

  TEST_CASE("what did not come out as expected is said, each thing apart") {
    const std::vector<std::pair<std::string, Strings>> cases{
        {"    not_told: [lighthouse_keeper]\n",
         {"lighthouse_keeper: expected not_told; came out told (island.lighthouse)"}},
        {"    told: [{position: lighthouse_keeper, within: 4 min, urgency: priority, rules: [x], "
         "show: "
         "[persons]}]\n",
         {"lighthouse_keeper: expected within (minutes) 4; came out within (minutes) 5",
          "lighthouse_keeper: expected urgency priority; came out urgency flash",
          "lighthouse_keeper: expected rules x; came out rules island.lighthouse",
          "lighthouse_keeper: expected show persons; came out show outline"}},
        {"    held: [{position: mainland_police, after: sector_chief_north}]\n",
         {"mainland_police: expected by none; came out by sector_chief_north",
          "mainland_police: expected after sector_chief_north; came out after none"}},
        {"    held: [{position: mainland_police, by: sector_chief_north, within: 1 d, at_deadline: "
         "remind, show: [persons]}]\n",
         {"mainland_police: expected at_deadline remind; came out at_deadline escalate",
          "mainland_police: expected within (minutes) 1440; came out within (minutes) 10080",
          "mainland_police: expected show persons; came out show outline"}},
        {"    held: [{position: mainland_police, by: sector_chief_north, missing: [x]}]\n",
         {"mainland_police: expected missing x; came out missing none: a rule fired"}},
        {"    remove: [/why, /how]\n    held: [{position: mainland_police, by: "
         "sector_chief_north}]\n",
         {"mainland_police: expected missing none: a rule fired; came out missing "
          "assessment.trafficking == 'indicated', report.why.purposes[].code == 'forced_labour'"}},
        {"    set: [{at: /exercise, value: true}]\n    told: [lighthouse_keeper]\n",
         {"lighthouse_keeper: expected told; came out withheld (island.lighthouse)"}},
    };
    for (const auto& [text, failures] : cases) {
      CAPTURE(text);
      CHECK(tiny_failures("    others: any\n" + text) == failures);
    }
  }

  TEST_CASE("changes that cannot be made, or leave no report, are failures") {
    const auto first = [](const std::string& text) {
      const Strings failures = tiny_failures(text + whole);
      return failures.empty() ? std::string{"none"} : failures.front();
    };
    CHECK(first("    remove: [/nothing]\n").starts_with("'/nothing' cannot be changed"));
    CHECK(first("    remove: [/who/7]\n").starts_with("'/who/7' cannot be changed"));
    CHECK(first("    remove: ['']\n").starts_with("'' cannot be changed"));
    CHECK(first("    set: [{at: /exercise, value: perhaps}]\n").starts_with("/exercise: "));
    CHECK(std::get<Strings>(report_of(tiny_test(whole), "no json")).size() == 1);
  }

  TEST_CASE("values are read as the report's own kinds") {
    const RuleTest test = tiny_test(R"(    remove: [/needs/0, /indicators]
    set:
      - {at: /exercise, value: true}
      - {at: /who/0/count, value: {min: 4}}
      - {at: /danger/life_at_risk_now, value: "yes"}
)" + whole);
    const auto report = report_of(test, boat());
    REQUIRE(std::holds_alternative<Report>(report));
    const auto& changed = std::get<Report>(report);
    CHECK(changed.exercise);
    CHECK(changed.who->front().count->min == 4);
    CHECK(changed.danger->life_at_risk_now == Answer::yes);
    CHECK(changed.needs->empty());
    CHECK_FALSE(changed.indicators);
  }

  TEST_CASE("what no test has tried is named, until one tries it") {
    const config::Mission mission = tiny();
    RuleTester tester{mission};
    const auto untried = [&](const std::string& what) {
      for (const Untried& one : tester.coverage().untried) {
        if (one.what == what) return one.values;
      }
      return Strings{};
    };
    const auto run = [&](const std::string& changes) {
      const RuleTest test = tiny_test(changes + whole);
      tester.run(test, std::get<Report>(report_of(test, boat())));
    };
    CHECK(untried("island.lighthouse") == Strings{"yes", "no"});
    CHECK(untried("island.sector_chief") == Strings{});  // Has no condition.
    CHECK(untried("report.exercise") == Strings{"yes", "no"});
    CHECK(untried("report.danger.life_at_risk_now == 'yes'") == Strings{"yes", "no", "unknown"});
    run("");
    CHECK(untried("island.lighthouse") == Strings{"no"});
    CHECK(untried("report.danger.life_at_risk_now == 'yes'") == Strings{"yes", "unknown"});
    run("    remove: [/danger]\n    set: [{at: /indicators, value: []}]\n");
    CHECK(untried("island.lighthouse") == Strings{});
    CHECK(untried("report.danger.life_at_risk_now == 'yes'") == Strings{"yes"});
    CHECK(tester.coverage().rules == 6);
  }
}
