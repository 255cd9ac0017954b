#include "config/read_rule_tests.h"

#include <doctest/doctest.h>

#include "tests/config/mission_folder.h"

using namespace vigie;
using namespace vigie::config;

namespace {

const std::string file = "rules/some.test.yaml";

/// What the reader says of a test file beside the tiny mission's rules; tests it read, by name.
std::vector<std::string> problems_of_tests(const std::string& text) {
  const MissionFolder folder;
  folder.write(file, text);
  const auto read = read_rule_tests(folder.path() / file, folder.load());
  std::vector<std::string> texts;
  if (const auto* problems = std::get_if<ConfigProblems>(&read)) {
    for (ConfigProblem problem : *problems) {
      problem.file = "f";
      texts.push_back(to_string(problem));
    }
  }
  return texts;
}

std::vector<RuleTest> tests_of(const std::string& text) {
  const MissionFolder folder;
  folder.write(file, text);
  auto read = read_rule_tests(folder.path() / file, folder.load());
  REQUIRE(std::holds_alternative<std::vector<RuleTest>>(read));
  return std::get<std::vector<RuleTest>>(std::move(read));
}

std::string one_test(const std::string& rest) {
  return "tests:\n  - name: One\n    report: boat.report.json\n" + rest;
}

}  // namespace

TEST_SUITE("config/read_rule_tests") {
  TEST_CASE("a test with everything a test may say") {
    const auto tests = tests_of(one_test(R"(    remove: /needs
    set: [{at: /exercise, value: true}]
    at: 2001-06-04T12:00:00+02:00
    others: any
    told:
      - sector_chief_north
      - {position: harbour_master, within: 90 min, urgency: flash, rules: [b, a], show: [outline]}
    held:
      - {position: mainland_police, by: [sector_chief_south, sector_chief_north], missing: ["x == 'y'"]}
    withheld: [lighthouse_keeper]
    not_told: [sector_chief_south]
)"));
    REQUIRE(tests.size() == 1);
    const RuleTest& test = tests.front();
    CHECK(test.name == "One");
    CHECK(test.mark.line == 2);
    CHECK(test.report.filename() == "boat.report.json");
    CHECK(test.report.parent_path() == test.file.parent_path());
    REQUIRE(test.changes.size() == 2);
    CHECK(test.changes[0].pointer == "/needs");
    CHECK_FALSE(test.changes[0].value);
    CHECK(test.changes[1].value->text == "true");
    CHECK(to_string(*test.at) == "2001-06-04T10:00:00.000Z");
    CHECK_FALSE(test.others_not_told);
    REQUIRE(test.expected.size() == 5);
    CHECK(test.expected[1].within == std::chrono::minutes{90});
    CHECK(test.expected[1].urgency == Urgency::flash);
    CHECK(test.expected[1].rules == std::vector<std::string>{"a", "b"});
    CHECK(test.expected[2].told == Expected::Told::held);
    CHECK(test.expected[2].by == std::vector<Code>{"sector_chief_north", "sector_chief_south"});
    CHECK(test.expected[2].missing == std::vector<std::string>{"x == 'y'"});
    CHECK(test.expected[3].told == Expected::Told::withheld);
    CHECK(test.expected[4].told == Expected::Told::not_told);
  }

  TEST_CASE("what is not said is not expected") {
    const auto tests = tests_of(one_test("    told: [sector_chief_north]\n    held: []\n"));
    CHECK(tests.front().others_not_told);
    CHECK_FALSE(tests.front().at);
    CHECK_FALSE(tests.front().expected.front().within);
    CHECK_FALSE(tests.front().expected.front().rules);
  }

  TEST_CASE("every error has its place") {
    const std::vector<std::pair<std::string, std::vector<std::string>>> cases{
        {"tests: []\n", {"f:1:8: 'tests' must not be empty"}},
        {"[]\n", {"f:1:1: the file must be a map (key: value)"}},
        {one_test(""), {"f:2:5: a test that expects nothing"}},
        {one_test("    told: [sector_chief_nort]\n"),
         {"f:4:12: 'sector_chief_nort' is not a position of this mission (did you mean "
          "'sector_chief_north'?)",
          "f:2:5: a test that expects nothing"}},
        {one_test("    told: [harbour_master]\n    not_told: [harbour_master]\n"),
         {"f:5:16: 'harbour_master' stands in this test already"}},
        {one_test("    held: [harbour_master]\n"),
         {"f:4:12: what is held says by whom: {position: …, by: …} or {position: …, after: …}"}},
        {one_test("    held: [{position: harbour_master}]\n"),
         {"f:4:12: what is held says 'by' whom or 'after' whom"}},
        {one_test("    told: [{position: harbour_master, by: sector_chief_north}]\n"),
         {"f:4:39: unknown key 'by'"}},
        {one_test("    at: yesterday\n    told: [harbour_master]\n"),
         {"f:4:9: 'at' must be an instant such as 2019-06-12T10:00:00Z"}},
        {one_test("    remove: [who]\n    told: [harbour_master]\n"),
         {"f:4:13: 'who' is no JSON pointer: it begins with /"}},
        {one_test("    remove: [[a]]\n    told: [harbour_master]\n"),
         {"f:4:13: must be a text or a list of texts"}},
        {one_test("    told: [harbour_master]\n") +
             "  - name: One\n    report: boat.report.json\n    told: [harbour_master]\n",
         {"f:5:5: another test has this name, at line 2"}},
    };
    for (const auto& [text, problems] : cases) {
      CAPTURE(text);
      CHECK(problems_of_tests(text) == problems);
    }
    CHECK(problems_of_tests(one_test("    others: all\n    told: [harbour_master]\n")).size() == 1);
    CHECK(problems_of_tests("tests:\n  - {told: [harbour_master]}\n").size() == 2);
    CHECK_FALSE(problems_of_tests("tests: [\n").empty());
  }

  TEST_CASE("a file that is not there is said so") {
    const auto read = read_rule_tests("nowhere.test.yaml", load_or_fail(tiny_mission()));
    REQUIRE(std::holds_alternative<ConfigProblems>(read));
    CHECK(std::get<ConfigProblems>(read).size() == 1);
  }

  TEST_CASE("the test files of a mission are those beside its rules, by name") {
    const MissionFolder folder;
    folder.write("rules/a.test.yaml", "tests: []\n");
    folder.write("alternatives/b.test.yaml", "tests: []\n");
    std::vector<std::string> names;
    for (const auto& path : rule_test_files(folder.path())) names.push_back(path.filename());
    CHECK(names == std::vector<std::string>{"a.test.yaml", "rules.test.yaml"});
    CHECK(rule_test_files("nowhere").empty());
  }
}
