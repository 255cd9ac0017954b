#include "router/routing.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "config/facts.h"
#include "tests/router/missions.h"
#include "tests/support/report_generator.h"

using namespace std::chrono_literals;
using namespace vigie;
using namespace vigie::router;

namespace {

const Time noon = std::chrono::sys_days{std::chrono::year{2019} / 6 / 30} + 12h;

using Positions = std::set<std::string>;

Positions implicated_in(const Report& report) {
  const auto& list = report.concerns_un_personnel.implicated_positions;
  return {list.begin(), list.end()};
}

void implicate(Report& report, std::vector<Code> positions) {
  report.concerns_un_personnel = {true, std::move(positions)};
}

/// Picks any of the mission's positions now and then.
void implicate_somebody(Report& report, const config::Mission& mission, SeededRandom& random) {
  if (random.below(4) != 0) return;
  std::set<Code> chosen;
  for (std::uint64_t i = random.below(4); i > 0; --i) {
    chosen.insert(std::next(mission.positions.begin(),
                            static_cast<std::ptrdiff_t>(random.below(mission.positions.size())))
                      ->first);
  }
  implicate(report, {chosen.begin(), chosen.end()});
}

void shuffle(std::vector<config::Rule>& rules, SeededRandom& random) {
  for (std::size_t i = rules.size(); i > 1; --i) {
    std::swap(rules[i - 1], rules[random.below(i)]);
  }
}

config::Rule random_rule(const config::Mission& mission, SeededRandom& random) {
  config::Rule rule = mission.rules[random.below(mission.rules.size())];
  rule.id = "zz.added";
  rule.tell = mission.rules[random.below(mission.rules.size())].tell;
  const auto facts = config::known_facts();
  if (random.below(2) == 0) rule.when = config::Always{};
  if (random.below(2) == 0) {
    rule.when = config::NamedFact{std::string(facts[random.below(facts.size())].name)};
  }
  return rule;
}

bool holds(const Routing& routing, const std::string& rule) {
  const auto value = std::ranges::find(routing.rules, rule, &RuleValue::rule);
  return value != routing.rules.end() && value->holds;
}

void check_promises(const Routing& routing, const Report& report, const config::Mission& mission) {
  REQUIRE(routing.outcomes.size() == mission.positions.size());
  const Positions implicated = implicated_in(report);
  for (const Outcome& outcome : routing.outcomes) {
    const config::Position& position = mission.positions.at(outcome.position);
    CHECK(outcome.urgency >= urgency_of(report));
    CHECK(outcome.rules.empty() == (outcome.told == Told::not_told));
    for (const std::string& rule : outcome.rules) CHECK(holds(routing, rule));
    if (implicated.contains(outcome.position)) CHECK(outcome.told != Told::told);
    if (outcome.told != Told::told) continue;
    CHECK_FALSE(position.outside);
    CHECK(position.addressee);
    CHECK(outcome.deadline.value_or(Time{}) > routing.at);
    CHECK(routing.urgency >= outcome.urgency);
  }
}

}  // namespace

