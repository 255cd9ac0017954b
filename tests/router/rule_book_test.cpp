#include "router/rules/rule_book.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "router/assess/assess.h"
#include "router/assess/assessment_json.h"
#include "router/rules/routing_record.h"
#include "router/views/grant.h"
#include "tests/router/draw.h"
#include "tests/router/missions.h"
#include "tests/router/profiles.h"
#include "tests/support/report_generator.h"

using namespace std::chrono_literals;
using namespace vigie;
using namespace vigie::router;

namespace {

using config::AtDeadline;
using config::HoldTerms;
using config::IfUnknown;
using Positions = std::set<std::string>;
using Ids = std::vector<std::string_view>;
using Missing = std::vector<std::string_view>;

const config::Mission& island() {
  static const config::Mission mission = tiny();
  return mission;
}

/// The mission must outlive the routing.
Routing routed(const Report& report, config::Mission&& mission, Time at = noon) = delete;

Routing routed(const Report& report, const config::Mission& mission, Time at = noon) {
  return RuleBook(mission).route(report, assess(report, mission.catalogues.at(report.catalogue)),
                                 at);
}

void implicate(Report& report, std::vector<Code> positions) {
  report.concerns_un_personnel = {true, std::move(positions)};
}

config::Rule& rule_of(config::Mission& mission, const std::string& id) {
  return *std::ranges::find(mission.rules, id, &config::Rule::id);
}

/// What withholds the report from the lighthouse keeper rests on danger, which may not be reported.
void doubt_the_lighthouse(config::Mission& mission) {
  rule_of(mission, "island.no_lamp_for_exercises").condition =
      rule_of(mission, "island.danger").condition;
}

/// The catch-all of the tiny mission, turned on another office.
config::Rule always(const config::Mission& mission, const std::string& id, const Code& office) {
  config::Rule rule = *std::ranges::find(mission.rules, "island.sector_chief", &config::Rule::id);
  rule.id = id;
  rule.office = office;
  rule.must = false;
  return rule;
}

HoldTerms on_decision(const Code& by, std::chrono::minutes within,
                      AtDeadline at_deadline = AtDeadline::remind) {
  HoldTerms terms;
  terms.by = by;
  terms.within = within;
  terms.at_deadline = at_deadline;
  return terms;
}

Positions implicated_in(const Report& report) {
  const auto& list = report.concerns_un_personnel.implicated_positions;
  return {list.begin(), list.end()};
}

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

/// A rule of the mission that tells another office, on another rule's condition.
config::Rule random_rule(const config::Mission& mission, SeededRandom& random) {
  const auto any = [&] { return mission.rules[random.below(mission.rules.size())]; };
  config::Rule rule = any();
  while (rule.effect != config::Effect::tell) rule = any();
  rule.id = "zz.added";
  rule.condition = any().condition;
  rule.if_unknown = static_cast<IfUnknown>(random.below(3));
  return rule;
}

void check_told(const Outcome& outcome, const config::Position& position, const Routing& routing) {
  CHECK_FALSE(position.outside);
  CHECK(position.addressee);
  CHECK(outcome.deadline.value_or(Time{}) > routing.at);
  CHECK(routing.urgency >= outcome.urgency);
  CHECK_FALSE(outcome.show.empty());
}

void check_held(const Outcome& outcome, const config::Mission& mission) {
  CHECK_FALSE(outcome.holds.empty());
  for (const Hold& hold : outcome.holds) {
    CHECK(hold.decider != outcome.position);
    CHECK_FALSE(hold.rules.empty());
    if (hold.unknown || !hold.doubting.empty()) CHECK_FALSE(hold.missing.empty());
    if (!hold.doubting.empty()) {
      CHECK(hold.release == HoldTerms::Release::decision);
      CHECK(hold.at_deadline != AtDeadline::forward);
    }
    if (mission.positions.at(Code(outcome.position)).outside) {
      CHECK(hold.at_deadline != AtDeadline::forward);
    }
  }
}

void check_promises(const Routing& routing, const Report& report, const config::Mission& mission) {
  REQUIRE(routing.outcomes.size() == mission.positions.size());
  const Positions implicated = implicated_in(report);
  for (const Outcome& outcome : routing.outcomes) {
    CAPTURE(outcome.position);
    const config::Position& position = mission.positions.at(Code(outcome.position));
    if (implicated.contains(position.id)) {
      CHECK(outcome.told != Told::told);
      CHECK(outcome.told != Told::held);
    }
    if (outcome.told == Told::told) check_told(outcome, position, routing);
    if (outcome.told == Told::held) check_held(outcome, mission);
    for (const Hold& hold : outcome.holds) {
      if (hold.decider.empty()) continue;
      const Told decider = outcome_of(routing, Code(hold.decider)).told;
      CHECK((decider == Told::told || decider == Told::held));
    }
  }
}

/// Told or held, and what it is or would be shown.
void check_no_less(const Routing& before, const Routing& after, const config::Mission& mission) {
  for (const Outcome& was : before.outcomes) {
    const Outcome& is = outcome_of(after, Code(was.position));
    if (was.told == Told::told) CHECK(is.told == Told::told);
    if (was.told == Told::held) CHECK((is.told == Told::held || is.told == Told::told));
    if (was.told != Told::told) continue;
    const Code& office = mission.positions.at(Code(was.position)).office;
    const std::vector<Code> shown(is.show.begin(), is.show.end());
    const std::vector<Code> shown_before(was.show.begin(), was.show.end());
    CHECK(covers(Grants(mission).of(shown, office), Grants(mission).of(shown_before, office)));
  }
}

}  // namespace

