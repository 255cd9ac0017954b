#include "router/rules/evaluate.h"

#include <doctest/doctest.h>

#include "tests/support/condition_generator.h"
#include "tests/support/conditions.h"

namespace vigie::router {
namespace {

using namespace std::chrono_literals;

struct Evaluated {
  support::Conditions made;
  Trace trace;

  Truth value(std::size_t condition = 0) const {
    return evaluate(made.set, made.roots[condition], trace);
  }
};

Evaluated evaluated(const std::vector<std::string>& texts, const Report& report,
                    const Assessment& assessment = {}) {
  Evaluated done{.made = support::conditions(texts), .trace = {}};
  FactReader reader(done.made.set);
  done.trace =
      support::trace_of(done.made.set, reader.read(report, assessment, support::in_office_hours));
  return done;
}

Truth value_of(const std::string& text, const Report& report, const Assessment& assessment = {}) {
  return evaluated({text}, report, assessment).value();
}

struct ValueRow {
  std::string text;
  std::string_view value;
};

void check_values(const std::vector<ValueRow>& rows, const Report& report,
                  const Assessment& assessment = {}) {
  for (const ValueRow& row : rows) {
    CAPTURE(row.text);
    CHECK(to_string(value_of(row.text, report, assessment)) == row.value);
  }
}

/// Conditions on it are what a and b are: a asks of danger, b of the risk on return.
Report report_where(Answer a, Answer b) {
  Report report = minimal_report();
  report.danger = Danger{.life_at_risk_now = a};
  report.protection = Protection{.risk_on_return = b};
  return report;
}

const std::string a = "report.danger.life_at_risk_now == 'yes'";
const std::string b = "report.protection.risk_on_return == 'yes'";

/// One group for each age; nullopt: its age was not reported.
Report report_of_ages(const std::vector<std::optional<std::int64_t>>& ages) {
  Report report = minimal_report();
  report.who.emplace();
  for (const auto& age : ages) {
    Group group{.name = "group_" + std::to_string(report.who->size())};
    if (age) group.age = Age{.min = age};
    report.who->push_back(group);
  }
  return report;
}

}  // namespace

TEST_SUITE("router/evaluate") {
  TEST_CASE("and, or and not of every two values are Kleene's") {
    struct Case {
      Answer a;
      Answer b;
      std::string_view both;
      std::string_view either;
    };
    using enum Answer;
    const std::vector<Case> table{
        {no, no, "no", "no"},
        {no, unknown, "no", "unknown"},
        {no, yes, "no", "yes"},
        {unknown, no, "no", "unknown"},
        {unknown, unknown, "unknown", "unknown"},
        {unknown, yes, "unknown", "yes"},
        {yes, no, "no", "yes"},
        {yes, unknown, "unknown", "yes"},
        {yes, yes, "yes", "yes"},
    };
    for (const Case& row : table) {
      const Report report = report_where(row.a, row.b);
      CHECK(to_string(value_of(a + " && " + b, report)) == row.both);
      CHECK(to_string(value_of(a + " || " + b, report)) == row.either);
    }
    const std::string not_a = "!(" + a + ")";
    CHECK(value_of(not_a, report_where(no, no)) == Truth::yes);
    CHECK(value_of(not_a, report_where(unknown, no)) == Truth::unknown);
    CHECK(value_of(not_a, report_where(yes, no)) == Truth::no);
  }

  TEST_CASE("exists and all over absent, empty and partly unknown lists") {
    struct Case {
      Report report;
      std::string_view exists;
      std::string_view all;
    };
    const auto none = std::nullopt;
    const std::vector<Case> table{
        {minimal_report(), "unknown", "unknown"},
        {report_of_ages({}), "no", "yes"},
        {report_of_ages({30}), "yes", "yes"},
        {report_of_ages({12}), "no", "no"},
        {report_of_ages({none}), "unknown", "unknown"},
        {report_of_ages({12, 30}), "yes", "no"},
        {report_of_ages({none, 30}), "yes", "unknown"},
        {report_of_ages({30, none}), "yes", "unknown"},
        {report_of_ages({12, none}), "unknown", "no"},
        {report_of_ages({none, 12}), "unknown", "no"},
    };
    for (const Case& row : table) {
      CAPTURE(row.report.who ? row.report.who->size() : 99);
      CHECK(to_string(value_of("report.who.exists(g, g.age.min >= 18)", row.report)) == row.exists);
      CHECK(to_string(value_of("report.who.all(g, g.age.min >= 18)", row.report)) == row.all);
    }
  }

  TEST_CASE("has is never unknown, but over an absent list") {
    Report report = report_of_ages({30, std::nullopt});
    report.needs.emplace();
    check_values({{"has(report.who)", "yes"},
                  {"has(report.needs)", "yes"},
                  {"has(report.indicators)", "no"},
                  {"has(report.when.observed_from)", "no"},
                  {"report.who.exists(g, has(g.age.min))", "yes"},
                  {"report.who.all(g, has(g.age.min))", "no"},
                  {"report.who.exists(g, has(g.sex))", "no"},
                  {"report.who.all(g, has(g.documents))", "no"},
                  {"report.indicators.exists(i, has(i.code))", "unknown"}},
                 report);
  }

  TEST_CASE("in, of lists and of the report's lists") {
    Report report = report_of_ages({18});
    report.who->front().nationalities = {{"NGA", "MLI"}};
    report.who->front().conditions.emplace();
    check_values({{"report.who.exists(g, 'NGA' in g.nationalities)", "yes"},
                  {"report.who.exists(g, 'TGO' in g.nationalities)", "no"},
                  {"report.who.exists(g, 'alpha' in g.conditions)", "no"},
                  {"report.who.exists(g, 'bam' in g.languages)", "unknown"},
                  {"report.who.exists(g, g.age.min in [12, 18])", "yes"},
                  {"report.who.exists(g, g.age.min in [12, 19])", "no"},
                  {"report.who.exists(g, g.age.max in [12, 19])", "unknown"},
                  {"report.kind in ['report', 'flash']", "yes"},
                  {"report.kind in ['information_note']", "no"},
                  {"report.what.category in ['alpha']", "unknown"}},
                 report);
  }

  TEST_CASE("the size of an absent list is unknown") {
    Report report = report_of_ages({18, 19});
    report.needs.emplace();
    report.who->front().documents = {{"passport", DocumentState::held}};
    check_values({{"report.who.size() >= 2", "yes"},
                  {"report.who.size() > 2", "no"},
                  {"report.needs.size() == 0", "yes"},
                  {"report.indicators.size() == 0", "unknown"},
                  {"report.who.exists(g, g.documents.size() == 1)", "yes"},
                  {"report.who.all(g, g.documents.size() == 1)", "unknown"}},
                 report);
  }

  TEST_CASE("every comparison, at its edge and beyond, and with what is unknown") {
    Report report = report_of_ages({18});
    check_values({{"report.who.exists(g, g.age.min == 18)", "yes"},
                  {"report.who.exists(g, g.age.min == 17)", "no"},
                  {"report.who.exists(g, g.age.min != 18)", "no"},
                  {"report.who.exists(g, g.age.min != 17)", "yes"},
                  {"report.who.exists(g, g.age.min < 18)", "no"},
                  {"report.who.exists(g, g.age.min < 19)", "yes"},
                  {"report.who.exists(g, g.age.min <= 18)", "yes"},
                  {"report.who.exists(g, g.age.min <= 17)", "no"},
                  {"report.who.exists(g, g.age.min > 18)", "no"},
                  {"report.who.exists(g, g.age.min > 17)", "yes"},
                  {"report.who.exists(g, g.age.min >= 18)", "yes"},
                  {"report.who.exists(g, g.age.min >= 19)", "no"},
                  {"report.who.exists(g, 19 > g.age.min)", "yes"},
                  {"report.who.exists(g, g.age.max == 18)", "unknown"},
                  {"report.who.exists(g, g.age.max != 18)", "unknown"},
                  {"report.who.exists(g, g.age.min <= g.age.max)", "unknown"},
                  {"report.what.category == 'alpha'", "unknown"},
                  {"report.what.category != 'alpha'", "unknown"},
                  {"report.where.region != 'kidal'", "yes"},
                  {"!report.exercise", "yes"},
                  {"report.exercise == true", "no"}},
                 report);
  }

  TEST_CASE("an atom may compare an element with the one around it") {
    Report report = report_of_ages({18});
    report.who->front().count = Range{.min = 20};
    check_values({{"report.who.exists(g, g.count.min > g.age.min)", "yes"},
                  {"report.who.exists(g, g.count.min < g.age.min)", "no"}},
                 report);
  }

  TEST_CASE("lists within lists are each element's own") {
    Report report = report_of_ages({12, 30});
    report.who->at(1).documents = {{"passport", DocumentState::taken}};
    const std::string taken = "g.documents.exists(d, d.state == 'taken')";
    check_values({{"report.who.exists(g, " + taken + ")", "yes"},
                  {"report.who.exists(g, g.age.min < 18 && " + taken + ")", "unknown"},
                  {"report.who.exists(g, g.age.min >= 18 && " + taken + ")", "yes"},
                  {"report.who.all(g, " + taken + ")", "unknown"}},
                 report);
    report.who->front().documents.emplace();
    check_values({{"report.who.exists(g, g.age.min < 18 && " + taken + ")", "no"},
                  {"report.who.all(g, " + taken + ")", "no"}},
                 report);
  }

  TEST_CASE("two quantifiers side by side and one in the other keep their elements apart") {
    Report report = report_of_ages({12, 30});
    report.who->front().sex = Sex::female;
    report.who->back().sex = Sex::male;
    check_values(
        {{"report.who.exists(g, g.sex == 'female') && report.who.exists(h, h.age.min == 30)",
          "yes"},
         {"report.who.exists(g, g.sex == 'female' && g.age.min == 30)", "no"},
         {"report.who.exists(g, g.sex == 'female' && report.who.exists(h, h.age.min == 30))",
          "yes"},
         {"report.who.exists(g, g.sex == 'female' && report.who.all(h, h.age.min == 30))", "no"},
         {"report.who.all(g, report.who.exists(h, h.sex == 'male' && g.age.min <= 30))", "yes"}},
        report);
  }

  TEST_CASE("instants are compared with instants, their difference with durations") {
    Report report = minimal_report();
    report.when.filed_at = *parse_time("2019-06-10T12:00:00+02:00");
    report.when.observed_from = *parse_time("2019-06-07T10:00:00Z");
    check_values({{"report.when.filed_at == timestamp('2019-06-10T10:00:00Z')", "yes"},
                  {"report.when.filed_at < timestamp('2019-06-10T12:00:00+02:00')", "no"},
                  {"report.when.filed_at <= timestamp('2019-06-10T12:00:00+02:00')", "yes"},
                  {"report.when.filed_at - report.when.observed_from == duration('72h')", "yes"},
                  {"report.when.filed_at - report.when.observed_from > duration('72h')", "no"},
                  {"report.when.observed_from - report.when.filed_at < duration('0s')", "yes"},
                  {"report.when.filed_at - report.when.observed_to < duration('72h')", "unknown"},
                  {"report.when.observed_from < report.when.filed_at", "yes"},
                  {"report.when.filed_at < routed_at", "yes"},
                  {"report.when.observed_to < routed_at", "unknown"}},
                 report);
  }

  TEST_CASE("hours of a calendar are local, begin with the first minute and end before the last") {
    struct Case {
      const char* filed_at;
      std::string_view value;
    };
    const std::vector<Case> table{
        {"2019-06-10T06:59:59.999Z", "no"},  // Monday; one hour east of UTC.
        {"2019-06-10T07:00:00Z", "yes"},    {"2019-06-10T15:59:59.999Z", "yes"},
        {"2019-06-10T16:00:00Z", "no"},     {"2019-06-10T14:00:00+07:00", "yes"},
        {"2019-06-14T10:00:00Z", "yes"},  // Friday.
        {"2019-06-15T10:00:00Z", "no"},     {"2019-06-16T10:00:00Z", "no"},
    };
    for (const Case& row : table) {
      CAPTURE(row.filed_at);
      Report report = minimal_report();
      report.when.filed_at = *parse_time(row.filed_at);
      CHECK(to_string(value_of("during(report.when.filed_at, 'office_hours')", report)) ==
            row.value);
    }
    CHECK(value_of("during(report.when.observed_to, 'office_hours')", minimal_report()) ==
          Truth::unknown);
  }

  TEST_CASE(
      "a place lies within an area, on its border or outside; without a place it is unknown") {
    struct Case {
      Position position;  // Latitude first.
      std::string_view value;
    };
    const std::vector<Case> table{
        {{10, 60}, "yes"},                     // the first ring
        {{15, -120}, "yes"},                   // the second
        {{-60, 0}, "yes"},                     // a corner
        {{10, 5}, "yes"},    {{10, 4}, "no"},  // the western edge, and beside it
        {{0, -20}, "no"},                      // between the rings
    };
    const std::string within = "within(report.where.position, 'east')";
    for (const Case& row : table) {
      CAPTURE(row.position.longitude);
      Report report = minimal_report();
      report.where.position = row.position;
      check_values({{within, row.value}, {"has(report.where.position)", "yes"}}, report);
      check_values({{"!" + within, row.value == "yes" ? "no" : "yes"}}, report);
    }
    check_values({{within, "unknown"},
                  {"!" + within, "unknown"},
                  {within + " || report.kind == 'report'", "yes"},
                  {within + " && report.kind != 'report'", "no"},
                  {"has(report.where.position)", "no"}},
                 minimal_report());
  }

  TEST_CASE("the assessment is read like the report") {
    Assessment assessment;
    assessment.frames = {{.trafficking = Result::possible, .smuggling = Result::not_indicated}};
    assessment.flags.sexual_violence = Finding::met;
    assessment.flags.anyone_under_18 = MayBeUnder18::possible;
    check_values({{"assessment.trafficking == 'possible'", "yes"},
                  {"assessment.trafficking in ['possible', 'indicated']", "yes"},
                  {"assessment.smuggling == 'not_indicated'", "yes"},
                  {"assessment.exploitation_of_begging == 'possible'", "unknown"},
                  {"assessment.sexual_violence == 'met'", "yes"},
                  {"assessment.armed_actor == 'met'", "unknown"},
                  {"assessment.anyone_under_18 != 'no'", "yes"}},
                 minimal_report(), assessment);
  }

  TEST_CASE("an atom has one value for each element of the list it speaks of") {
    const auto done = evaluated({"report.who.exists(g, g.age.min >= 18) && !report.exercise"},
                                report_of_ages({12, 30, std::nullopt}));
    REQUIRE(done.made.set.atoms.size() == 2);
    const bool first_is_age = done.made.set.atoms[0].scope != 0;
    const config::AtomId age = first_is_age ? 0 : 1;
    CHECK(done.trace.at(age, 0) == Truth::no);
    CHECK(done.trace.at(age, 1) == Truth::yes);
    CHECK(done.trace.at(age, 2) == Truth::unknown);
    CHECK(done.trace.values.size() == 4);
  }

  TEST_CASE("a trace written over is the same as a new one") {
    const auto first = evaluated({"report.who.exists(g, g.age.min >= 18)"}, report_of_ages({1, 2}));
    Trace trace = first.trace;
    FactReader reader(first.made.set);
    evaluate_atoms(first.made.set, support::condition_names(),
                   reader.read(minimal_report(), {}, support::in_office_hours), trace);
    CHECK(trace == support::trace_of(first.made.set,
                                     reader.read(minimal_report(), {}, support::in_office_hours)));
  }

  TEST_CASE("a packed trace unpacked gives every condition the value it had") {
    constexpr std::uint64_t seed = 4711;
    CAPTURE(seed);
    SeededRandom random(seed);
    std::array<int, 3> seen{};
    for (int round = 0; round < 60; ++round) {
      std::vector<std::string> texts;
      for (int i = 0; i < 20; ++i) texts.push_back(support::random_condition(random));
      const auto done = evaluated(texts, support::random_condition_report(random),
                                  support::random_assessment(random));
      const auto unpacked = unpack(done.made.set, pack(done.trace));
      REQUIRE(unpacked.has_value());
      CHECK(*unpacked == done.trace);
      for (std::size_t i = 0; i < texts.size(); ++i) {
        CAPTURE(texts[i]);
        const Truth value = evaluate(done.made.set, done.made.roots[i], *unpacked);
        CHECK(value == done.value(i));
        ++seen.at(static_cast<std::size_t>(value));
      }
    }
    for (const int count : seen) CHECK(count > 100);
  }

  TEST_CASE("a value takes two bits, a list one byte") {
    std::string text = "report.who.exists(g, g.age.min > 0";
    for (int i = 1; i < 8; ++i) text += " || g.age.min > " + std::to_string(i);
    const auto done = evaluated({text + ")"}, report_of_ages({1, 2, 3}));
    CHECK(pack(done.trace).size() == 1 + 1 + 8 * 3 / 4);
  }

  TEST_CASE("bytes that no trace was packed into are refused") {
    const auto done = evaluated({"report.who.exists(g, g.age.min >= 18)"}, report_of_ages({1, 2}));
    const auto& set = done.made.set;
    const auto good = pack(done.trace);
    REQUIRE(good == std::vector<std::uint8_t>{1, 2, 0});
    const std::vector<std::vector<std::uint8_t>> bad{
        {},          {1},         {1, 2},       {1, 2, 0, 0}, {2, 2, 0}, {1, 3},
        {1, 200, 0}, {1, 255, 0}, {1, 2, 0x03}, {1, 2, 0x10}, {0, 2, 0}, {1, 5, 0},
    };
    for (const auto& bytes : bad) CHECK_FALSE(unpack(set, bytes).has_value());
    CHECK(unpack(set, std::vector<std::uint8_t>{1, 255}).has_value());
    CHECK(unpack(set, std::vector<std::uint8_t>{1, 2, 0x09}).has_value());
  }

  TEST_CASE("any bytes are either refused or evaluated") {
    constexpr std::uint64_t seed = 99;
    CAPTURE(seed);
    SeededRandom random(seed);
    const auto made = support::conditions(
        {"report.who.exists(g, g.documents.all(d, d.state == 'taken') || 'MLI' in g.nationalities)",
         "report.needs.size() > 2"});
    int taken = 0;
    for (int i = 0; i < 20'000; ++i) {
      std::vector<std::uint8_t> bytes(random.below(12));
      for (auto& byte : bytes) {
        byte =
            static_cast<std::uint8_t>(random.below(3) == 0 ? random.below(256) : random.below(3));
      }
      if (!bytes.empty()) bytes.front() = 1;
      const auto trace = unpack(made.set, bytes);
      if (!trace) continue;
      ++taken;
      for (const auto root : made.roots) evaluate(made.set, root, *trace);
      CHECK(pack(*trace) == bytes);
    }
    CHECK(taken > 100);
  }

  TEST_CASE("the place of an element is a pointer into the report") {
    Report report = report_of_ages({18, 20});
    report.who->front().documents = {{"passport", DocumentState::held}};
    report.who->back().documents = {{"passport", DocumentState::held},
                                    {"visa", DocumentState::taken}};
    report.how.journey = Journey{.crossings = {{{.from = "TGO", .to = "MLI"}}}};
    const auto pointer = [&](const std::string& text, std::uint16_t element) {
      const auto done = evaluated({text}, report);
      return pointer_of(done.made.set, 0, element, done.trace);
    };
    CHECK(pointer("report.exercise", 0) == "");
    CHECK(pointer("report.who.exists(g, g.sex == 'male')", 1) == "/who/1");
    const std::string taken = "report.who.exists(g, g.documents.exists(d, d.state == 'taken'))";
    CHECK(pointer(taken, 0) == "/who/0/documents/0");
    CHECK(pointer(taken, 2) == "/who/1/documents/1");
    CHECK(pointer("report.how.journey.crossings.exists(c, c.to == 'MLI')", 0) ==
          "/how/journey/crossings/0");
    CHECK(pointer("report.needs.exists(n, n.kind == 'alpha')", 0xffff) == "/needs");
    CHECK(pointer("report.how.journey.crossings.exists(c, c.benefits.exists(b, b.stage == "
                  "'obtained'))",
                  0xffff) == "/how/journey/crossings");
  }

  TEST_CASE("the three values have their words") {
    CHECK(to_string(Truth::no) == "no");
    CHECK(to_string(Truth::unknown) == "unknown");
    CHECK(to_string(Truth::yes) == "yes");
  }
}

}  // namespace vigie::router
