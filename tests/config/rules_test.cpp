// What a set of rules is refused for, each with its place; the conditions have a test of their own.

#include <doctest/doctest.h>

#include <algorithm>

#include "config/check_rules.h"
#include "tests/config/damage.h"
#include "tests/config/mission_folder.h"

using namespace vigie;
using namespace vigie::config;

namespace {

const char* const rules_file = "rules/rules.yaml";

/// One wrong line in a file of its own, after `head`; the problem stands in "rules/more.yaml".
struct Wrong {
  std::string rule;     ///< The keys of the rule, comma-separated.
  std::string problem;  ///< Begins so, behind "rules/more.yaml:".
};

const std::string texts =
    "id: more.rule, title: {en: a, fr: a}, because: {en: a, fr: a}, authority: 'ours: a', ";
const std::string answer = "show: [outline], answer: {expect: acknowledge, within: 1 h}";
const std::string to_keeper = "when: true, tell: lighthouse_keeper, ";

std::vector<std::string> problems_with(const std::string& text) {
  const MissionFolder folder;
  folder.write("rules/more.yaml", text);
  return folder.problems();
}

std::vector<std::string> problems_of(const std::string& rule) {
  return problems_with("rules:\n  - {" + texts + rule + "}\n");
}

}  // namespace

TEST_SUITE("config/rules") {
  TEST_CASE("a whole rule loads, whichever way it tells") {
    for (const std::string how :
         {"how: at_once", "how: {on_decision_of: sector_chief, within: 2 h, at_deadline: remind}",
          "how: {after: sector_chief, within: 2 h, at_deadline: forward}",
          "how: {on_decision_of: sector_chief, within: 2 h, at_deadline: {escalate_to: "
          "harbour_master}}"}) {
      CAPTURE(how);
      CHECK(problems_of(to_keeper + how + ", " + answer).empty());
    }
    CHECK(problems_of("when: report.exercise, withhold: harbour_master").empty());
  }

  TEST_CASE("each error of a rule is named, at its place in the file") {
    const std::vector<Wrong> wrongs{
        {"when: true, tell: lighthouse_keper, how: at_once, " + answer,
         "unknown office 'lighthouse_keper' (did you mean 'lighthouse_keeper'?)"},
        {"when: true, tell: boat_crew, how: at_once, " + answer, "'boat_crew' is not an addressee"},
        {to_keeper + answer, "a rule needs the key 'how'"},
        {to_keeper + "how: at_once", "a rule needs the key 'answer'"},
        {to_keeper + "how: at_once, show: [outlin], answer: {expect: acknowledge, within: 1 h}",
         "unknown profile 'outlin' (did you mean 'outline'?)"},
        {to_keeper + "how: at_once, show: [], answer: {expect: acknowledge, within: 1 h}",
         "'show' must not be empty"},
        {to_keeper + "how: soon, " + answer, "'how' must be at_once,"},
        {to_keeper + "how: {on_decision_of: sector_chief}, " + answer,
         "'how' needs the key 'within'"},
        {to_keeper + "how: {after: sector_chef, within: 2 h, at_deadline: remind}, " + answer,
         "unknown office 'sector_chef' (did you mean 'sector_chief'?)"},
        {to_keeper + "how: {after: sector_chief, within: 2 h, at_deadline: ring}, " + answer,
         "'at_deadline' must be remind, forward or {escalate_to: office}"},
        {to_keeper + "how: {after: lighthouse_keeper, within: 2 h, at_deadline: remind}, " + answer,
         "'lighthouse_keeper' cannot decide what it is told itself"},
        {to_keeper + "how: {after: mainland_police, within: 2 h, at_deadline: remind}, " + answer,
         "'mainland_police' is outside the mission: it cannot decide or forward for the mission"},
        {to_keeper + "how: at_once, if_unknown: maybe, " + answer,
         "'if_unknown' must be one of hold, tell, ignore"},
        {to_keeper + "how: at_once, urgency: flsh, " + answer,
         "'urgency' must be one of routine, priority, flash (did you mean 'flash'?)"},
        {to_keeper + "how: at_once, valid: {from: 2020-02-02, to: 2020-02-01}, " + answer,
         "'valid' ends before it begins"},
        {to_keeper + "how: at_once, valid: {}, " + answer, "'valid' needs 'from', 'to' or both"},
        {to_keeper + "how: at_once, withhold: harbour_master, " + answer,
         "a rule tells or withholds, not both"},
        {"when: true, withhold: sector_chief",
         "rule 'more.rule' withholds 'sector_chief', which rule 'island.sector_chief'"},
        {"when: report.exercise, withhold: harbour_master, if_unknown: tell",
         "a rule that withholds cannot withhold on what is unknown"},
        {"when: report.exercise, withhold: harbour_master, how: at_once", "unknown key 'how'"},
        {"when: report.exercize, withhold: harbour_master",
         "'report' has no 'exercize' (did you mean 'exercise'?)"},
    };
    for (const Wrong& wrong : wrongs) {
      CAPTURE(wrong.rule);
      const std::vector<std::string> problems = problems_of(wrong.rule);
      const bool found = std::ranges::any_of(problems, [&](const std::string& problem) {
        return problem.starts_with("rules/more.yaml:2:") &&
               problem.find(wrong.problem) != std::string::npos;
      });
      CHECK_MESSAGE(found, joined(problems));
    }
  }

  TEST_CASE("no rule tells who is outside but on a person's decision") {
    const std::string police = "when: true, tell: mainland_police, ";
    const std::vector<std::string> wrongs{
        police + "how: at_once, " + answer,
        police + "how: {on_decision_of: sector_chief, within: 1 h, at_deadline: forward}, " +
            answer,
        police + "how: {after: sector_chief, within: 1 h, at_deadline: forward}, " + answer,
        police + "how: {after: sector_chief, within: 1 h, at_deadline: remind}, " + answer,
        to_keeper +
            "how: at_once, show: [outline], answer: {expect: acknowledge, within: 1 h, "
            "then: [mainland_police]}",
        to_keeper +
            "how: {on_decision_of: sector_chief, within: 1 h, at_deadline: {escalate_to: "
            "mainland_police}}, " +
            answer,
    };
    for (const std::string& wrong : wrongs) {
      CAPTURE(wrong);
      const std::vector<std::string> problems = problems_of(wrong);
      REQUIRE(!problems.empty());
      CHECK(problems.front().find("'mainland_police' is outside the mission: ") !=
            std::string::npos);
    }
  }

  TEST_CASE("deciders in a circle tell nobody and do not load") {
    const auto waits = [](const std::string& id, const std::string& office,
                          const std::string& decider) {
      return "  - {id: " + id +
             ", title: {en: a, fr: a}, because: {en: a, fr: a}, authority: 'ours: a', when: true, "
             "tell: " +
             office + ", how: {after: " + decider + ", within: 1 h, at_deadline: remind}, " +
             answer + "}\n";
    };
    const auto problems =
        problems_with("rules:\n" + waits("more.a", "harbour_master", "lighthouse_keeper") +
                      waits("more.b", "lighthouse_keeper", "harbour_master"));
    REQUIRE(problems.size() == 1);
    CHECK(problems.front().find("such a circle tells nobody") != std::string::npos);
  }

  TEST_CASE("a set needs a rule that tells the first addressee of every report, always") {
    for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{
             {"when: true", "when: report.exercise"},
             {"    how: at_once\n    show: [outline, persons, everything_seen]\n    answer: "
              "{expect: acknowledge, within: 10 min",
              "    valid: {from: 2020-01-01}\n    how: at_once\n    show: [outline]\n    answer: "
              "{expect: acknowledge, within: 10 min"}}) {
      const MissionFolder folder;
      folder.replace(rules_file, from, to);
      CHECK(folder.problems() ==
            std::vector<std::string>{
                "rules: no rule tells 'sector_chief' of every report at once (when: true): add "
                "one, or a report may reach nobody"});
    }
  }

  TEST_CASE("an office without clearance could be shown nothing") {
    const MissionFolder folder;
    folder.replace("profiles.yaml", "  - {office: mainland_police, profiles: [outline]}\n", "");
    const auto problems = folder.problems();
    REQUIRE(problems.size() == 1);
    CHECK(problems.front().find("'mainland_police' has no clearance in profiles.yaml") !=
          std::string::npos);
  }

  TEST_CASE("an error within a condition of several lines is shown on its own line") {
    const auto problems = problems_with(
        "rules:\n  - id: more.rule\n"
        "    title: {en: a, fr: a}\n"
        "    because: {en: a, fr: a}\n"
        "    authority: 'ours: a'\n"
        "    when: |\n"
        "      report.exercise &&\n"
        "        report.where.regon == 'north_shore'\n"
        "    withhold: harbour_master\n");
    REQUIRE(problems.size() == 1);
    CHECK_MESSAGE(
        problems.front().starts_with("rules/more.yaml:8:22: 'report.where' has no 'regon'"),
        problems.front());
  }

  TEST_CASE("errors of conditions and of keys come in one go") {
    const auto problems = problems_with(
        "define:\n  - {name: a, when: b}\n  - {name: b, when: a}\nrules:\n  - {" + texts +
        "when: report.nothing, tell: lighthouse_keper, how: at_once, " + answer + "}\n");
    const auto has = [&](const std::string& part) {
      return std::ranges::any_of(problems, [&](const std::string& problem) {
        return problem.find(part) != std::string::npos;
      });
    };
    CHECK_MESSAGE(has("rules/more.yaml:2:"), joined(problems));
    CHECK(has("'report' has no 'nothing'"));
    CHECK(has("unknown office 'lighthouse_keper'"));
  }

  TEST_CASE("empty files, empty lists and too many rules are refused") {
    CHECK(problems_with("").size() == 1);
    CHECK(problems_with("rules: []\n").size() == 1);
    CHECK(problems_with("rules: {}\n").size() == 1);
    std::string many = "rules:\n";
    for (std::size_t i = 0; i <= rules_max; ++i) {
      many += "  - {id: more.r" + std::to_string(i) +
              ", title: {en: a, fr: a}, because: {en: a, fr: a}, authority: 'ours: a', when: true, "
              "withhold: harbour_master}\n";
    }
    const auto problems = problems_with(many);
    REQUIRE(problems.size() == 1);
    CHECK(problems.front().find("at most 2000 are allowed") != std::string::npos);
  }
}
