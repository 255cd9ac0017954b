#include "config/facts.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>

#include "tests/config/mission_folder.h"

using namespace vigie;
using namespace vigie::config;

namespace {

/// Names of the built-in facts that hold.
std::set<std::string> facts_of(const Report& report) {
  std::set<std::string> names;
  for (const FactDefinition& fact : known_facts()) {
    if (fact.holds(report)) names.emplace(fact.name);
  }
  return names;
}

Report with_group(Group group) {
  Report report;
  report.who = std::vector<Group>{std::move(group)};
  return report;
}

Report with_crossing(Crossing crossing) {
  Report report;
  report.how.journey = Journey{};
  report.how.journey->crossings = std::vector<Crossing>{std::move(crossing)};
  return report;
}

Age ages(std::optional<std::int64_t> min, std::optional<std::int64_t> max) {
  return {min, max, AgeBasis::looks};
}

struct Case {
  std::string what;
  std::function<void(Report&)> change;
  std::set<std::string> facts;
};

const Case cases[] = {
    {"nothing", [](Report&) {}, {}},
    {"answers of no and unknown",
     [](Report& r) {
       r.danger = Danger{Answer::no, Answer::unknown};
       r.protection = Protection{Answer::unknown, Answer::no};
     },
     {}},
    {"empty lists",
     [](Report& r) {
       r.who.emplace();
       r.needs.emplace();
       r.why.purposes.emplace();
       r.how.armed_actors.emplace();
       r.how.journey = Journey{};
       r.how.journey->crossings.emplace();
     },
     {}},
    {"life at risk",
     [](Report& r) {
       r.danger = Danger{Answer::yes, {}};
     },
     {"life_at_risk_now"}},
    {"armed actors now",
     [](Report& r) {
       r.danger = Danger{{}, Answer::yes};
     },
     {"armed_actors_present", "armed_actors_reported"}},
    {"armed actors took part",
     [](Report& r) {
       r.how.armed_actors = {{"militia", Basis::seen, {}}};
     },
     {"armed_actors_reported"}},
    {"sexual violence",
     [](Report& r) {
       r.protection = Protection{{}, Answer::yes};
     },
     {"sexual_violence_possible"}},
    {"sexual violence and armed actors",
     [](Report& r) {
       r.protection = Protection{{}, Answer::yes};
       r.how.armed_actors = {{"militia", Basis::seen, {}}};
     },
     {"armed_actors_reported", "sexual_violence_by_armed_actors", "sexual_violence_possible"}},
    {"risk on return",
     [](Report& r) {
       r.protection = Protection{Answer::yes, {}};
     },
     {"risk_on_return"}},
    {"a need",
     [](Report& r) {
       r.needs = std::vector<Need>{{"food", {}, {}, {}}};
     },
     {"needs_reported"}},
    {"a purpose",
     [](Report& r) {
       r.why.purposes = std::vector<Fact>{{"begging", {}, {}, {}}};
     },
     {"exploitation_suspected"}},
    {"UN personnel",
     [](Report& r) { r.concerns_un_personnel.concerned = true; },
     {"concerns_un_personnel"}},
    {"an information note",
     [](Report& r) { r.kind = Kind::information_note; },
     {"information_note"}},
};

}  // namespace

