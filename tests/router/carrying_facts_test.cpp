#include "router/rules/carrying_facts.h"

#include <doctest/doctest.h>

#include "tests/support/conditions.h"

using namespace std::chrono_literals;
using namespace vigie;
using namespace vigie::router;

namespace {

/// A woman of unknown age, and boys of 10 to 17; nobody asked about needs; no indicators seen.
Report two_groups() {
  Report report = minimal_report();
  report.who = std::vector<Group>{{.name = "woman", .sex = Sex::female},
                                  {.name = "boys", .age = Age{.min = 10, .max = 17}}};
  report.indicators.emplace();
  report.danger = Danger{.life_at_risk_now = Answer::no, .armed_actors_present = Answer::unknown};
  return report;
}

/// "text: value at pointer", one a line.
std::string carried(const std::string& condition, const Report& report) {
  const support::Conditions made = support::conditions({condition});
  FactReader reader(made.set);
  const Trace trace =
      support::trace_of(made.set, reader.read(report, Assessment{}, from_milliseconds(0)));
  std::string lines;
  for (const CarryingFact& fact : carrying_facts(made.set, made.roots[0], trace)) {
    lines += fact.text + ": " + std::string(to_string(fact.value));
    if (!fact.where.empty()) lines += " at " + fact.where;
    lines += "\n";
  }
  return lines;
}

}  // namespace

TEST_SUITE("router/carrying_facts") {
  TEST_CASE("a condition's value rests on the facts that give it, and on no others") {
    const std::string life = "report.danger.life_at_risk_now == 'yes'";
    const std::string armed = "report.danger.armed_actors_present == 'yes'";
    struct Case {
      std::string condition;
      std::string carried;
    };
    const Case cases[] = {
        {"true", ""},
        {"false", ""},
        {"report.where.region == 'gao'", "report.where.region == 'gao': yes\n"},
        {"!(" + life + ")", life + ": no\n"},
        // Of a false one what fails, of an unknown one what is not known.
        {life + " && " + armed, life + ": no\n"},
        {life + " || " + armed, armed + ": unknown\n"},
        {life + " || report.where.region == 'gao'", "report.where.region == 'gao': yes\n"},
        {"report.where.region == 'gao' && " + armed, armed + ": unknown\n"},
        // Of a list the elements that give the value.
        {"report.who.exists(g, g.sex == 'female')",
         "report.who[].sex == 'female': yes at /who/0\n"},
        {"report.who.exists(g, g.age.max > 20)", "report.who[].age.max > 20: unknown at /who/0\n"},
        {"report.who.exists(g, g.age.max > 20 && g.sex == 'male')",
         "report.who[].sex == 'male': no at /who/0\nreport.who[].age.max > 20: no at /who/1\n"},
        {"report.who.all(g, has(g.age.min))", "has(report.who[].age.min): no at /who/0\n"},
        {"report.who.all(g, g.may_be_under_18 != 'no' || g.sex == 'female')",
         "report.who[].sex == 'female': yes at /who/0\n"
         "report.who[].may_be_under_18 != 'no': yes at /who/1\n"},
        // That a list is empty or was not reported is a fact of its own.
        {"report.indicators.exists(i, i.code == 'alpha')",
         "report.indicators[].size() > 0: no at /indicators\n"},
        {"report.indicators.all(i, i.code == 'alpha')",
         "report.indicators[].size() > 0: no at /indicators\n"},
        {"report.needs.exists(n, n.kind == 'alpha')", "has(report.needs[]): no at /needs\n"},
        {"report.who.exists(g, g.documents.exists(d, d.kind == 'alpha'))",
         "has(report.who[].documents[]): no at /who/0/documents\n"
         "has(report.who[].documents[]): no at /who/1/documents\n"},
        {"report.how.journey.crossings.exists(c, c.from == 'MLI')",
         "has(report.how.journey.crossings[]): no at /how/journey/crossings\n"},
    };
    const Report report = two_groups();
    for (const Case& each : cases) {
      CAPTURE(each.condition);
      CHECK(carried(each.condition, report) == each.carried);
    }
  }

  TEST_CASE("a fact that two parts of a condition rest on is named once") {
    const std::string region = "report.where.region == 'gao'";
    CHECK(carried(region + " && (" + region + " || report.exercise)", two_groups()) ==
          region + ": yes\n");
  }
}