TEST_SUITE("router/rule_book") {
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
      const Routing routing = routed(report, mission);
      CHECK(told_in(routing) == row.told);
      CHECK(routing.urgency == row.urgency);
      check_promises(routing, report, mission);
    }
  }

  TEST_CASE("a rule that withholds overrides what tells") {
    Report report = tiny_report();
    report.indicators = {{"boat_without_lights", std::nullopt}};
    report.exercise = true;
    const Outcome outcome = outcome_of(routed(report, island()), "lighthouse_keeper");
    CHECK(outcome.told == Told::withheld);
    CHECK(outcome.reason == Reason::withheld_by_rule);
    CHECK(outcome.withheld_by == Ids{"island.no_lamp_for_exercises"});
    CHECK(outcome.rules == Ids{"island.lighthouse"});
  }

  TEST_CASE("whoever is implicated or withheld hears nothing, whether or not a rule tells it") {
    struct Row {
      const char* position;
      bool implicated;
      bool exercise;  // Withheld from the lighthouse keeper, and told to it only with boats.
      bool boats;
      bool hears_nothing;
    };
    const std::vector<Row> rows{
        {"lighthouse_keeper", false, true, true, true},
        {"lighthouse_keeper", false, true, false, true},
        {"lighthouse_keeper", false, false, true, false},
        {"lighthouse_keeper", true, false, true, true},
        {"lighthouse_keeper", true, false, false, true},
        {"mainland_police", true, false, false, true},
        {"boat_crew", false, false, false, false},
    };
    for (const Row& row : rows) {
      CAPTURE(row.position);
      Report report = tiny_report();
      report.exercise = row.exercise;
      if (row.boats) report.indicators = {{"boat_without_lights", std::nullopt}};
      if (row.implicated) implicate(report, {row.position});
      const Routing routing = routed(report, island());
      CHECK(outcome_of(routing, row.position).hears_nothing == row.hears_nothing);
    }
  }

  TEST_CASE("what would withhold, were the unknown so, holds for a person and never withholds") {
    config::Mission mission = tiny();
    doubt_the_lighthouse(mission);
    Report report = tiny_report();
    report.indicators = {{"boat_without_lights", std::nullopt}};
    const Outcome outcome = outcome_of(routed(report, mission), "lighthouse_keeper");
    CHECK(outcome.told == Told::held);
    REQUIRE(outcome.holds.size() == 1);
    CHECK(outcome.holds.front().decider == "sector_chief_north");
    const Hold& hold = outcome.holds.front();
    CHECK(hold.missing == Missing{"report.danger.life_at_risk_now == 'yes'"});
    CHECK(hold.rules == Ids{"island.lighthouse"});
    CHECK(hold.doubting == Ids{"island.no_lamp_for_exercises"});
  }

  TEST_CASE("a doubt about withholding leaves a rule that is certain as certain and as urgent") {
    config::Mission mission = tiny();
    Report report = tiny_report();
    report.indicators = {{"boat_without_lights", std::nullopt}};
    const Routing sure = routed(report, mission);
    doubt_the_lighthouse(mission);
    const Routing doubted = routed(report, mission);
    const Outcome& keeper = outcome_of(doubted, "lighthouse_keeper");
    REQUIRE(keeper.holds.size() == 1);
    CHECK_FALSE(keeper.holds.front().unknown);
    CHECK(keeper.holds.front().within == 5min);
    CHECK(keeper.urgency == Urgency::flash);
    CHECK(outcome_of(doubted, "sector_chief_north").urgency == Urgency::flash);
    CHECK(doubted.urgency == sure.urgency);
  }

  TEST_CASE("while a doubt about withholding is open nothing passes without a decision") {
    struct Row {
      HoldTerms::Release release;
      AtDeadline at_deadline;
      AtDeadline then;
    };
    const std::vector<Row> rows{
        {HoldTerms::Release::forward, AtDeadline::forward, AtDeadline::remind},
        {HoldTerms::Release::forward, AtDeadline::escalate, AtDeadline::escalate},
        {HoldTerms::Release::decision, AtDeadline::forward, AtDeadline::remind},
        {HoldTerms::Release::decision, AtDeadline::remind, AtDeadline::remind},
    };
    for (const Row& row : rows) {
      config::Mission mission = tiny();
      doubt_the_lighthouse(mission);
      config::Rule rule = always(mission, "island.held", "lighthouse_keeper");
      rule.hold = on_decision("sector_chief", 3h, row.at_deadline);
      rule.hold->release = row.release;
      mission.rules.push_back(rule);
      Report report = tiny_report();
      const auto held = [&] {
        return outcome_of(routed(report, mission), "lighthouse_keeper").holds;
      };
      const auto holds = held();
      REQUIRE(holds.size() == 1);
      CHECK(holds.front().release == HoldTerms::Release::decision);
      CHECK(holds.front().decider == "sector_chief_north");
      CHECK(holds.front().within == 3h);
      CHECK(holds.front().at_deadline == row.then);
      CHECK(holds.front().doubting == Ids{"island.no_lamp_for_exercises"});
      report.danger = Danger{Answer::no, Answer::no};  // Now it is known not to be withheld.
      REQUIRE(held().size() == 1);
      CHECK(held().front().release == row.release);
      CHECK(held().front().at_deadline == row.at_deadline);
      CHECK(held().front().doubting.empty());
      CHECK(held().front().missing.empty());
    }
  }

  TEST_CASE("the record of a routing names the rules that would withhold") {
    config::Mission mission = tiny();
    doubt_the_lighthouse(mission);
    Report report = tiny_report();
    report.indicators = {{"boat_without_lights", std::nullopt}};
    CHECK(
        write_routing_record(routed(report, mission))
            .find(R"("rules":["island.lighthouse"],"doubting":["island.no_lamp_for_exercises"])") !=
        std::string::npos);
  }

  TEST_CASE("what is unknown tells, holds or is passed over, as the rule says") {
    struct Row {
      IfUnknown if_unknown;
      Told told;
    };
    for (const Row& row : {Row{IfUnknown::tell, Told::told}, Row{IfUnknown::hold, Told::held},
                           Row{IfUnknown::ignore, Told::not_told}}) {
      config::Mission mission = tiny();
      config::Rule& rule = rule_of(mission, "island.lighthouse");
      rule.if_unknown = row.if_unknown;
      const Outcome outcome = outcome_of(routed(tiny_report(), mission), "lighthouse_keeper");
      CHECK(outcome.told == row.told);
      if (row.told != Told::held) continue;
      CHECK(outcome.holds.front().unknown);
      CHECK(outcome.holds.front().decider == "sector_chief_north");
      CHECK(outcome.holds.front().within == rule.within);
      CHECK(outcome.holds.front().at_deadline == AtDeadline::remind);
      CHECK(outcome.holds.front().missing ==
            Missing{"report.indicators[].code == 'boat_without_lights'"});
      CHECK(outcome.urgency == Urgency::routine);
    }
  }

  TEST_CASE("a rule counts only on the days it is valid") {
    config::Mission mission = tiny();
    config::Rule& rule = rule_of(mission, "island.harbour");
    const auto day = std::chrono::floor<std::chrono::days>(noon);
    Report report = tiny_report();
    report.where.region = "south_shore";
    const auto told = [&] {
      return outcome_of(routed(report, mission), "harbour_master").told == Told::told;
    };
    rule.valid_from = day;
    rule.valid_to = day;
    CHECK(told());
    rule.valid_from = day + std::chrono::days{1};
    rule.valid_to.reset();
    CHECK_FALSE(told());
    rule.valid_from.reset();
    rule.valid_to = day - std::chrono::days{1};
    CHECK_FALSE(told());
  }

  TEST_CASE("deadline earliest, urgency highest, profiles the union of the rules that tell") {
    config::Mission mission = tiny();
    config::Rule later = always(mission, "island.later", "harbour_master");
    later.within = 3h;
    later.urgency = Urgency::priority;
    later.show = {"persons"};
    config::Rule sooner = always(mission, "island.sooner", "harbour_master");
    sooner.within = 20min;
    sooner.show = {"outline"};
    mission.rules.push_back(later);
    mission.rules.push_back(sooner);
    const Routing routing = routed(tiny_report(), mission);
    const Outcome& outcome = outcome_of(routing, "harbour_master");
    CHECK(outcome.deadline == noon + 20min);
    CHECK(outcome.urgency == Urgency::priority);
    CHECK(outcome.rules == Ids{"island.later", "island.sooner"});
    CHECK(outcome.show == Ids{"outline", "persons"});
    CHECK(outcome_of(routing, "sector_chief_north").urgency == Urgency::routine);
    CHECK(routing.urgency == Urgency::priority);
  }

  TEST_CASE("holds for one decider are one, but for what a deadline forwards") {
    config::Mission mission = tiny();
    config::Rule rule = always(mission, "island.first", "lighthouse_keeper");
    rule.hold = on_decision("sector_chief", 3h);
    mission.rules.push_back(rule);
    rule.id = "island.second";
    rule.hold = on_decision("sector_chief", 1h);
    mission.rules.push_back(rule);
    // What a deadline forwards must not take with it what another rule leaves to a decision.
    rule.id = "island.third";
    rule.hold = on_decision("sector_chief", 2h, AtDeadline::forward);
    rule.show = {"persons"};
    mission.rules.push_back(rule);
    const Outcome outcome = outcome_of(routed(tiny_report(), mission), "lighthouse_keeper");
    REQUIRE(outcome.holds.size() == 2);
    const auto reminding = std::ranges::find(outcome.holds, AtDeadline::remind, &Hold::at_deadline);
    REQUIRE(reminding != outcome.holds.end());
    CHECK(reminding->rules == Ids{"island.first", "island.second"});
    CHECK(reminding->within == 1h);
    const auto forwarding =
        std::ranges::find(outcome.holds, AtDeadline::forward, &Hold::at_deadline);
    REQUIRE(forwarding != outcome.holds.end());
    CHECK(forwarding->show == Ids{"persons"});
  }

  TEST_CASE("a decider nobody would tell is told for the question's sake") {
    config::Mission mission = tiny();
    config::Rule rule = always(mission, "island.ask", "lighthouse_keeper");
    rule.hold = on_decision("harbour_master", 3h);
    rule.urgency = Urgency::flash;
    mission.rules.push_back(rule);
    const Outcome asked = outcome_of(routed(tiny_report(), mission), "harbour_master");
    CHECK(asked.told == Told::told);
    CHECK(asked.reason == Reason::asked);
    CHECK(asked.rules == Ids{"island.ask"});
    CHECK(asked.deadline == noon + 3h);
    CHECK(asked.urgency == Urgency::flash);
  }

  TEST_CASE("every other position has a reason") {
    struct Row {
      std::string position;
      Reason reason;
    };
    const std::vector<Row> rows{
        {"sector_chief_south", Reason::other_region},
        {"harbour_master", Reason::condition_false},
        {"lighthouse_keeper", Reason::condition_false},
        {"boat_crew", Reason::no_addressee},
    };
    const Routing routing = routed(tiny_report(), island());
    for (const Row& row : rows) {
      CAPTURE(row.position);
      const Outcome& outcome = outcome_of(routing, row.position);
      CHECK(outcome.told == Told::not_told);
      CHECK(outcome.reason == row.reason);

      CHECK_FALSE(outcome.deadline.has_value());
    }
    config::Mission mission = tiny();
    std::erase_if(mission.rules,
                  [](const config::Rule& rule) { return rule.office == "harbour_master"; });
    CHECK(outcome_of(routed(tiny_report(), mission), "harbour_master").reason == Reason::no_rule);
  }

  TEST_CASE("an implicated commander is withheld; the stand-in is told and decides instead") {
    Report report = example("case1-felix");
    implicate(report, {"regional_commander_gao"});
    const Routing routing = routed(report, shipped());
    const Outcome& commander = outcome_of(routing, "regional_commander_gao");
    CHECK(commander.told == Told::withheld);
    CHECK(commander.reason == Reason::implicated);
    const Outcome& stand_in = outcome_of(routing, "police_commissioner");
    CHECK(stand_in.told == Told::told);
    CHECK(stand_in.reason == Reason::stands_in);
    CHECK(stand_in.stands_in_for == Ids{"regional_commander_gao"});
    CHECK(outcome_of(routing, "national_authorities").holds.at(0).decider == "police_commissioner");
    CHECK(outcome_of(routing, "information_unit").holds.at(0).decider == "police_commissioner");
    CHECK(outcome_of(routing, "conduct_and_discipline").told == Told::told);
  }

  TEST_CASE("stand-ins in a circle, all implicated, end in nobody and not in a loop") {
    config::Mission mission = tiny();
    mission.positions.at("harbour_master").stand_in = "sector_chief_north";
    Report report = tiny_report();
    implicate(report, {"sector_chief_north", "harbour_master"});
    CHECK(told_in(routed(report, mission)).empty());
  }

  TEST_CASE("no stand-in decides about whom it waits for itself") {
    struct Row {
      std::vector<Code> chain;  // Each waits for the next, the last for the lighthouse keeper.
      std::string stand_in;     // Of the first of them.
      std::string decider;
    };
    const std::vector<Row> rows{
        {{"guard"}, "sector_chief_north", "sector_chief_north"},
        {{"guard", "pilot"}, "sector_chief_north", "sector_chief_north"},
        {{"guard"}, "", ""},
        {{"guard"}, "guard", ""},
    };
    for (const Row& row : rows) {
      CAPTURE(row.chain.size());
      CAPTURE(row.stand_in);
      config::Mission mission = tiny();
      const config::Position master = mission.positions.at("harbour_master");
      const auto wait = [&](const Code& office, const Code& decider) {
        config::Rule rule = always(mission, "island.wait_" + office, office);
        rule.hold = on_decision(decider, 1h);
        mission.rules.push_back(rule);
      };
      for (std::size_t i = 0; i < row.chain.size(); ++i) {
        config::Position& added = mission.positions[row.chain[i]] = master;
        added.id = added.office = row.chain[i];
        wait(added.office, i + 1 < row.chain.size() ? row.chain[i + 1] : "lighthouse_keeper");
      }
      wait("lighthouse_keeper", "harbour_master");
      mission.positions.at("harbour_master").stand_in = "guard";
      if (!row.stand_in.empty()) mission.positions.at("guard").stand_in = row.stand_in;
      Report report = tiny_report();
      implicate(report, {"harbour_master"});
      const Routing routing = routed(report, mission);
      CHECK(outcome_of(routing, "lighthouse_keeper").holds.at(0).decider == row.decider);
      // Told of it for another reason, it may decide.
      config::Rule rule = always(mission, "island.guard", "guard");
      mission.rules.push_back(rule);
      CHECK(outcome_of(routed(report, mission), "lighthouse_keeper").holds.at(0).decider ==
            "guard");
    }
  }

  TEST_CASE("an implicated position that no rule concerns gives nobody a stand-in's notice") {
    Report report = tiny_report();
    implicate(report, {"sector_chief_south"});
    const Routing routing = routed(report, island());
    CHECK(told_in(routing) == Positions{"sector_chief_north"});
    CHECK(outcome_of(routing, "sector_chief_south").reason == Reason::other_region);
  }

  TEST_CASE("no rule tells an outside position, not even one that slipped past the loader") {
    config::Mission mission = tiny();
    config::Rule rule = always(mission, "island.police_at_once", "mainland_police");
    mission.rules.push_back(rule);
    rule.id = "island.police_forwarded";
    rule.hold = on_decision("sector_chief", 1h, AtDeadline::forward);
    mission.rules.push_back(rule);
    const Outcome outcome = outcome_of(routed(tiny_report(), mission), "mainland_police");
    CHECK(outcome.told == Told::held);
    REQUIRE_FALSE(outcome.holds.empty());
    for (const Hold& hold : outcome.holds) {
      CHECK(hold.decider == "sector_chief_north");
      CHECK(hold.release == HoldTerms::Release::decision);
      CHECK(hold.at_deadline != AtDeadline::forward);
    }
  }

  TEST_CASE("an exercise is routed as the real thing would be") {
    Report report = example("annex1-gao-apartment.r2");
    const config::Mission mission = mali();
    const Routing real = routed(report, mission);
    report.exercise = true;
    CHECK(write_routing_record(routed(report, mission)) == write_routing_record(real));
  }

  TEST_CASE("random reports: repeatable, whatever the order of rules; more rules tell no fewer") {
    constexpr std::uint64_t seed = 20190603;
    CAPTURE(seed);
    SeededRandom random(seed);
    const config::Mission mission = mali();
    RuleBook book(mission);
    const int cases = random_cases();
    int told_of_personnel = 0;
    for (int number = 0; number < cases; ++number) {
      CAPTURE(number);
      Report report = random_report(random);
      implicate_somebody(report, mission, random);
      const Assessment assessment = assess(report, mission.catalogues.at(report.catalogue));
      const Routing routing = book.route(report, assessment, noon);
      check_promises(routing, report, mission);
      config::Mission other = mission;
      shuffle(other.rules, random);
      CHECK(RuleBook(other).route(report, assessment, noon) == routing);
      CHECK(write_routing_record(book.route(report, assessment, noon)) ==
            write_routing_record(routing));
      other.rules.push_back(random_rule(mission, random));
      check_no_less(routing, RuleBook(other).route(report, assessment, noon), mission);
      if (report.concerns_un_personnel.concerned) ++told_of_personnel;
    }
    CHECK(told_of_personnel > cases / 10);
  }

  TEST_CASE("the stored values of the atoms give the same rules again") {
    SeededRandom random(20190604);
    const config::Mission mission = mali();
    RuleBook book(mission);
    const int cases = random_cases();
    for (int number = 0; number < cases; ++number) {
      CAPTURE(number);
      const Report report = random_report(random);
      const Routing routing =
          book.route(report, assess(report, mission.catalogues.at(report.catalogue)), noon);
      const auto trace = unpack(mission.conditions, routing.trace);
      REQUIRE(trace.has_value());
      for (const config::Rule& rule : mission.rules) {
        const auto value = std::ranges::find(routing.rules, rule.id, &RuleValue::rule);
        CHECK(evaluate(mission.conditions, rule.condition, *trace) == value->value);
      }
    }
  }
}