TEST_SUITE("router/routing") {
  TEST_CASE("the examples are told to whom the sources say, worked out by hand") {
    struct Row {
      std::string file;
      std::string commander;
      Positions besides;
      Urgency urgency;
    };
    const std::string child = "senior_child_protection_adviser";
    const std::string women = "senior_womens_protection_adviser";
    const std::string rights = "human_rights_division";
    const std::string gender = "gender_unit";
    const std::vector<Row> rows{
        {"annex1-gao-apartment.r1", "gao", {rights, women, gender}, Urgency::priority},
        {"annex1-gao-apartment.r2", "gao", {rights, women, gender, child}, Urgency::flash},
        {"indicator-1-begging", "segou", {rights, child}, Urgency::priority},
        {"indicator-2-house", "sikasso", {rights, gender}, Urgency::routine},
        {"case1-felix", "gao", {rights}, Urgency::routine},
        {"case2-gina", "bamako", {rights, gender}, Urgency::routine},
        {"case3-quranic-school", "kidal", {rights, child}, Urgency::priority},
        {"case4-militia", "timbuktu", {rights, women, gender}, Urgency::flash},
        {"john-van", "bamako", {rights}, Urgency::routine},
        {"militia-consent", "menaka", {rights, women, gender}, Urgency::priority},
    };
    const config::Mission mission = mali();
    for (const Row& row : rows) {
      CAPTURE(row.file);
      Positions expected = row.besides;
      expected.insert(
          {"regional_commander_" + row.commander, "information_unit", "joint_operations_centre"});
      const Report report = example(row.file);
      const Routing routing = route(report, mission, noon);
      CHECK(told_in(routing) == expected);
      CHECK(routing.urgency == row.urgency);
      CHECK(routing.version == mission.version);
      check_promises(routing, report, mission);
    }
  }

  TEST_CASE("another mission routes by its own rules alone") {
    struct Row {
      std::string region;
      bool boats;
      Positions told;
      Urgency urgency;
    };
    const std::vector<Row> rows{
        {"north_shore", false, {"sector_chief_north"}, Urgency::routine},
        {"south_shore", false, {"sector_chief_south", "harbour_master"}, Urgency::routine},
        {"north_shore", true, {"sector_chief_north", "lighthouse_keeper"}, Urgency::flash},
        {"south_shore",
         true,
         {"sector_chief_south", "harbour_master", "lighthouse_keeper"},
         Urgency::flash},
    };
    const config::Mission mission = tiny();
    for (const Row& row : rows) {
      CAPTURE(row.region);
      Report report = tiny_report();
      report.where.region = row.region;
      if (row.boats) report.indicators = {{"boat_without_lights", std::nullopt}};
      const Routing routing = route(report, mission, noon);
      CHECK(told_in(routing) == row.told);
      CHECK(routing.urgency == row.urgency);
    }
  }

  TEST_CASE("every other position has a reason and its nearest rules") {
    struct Row {
      std::string position;
      Reason reason;
      std::vector<std::string> nearest;
    };
    const std::vector<Row> rows{
        {"sector_chief_south", Reason::other_region, {"island.sector_chief"}},
        {"harbour_master", Reason::condition_false, {"island.harbour"}},
        {"lighthouse_keeper", Reason::condition_false, {"island.lighthouse"}},
        {"mainland_police", Reason::outside, {}},
        {"boat_crew", Reason::no_addressee, {}},
    };
    const Routing routing = route(tiny_report(), tiny(), noon);
    for (const Row& row : rows) {
      CAPTURE(row.position);
      const Outcome& outcome = outcome_of(routing, row.position);
      CHECK(outcome.told == Told::not_told);
      CHECK(outcome.reason == row.reason);
      CHECK(outcome.nearest == row.nearest);
      CHECK_FALSE(outcome.deadline.has_value());
    }
  }

  TEST_CASE("a position no rule names says so") {
    config::Mission mission = tiny();
    std::erase_if(mission.rules,
                  [](const config::Rule& rule) { return rule.tell == "harbour_master"; });
    CHECK(outcome_of(route(tiny_report(), mission, noon), "harbour_master").reason ==
          Reason::no_rule);
  }

  TEST_CASE("the deadline is the earliest and the urgency the highest of the rules that tell") {
    config::Mission mission = tiny();
    config::Rule later = mission.rules.front();
    later.id = "island.later";
    later.tell = "harbour_master";
    later.when = config::Always{};
    later.within = 3h;
    later.urgency = Urgency::priority;
    config::Rule sooner = later;
    sooner.id = "island.sooner";
    sooner.within = 20min;
    sooner.urgency = std::nullopt;
    mission.rules.push_back(later);
    mission.rules.push_back(sooner);
    const Routing routing = route(tiny_report(), mission, noon);
    const Outcome& outcome = outcome_of(routing, "harbour_master");
    CHECK(outcome.deadline == noon + 20min);
    CHECK(outcome.urgency == Urgency::priority);
    CHECK(outcome.rules == std::vector<std::string>{"island.later", "island.sooner"});
    CHECK(outcome_of(routing, "sector_chief_north").urgency == Urgency::routine);
    CHECK(routing.urgency == Urgency::priority);
  }

  TEST_CASE("an implicated commander is withheld and the stand-in told by the same rules") {
    Report report = example("case1-felix");
    implicate(report, {"regional_commander_gao"});
    const Routing routing = route(report, mali(), noon);
    const Outcome& commander = outcome_of(routing, "regional_commander_gao");
    CHECK(commander.told == Told::withheld);
    CHECK(commander.reason == Reason::implicated);
    const Outcome& stand_in = outcome_of(routing, "police_commissioner");
    CHECK(stand_in.told == Told::told);
    CHECK(stand_in.reason == Reason::stands_in);
    CHECK(stand_in.rules == commander.rules);
    CHECK(stand_in.stands_in_for == std::vector<Code>{"regional_commander_gao"});
    CHECK(outcome_of(routing, "conduct_and_discipline").told == Told::told);
  }

  TEST_CASE("an implicated stand-in is passed over as well") {
    Report report = example("case1-felix");
    implicate(report, {"police_commissioner", "regional_commander_gao"});
    const Routing routing = route(report, mali(), noon);
    CHECK(outcome_of(routing, "police_commissioner").told == Told::not_told);
    const Outcome& next = outcome_of(routing, "conduct_and_discipline");
    CHECK(next.reason == Reason::matched);
    CHECK(next.rules ==
          std::vector<std::string>{"chain.conduct_and_discipline", "chain.regional_commander"});
  }

  TEST_CASE("stand-ins in a circle, all implicated, end in nobody and not in a loop") {
    config::Mission mission = tiny();
    mission.positions.at("harbour_master").stand_in = "sector_chief_north";
    Report report = tiny_report();
    implicate(report, {"sector_chief_north", "harbour_master"});
    CHECK(told_in(route(report, mission, noon)).empty());
  }

  TEST_CASE("an implicated position that no rule concerns gives nobody a stand-in's notice") {
    Report report = tiny_report();
    implicate(report, {"sector_chief_south"});
    const Routing routing = route(report, tiny(), noon);
    CHECK(told_in(routing) == Positions{"sector_chief_north"});
    CHECK(outcome_of(routing, "sector_chief_south").reason == Reason::other_region);
  }

  TEST_CASE("no rule tells an outside position, not even one that slipped past the loader") {
    config::Mission mission = tiny();
    config::Rule rule = mission.rules.front();
    rule.id = "island.police";
    rule.tell = "mainland_police";
    rule.when = config::Always{};
    mission.rules.push_back(rule);
    const Routing routing = route(tiny_report(), mission, noon);
    CHECK(outcome_of(routing, "mainland_police").reason == Reason::outside);
    CHECK(outcome_of(routing, "mainland_police").nearest == std::vector<std::string>{rule.id});
  }

  TEST_CASE("an exercise is routed as the real thing would be") {
    Report report = example("annex1-gao-apartment.r2");
    const config::Mission mission = mali();
    const Routing real = route(report, mission, noon);
    report.exercise = true;
    CHECK(route(report, mission, noon) == real);
  }

  TEST_CASE("random reports: repeatable, whatever the order of rules; more rules tell no fewer") {
    constexpr std::uint64_t seed = 20190603;
    CAPTURE(seed);
    SeededRandom random(seed);
    const config::Mission mission = mali();
    const int cases = random_cases();
    int told_of_personnel = 0;
    for (int number = 0; number < cases; ++number) {
      CAPTURE(number);
      Report report = random_report(random);
      implicate_somebody(report, mission, random);
      const Routing routing = route(report, mission, noon);
      check_promises(routing, report, mission);
      CHECK(route(report, mission, noon) == routing);
      config::Mission other = mission;
      shuffle(other.rules, random);
      CHECK(route(report, other, noon) == routing);
      other.rules.push_back(random_rule(mission, random));
      const Positions before = told_in(routing);
      const Positions after = told_in(route(report, other, noon));
      CHECK(std::ranges::includes(after, before));
      if (report.concerns_un_personnel.concerned) ++told_of_personnel;
    }
    CHECK(told_of_personnel > cases / 10);
  }
}