TEST_SUITE("config/facts") {
  TEST_CASE("each built-in fact follows from its own fields, and nothing unreported is a fact") {
    for (const Case& one : cases) {
      CAPTURE(one.what);
      Report report;
      one.change(report);
      CHECK(facts_of(report) == one.facts);
    }
  }

  TEST_CASE("a possible child counts whatever the role, and only when an age was reported") {
    for (const Role role : {Role::presumed_victim, Role::suspect, Role::witness, Role::unknown}) {
      const auto aged = [role](std::optional<Age> age) {
        Group group;
        group.role = role;
        group.age = age;
        return group;
      };
      CHECK(facts_of(with_group(aged(ages(14, 19)))).contains("possible_child"));
      CHECK(facts_of(with_group(aged(ages(9, 12)))).contains("possible_child"));
      CHECK_FALSE(facts_of(with_group(aged(ages(18, {})))).contains("possible_child"));
      CHECK_FALSE(facts_of(with_group(aged(std::nullopt))).contains("possible_child"));
    }
  }

  TEST_CASE("mistreatment is a fact of a crossing that reports some") {
    Crossing crossing;
    CHECK(facts_of(with_crossing(crossing)) == std::set<std::string>{"crossing_reported"});
    crossing.mistreatment.emplace();
    CHECK_FALSE(facts_of(with_crossing(crossing)).contains("mistreatment_on_journey"));
    crossing.mistreatment->push_back("beatings");
    CHECK(facts_of(with_crossing(crossing)).contains("mistreatment_on_journey"));
  }

  TEST_CASE("built-in facts are sorted, named once, and have both texts") {
    CHECK(std::ranges::is_sorted(known_facts(), {}, &FactDefinition::name));
    for (const FactDefinition& fact : known_facts()) {
      CHECK(find_fact(fact.name) == &fact);
      CHECK_FALSE(fact.text.en.empty());
      CHECK_FALSE(fact.text.fr.empty());
    }
    CHECK(find_fact("nothing") == nullptr);
  }

  TEST_CASE("a mission's fact holds when any of its codes is in its list, whichever list") {
    struct Listed {
      std::string list;
      std::function<void(Report&)> add;
    };
    const Listed lists[] = {{"acts",
                             [](Report& r) {
                               r.how.acts = std::vector<Fact>{{"x", {}, {}, {}}};
                             }},
                            {"armed_actors",
                             [](Report& r) {
                               r.how.armed_actors = {{"x", Basis::seen, {}}};
                             }},
                            {"indicators",
                             [](Report& r) {
                               r.indicators = std::vector<Indicator>{{"x", {}}};
                             }},
                            {"means",
                             [](Report& r) {
                               r.how.means = std::vector<Fact>{{"x", {}, {}, {}}};
                             }},
                            {"mistreatments",
                             [](Report& r) {
                               Crossing crossing;
                               crossing.mistreatment = std::vector<Code>{"x"};
                               r = with_crossing(crossing);
                             }},
                            {"needs",
                             [](Report& r) {
                               r.needs = std::vector<Need>{{"x", {}, {}, {}}};
                             }},
                            {"purposes", [](Report& r) {
                               r.why.purposes = std::vector<Fact>{{"x", {}, {}, {}}};
                             }}};
    CHECK(std::ranges::equal(fact_lists(), lists, {}, {}, &Listed::list));
    for (const Listed& reported : lists) {
      Report report;
      reported.add(report);
      for (const Listed& asked : lists) {
        CAPTURE(reported.list);
        CAPTURE(asked.list);
        Mission mission;
        mission.facts["mine"] = {"mine", {"Mine", "À moi"}, asked.list, {"w", "x"}};
        CHECK(holds(mission, {"mine"}, report) == (reported.list == asked.list));
        CHECK_FALSE(holds(mission, {"mine"}, Report{}));
        mission.facts["mine"].any_of = {"y"};
        CHECK_FALSE(holds(mission, {"mine"}, report));
      }
    }
  }

  TEST_CASE("both kinds of fact are found by name") {
    const Mission mission = load_or_fail(tiny_mission());
    REQUIRE(fact_text(mission, "boats_follow"));
    CHECK(fact_text(mission, "boats_follow")->fr == "Des bateaux suivent la nuit");
    REQUIRE(fact_text(mission, "possible_child"));
    CHECK(fact_text(mission, "nothing") == nullptr);
    Report report;
    report.concerns_un_personnel.concerned = true;
    CHECK(holds(mission, {"concerns_un_personnel"}, report));
  }
}
