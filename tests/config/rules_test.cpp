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

std::vector<std::string> problems_of_rule(const std::string& rule) {
  return problems_with("rules:\n  - {" + texts + rule + "}\n");
}

const std::string concerned = "report.concerns_un_personnel.answer == 'yes'";

/// The tiny mission with another office for reports on its own people, and a rule for it.
void let_harbour_hear(const MissionFolder& folder, const std::string& when,
                      const std::string& how = "how: at_once") {
  folder.replace("mission.yaml", "conduct_office: sector_chief", "conduct_office: harbour_master");
  folder.write("rules/conduct.yaml", "rules:\n  - {" + texts + "when: \"" + when +
                                         "\", tell: harbour_master, " + how + ", " + answer +
                                         "}\n");
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
      CHECK(problems_of_rule(to_keeper + how + ", " + answer).empty());
    }
    CHECK(problems_of_rule("when: report.exercise, withhold: harbour_master").empty());
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
      const std::vector<std::string> problems = problems_of_rule(wrong.rule);
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
      const std::vector<std::string> problems = problems_of_rule(wrong);
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
                "rules/rules.yaml:8:1: no rule of rules/ tells 'sector_chief' of every report at "
                "once (when: true): add one, or a report may reach nobody",
                // The island's chief is also who hears of its own people.
                "rules/rules.yaml:8:1: no rule of rules/ tells 'sector_chief' at once of every "
                "report that concerns UN personnel: add one (when: "
                "report.concerns_un_personnel.answer == 'yes'), or one may stay with those it "
                "concerns"});
    }
  }

  TEST_CASE("what a set lacks is said at its first file, whichever file could have it") {
    const MissionFolder folder;
    folder.replace(rules_file, "when: true", "when: report.exercise");
    folder.write("rules/a_first.yaml", "# nothing yet\n\nrules:\n  - {" + texts +
                                           "when: report.exercise, tell: harbour_master, "
                                           "how: at_once, " +
                                           answer + "}\n");
    const auto problems = folder.problems();
    REQUIRE(problems.size() == 2);
    CHECK(
        problems[0].starts_with("rules/a_first.yaml:3:1: no rule of rules/ tells 'sector_chief'"));
    CHECK(
        problems[1].starts_with("rules/a_first.yaml:3:1: no rule of rules/ tells 'sector_chief' at "
                                "once of every report that concerns UN personnel"));
  }

  TEST_CASE("nobody withholds who must be told of every report") {
    CHECK(
        problems_of_rule("when: report.exercise, withhold: sector_chief")
            .back()
            .find(
                "no rule may withhold 'sector_chief': mission.yaml has it told of every report") !=
        std::string::npos);
    const MissionFolder folder;
    let_harbour_hear(folder, concerned);
    folder.replace("rules/conduct.yaml", "more.rule", "more.told");
    CHECK(folder.problems().empty());
    folder.write("rules/never.yaml",
                 "rules:\n  - {" + texts + "when: report.exercise, withhold: harbour_master}\n");
    CHECK(folder.problems() ==
          std::vector<std::string>{"rules/never.yaml:2:124: no rule may withhold 'harbour_master': "
                                   "mission.yaml has it told of every report that concerns UN "
                                   "personnel"});
  }

  TEST_CASE("a set needs a rule that tells the conduct office whenever UN personnel is concerned") {
    const std::string lacking =
        "rules/conduct.yaml:1:1: no rule of rules/ tells 'harbour_master' at once of every report "
        "that concerns UN personnel: add one (when: report.concerns_un_personnel.answer == 'yes'), "
        "or one may stay with those it concerns";
    struct Case {
      std::string when;
      std::string how;
      bool loads;
    };
    const std::vector<Case> cases{
        {concerned, "how: at_once", true},
        {"true", "how: at_once", true},
        {concerned + " || report.exercise", "how: at_once", true},
        {"report.exercise || " + concerned, "how: at_once", true},
        {"report.concerns_un_personnel.answer != 'no'", "how: at_once", true},
        {concerned + " && report.exercise", "how: at_once", false},
        {"report.exercise", "how: at_once", false},
        {"report.concerns_un_personnel.answer == 'no'", "how: at_once", false},
        {concerned, "how: at_once, valid: {from: 2001-01-01}", false},
        {concerned, "how: at_once, valid: {to: 2199-01-01}", false},
        {concerned, "how: {on_decision_of: sector_chief, within: 1 h, at_deadline: forward}",
         false},
        {concerned, "how: {after: sector_chief, within: 1 h, at_deadline: forward}", false},
    };
    for (const Case& one : cases) {
      CAPTURE(one.when);
      CAPTURE(one.how);
      const MissionFolder folder;
      let_harbour_hear(folder, one.when, one.how);
      const auto expected =
          one.loads ? std::vector<std::string>{} : std::vector<std::string>{lacking};
      CHECK(folder.problems() == expected);
    }
  }

  TEST_CASE(
      "a rule of another office, or one that withholds, is not what the conduct office hears") {
    const MissionFolder folder;
    let_harbour_hear(folder, concerned);
    folder.replace("rules/conduct.yaml", "tell: harbour_master", "tell: lighthouse_keeper");
    const auto problems = folder.problems();
    REQUIRE(problems.size() == 1);
    CHECK(problems.front().starts_with("rules/conduct.yaml:1:1: no rule of rules/ tells"));
  }

  TEST_CASE("a mission names the office that hears of its own people, and it is within") {
    const MissionFolder none;
    none.replace("mission.yaml", "  conduct_office: sector_chief\n", "");
    CHECK(none.problems() ==
          std::vector<std::string>{"mission.yaml:3:3: the mission needs the key 'conduct_office'"});
    const MissionFolder unknown;
    unknown.replace("mission.yaml", "conduct_office: sector_chief", "conduct_office: sector_chef");
    CHECK(unknown.problems().front() ==
          "mission.yaml:7:19: unknown office 'sector_chef' (did you mean 'sector_chief'?)");
    const MissionFolder outside;
    outside.replace("mission.yaml", "conduct_office: sector_chief",
                    "conduct_office: mainland_police");
    CHECK(outside.problems().front().starts_with(
        "mission.yaml:7:19: 'mainland_police' is outside the mission: "));
  }

  TEST_CASE("an expired rule is refused at its last day, but only if today is asked about") {
    const MissionFolder folder;
    folder.replace(rules_file, "to: 2199-12-31", "to: 2024-02-29");
    const auto day = [](unsigned month, unsigned of_month) {
      return std::chrono::sys_days{std::chrono::year{2024} / month / of_month};
    };
    CHECK(folder.problems().empty());
    CHECK(folder.problems(day(2, 29)).empty());
    CHECK(folder.problems(day(3, 1)) ==
          std::vector<std::string>{"rules/rules.yaml:72:35: rule 'island.dry_clothes' has expired: "
                                   "its last day was 2024-02-29; remove the rule, or give it "
                                   "another day"});
  }

  TEST_CASE("an expired rule is said with everything else that is wrong") {
    const MissionFolder folder;
    folder.replace(rules_file, "to: 2199-12-31", "to: 2024-02-29");
    folder.replace(rules_file, "how: at_once", "how: soon");
    const auto problems = folder.problems(std::chrono::sys_days{std::chrono::days{30'000}});
    CHECK(problems.size() == 2);
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
    CHECK(problems.front() ==
          "rules/more.yaml:1:1: all files of rules/ together have 2008 rules; at most 2000 are "
          "allowed");
  }
}
