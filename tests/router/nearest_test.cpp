#include "router/rules/nearest.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "tests/router/missions.h"
#include "tests/support/condition_generator.h"
#include "tests/support/conditions.h"

namespace vigie::router {
namespace {

using config::AtomId;
using Texts = std::vector<std::string>;
using Sets = std::set<std::set<std::string>>;

struct Asked {
  support::Conditions made;
  Trace trace;

  Asked(const std::string& text, const Report& report) : made(support::conditions({text})) {
    FactReader reader(made.set);
    trace = support::trace_of(made.set, reader.read(report, {}, support::in_office_hours));
  }
  Truth value() const { return evaluate(made.set, made.roots[0], trace); }
  auto sets() const { return nearest(made.set, made.roots[0], trace); }

  std::vector<AtomId> unknown() const {
    ConditionValues values(made.set, made.roots);
    values.read(trace);
    UnknownAtoms unknowns(made.set, values);
    unknowns.read(trace);
    unknowns.add(made.roots[0]);
    std::vector<AtomId> atoms;
    unknowns.atoms().for_each([&](std::size_t id) { atoms.push_back(static_cast<AtomId>(id)); });
    return atoms;
  }
};

/// "report.who[].sex == 'female' at 0: no to yes"
std::string told(const Asked& asked, const Needed& needed) {
  std::string text = asked.made.set.atoms[needed.atom].text;
  if (needed.element == one_more_element) text += " at one more";
  if (needed.element != one_more_element && asked.made.set.atoms[needed.atom].scope != 0) {
    text += " at " + std::to_string(needed.element);
  }
  return text + ": " + std::string(to_string(needed.now)) + " to " + (needed.needed ? "yes" : "no");
}

Sets nearest_of(const std::string& text, const Report& report) {
  const Asked asked(text, report);
  Sets sets;
  for (const auto& set : asked.sets()) {
    std::set<std::string> needs;
    for (const Needed& needed : set) needs.insert(told(asked, needed));
    sets.insert(needs);
  }
  return sets;
}

std::set<std::string> unknown_in(const std::string& text, const Report& report) {
  const Asked asked(text, report);
  std::set<std::string> atoms;
  for (const AtomId atom : asked.unknown()) atoms.insert(asked.made.set.atoms[atom].text);
  return atoms;
}

Group group(const Code& name, std::optional<Sex> sex, std::optional<std::int64_t> age = {}) {
  Group group{.name = name, .sex = sex};
  if (age) group.age = Age{.min = age};
  return group;
}

Report report_of(const std::vector<Group>& groups) {
  Report report = minimal_report();
  report.who = groups;
  return report;
}

const std::string female = "report.who.exists(g, g.sex == 'female')";
const std::string male = "report.who.exists(g, g.sex == 'male')";

struct NearestRow {
  std::string text;
  Sets sets;
};

void check_nearest(const std::vector<NearestRow>& rows, const Report& report) {
  for (const NearestRow& row : rows) {
    CAPTURE(row.text);
    CHECK(nearest_of(row.text, report) == row.sets);
  }
}

}  // namespace

TEST_SUITE("router/nearest") {
  TEST_CASE("of a true condition nothing would have to change") {
    check_nearest({{"report.kind == 'report'", {{}}}}, minimal_report());
  }

  TEST_CASE("all that stands in the way is named, and every smallest way") {
    const std::string flash = "report.kind == 'flash'";
    const std::string drill = "report.exercise";
    const std::string market = "report.where.place_type == 'alpha'";
    check_nearest(
        {{flash, {{flash + ": no to yes"}}},
         {flash + " && " + drill, {{flash + ": no to yes", drill + ": no to yes"}}},
         {flash + " || " + drill, {{flash + ": no to yes"}, {drill + ": no to yes"}}},
         {market, {{market + ": unknown to yes"}}},
         {"!(" + market + ")", {{market + ": unknown to no"}}},
         {market + " || (" + flash + " && " + drill + ")", {{market + ": unknown to yes"}}},
         {"!(report.kind == 'report' || " + flash + ")", {{"report.kind == 'report': yes to no"}}},
         {"(" + flash + " || " + drill + ") && (" + flash + " || " + market + ")",
          {{flash + ": no to yes"}}}},
        minimal_report());
  }

  TEST_CASE("of the elements there are each is one way, and none is invented beside them") {
    const std::string is_female = "report.who[].sex == 'female'";
    const std::string is_adult = "report.who[].age.min >= 18";
    const Report report = report_of({group("one", Sex::male, 12), group("two", std::nullopt, 30)});
    check_nearest(
        {{female, {{is_female + " at 0: no to yes"}, {is_female + " at 1: unknown to yes"}}},
         {"report.who.exists(g, g.sex == 'female' && g.age.min >= 18)",
          {{is_female + " at 1: unknown to yes"}}},
         {"report.who.all(g, g.sex == 'female')",
          {{is_female + " at 0: no to yes", is_female + " at 1: unknown to yes"}}},
         {"!report.who.exists(g, g.age.min >= 18)", {{is_adult + " at 1: yes to no"}}},
         {"!report.who.all(g, g.age.min >= 18 || g.sex == 'male')",
          {{"report.who[].sex == 'male' at 0: yes to no"}}}},
        report);
  }

  TEST_CASE("of an empty or absent list one more element is asked for") {
    const std::string is_female = "report.who[].sex == 'female' at one more: unknown to yes";
    for (const Report& report : {minimal_report(), report_of({})}) {
      check_nearest({{female, {{is_female}}},
                     {female + " && report.who.exists(g, g.age.min < 18)",
                      {{is_female, "report.who[].age.min < 18 at one more: unknown to yes"}}},
                     {"report.who.exists(g, g.documents.exists(d, d.state == 'taken'))",
                      {{"report.who[].documents[].state == 'taken' at one more: unknown to yes"}}},
                     {"report.who.exists(g, !has(g.sex))",
                      {{"has(report.who[].sex) at one more: unknown to no"}}}},
                    report);
    }
    check_nearest({{"report.who.all(g, g.sex == 'female')", {{is_female}}},
                   {"!" + female, {{"report.who[].sex == 'female' at one more: unknown to no"}}}},
                  minimal_report());
    check_nearest({{"report.who.all(g, g.sex == 'female')", {{}}}, {"!" + female, {{}}}},
                  report_of({}));
  }

  TEST_CASE("when one more element cannot be all that is asked, two are") {
    check_nearest({{female + " && " + male,
                    {{"report.who[].sex == 'female' at one more: unknown to yes",
                      "report.who[].sex == 'male' at one more: unknown to yes"}}}},
                  minimal_report());
  }

  TEST_CASE("nothing impossible is asked of one value") {
    const Report report = report_of({group("one", Sex::mixed)});
    check_nearest(
        {{"report.who.exists(g, g.sex == 'female' && g.sex == 'male')", {}},
         {"report.who.exists(g, g.sex == 'female' && g.sex != 'female')", {}},
         {"report.who.exists(g, g.sex == 'female' && !has(g.sex))", {}},
         {"report.who.exists(g, g.sex != 'female' && g.sex != 'male' && g.sex != 'mixed')", {}},
         {"report.who.exists(g, g.sex in ['female', 'male'] && g.sex == 'mixed')", {}},
         {"report.who.exists(g, g.age.min < 12 && g.age.min >= 12)", {}},
         {"report.who.exists(g, g.age.min < 13 && g.age.min >= 12)",
          {{"report.who[].age.min < 13 at 0: unknown to yes",
            "report.who[].age.min >= 12 at 0: unknown to yes"}}},
         {"report.who.size() > 3 && report.who.size() < 2", {}},
         {"has(report.needs) && !has(report.needs)", {}},
         {"report.where.region != 'gao' && report.where.region != 'kidal'",
          {{"report.where.region != 'gao': no to yes"}}}},
        report);
  }

  TEST_CASE("no more than eight sets are given, the first the condition names") {
    std::vector<Group> groups;
    for (std::size_t i = 0; i < groups_max; ++i) {
      groups.push_back(group("group_" + std::to_string(i), Sex::male));
    }
    const Asked asked(female, report_of(groups));
    const auto sets = asked.sets();
    REQUIRE(sets.size() == nearest_sets_max);
    for (std::size_t i = 0; i < sets.size(); ++i) {
      REQUIRE(sets[i].size() == 1);
      CHECK(sets[i].front().element == i);
    }
  }

  TEST_CASE("the search ends on conditions with very many ways") {
    std::vector<Group> groups;
    for (std::size_t i = 0; i < groups_max; ++i) groups.push_back(group("group_x", Sex::male, 30));
    const std::string clauses =
        "(g.sex == 'female' || g.age.min < 18 || g.role == 'migrant') && "
        "(g.sex == 'mixed' || g.age.min < 12 || g.role == 'witness') && "
        "(g.sex != 'male' || g.age.min > 40 || g.count.min > 3)";
    const Asked asked("report.who.all(g, " + clauses + ")", report_of(groups));
    const auto sets = asked.sets();
    REQUIRE_FALSE(sets.empty());
    CHECK(sets.front().size() >= 2 * groups_max);
  }

  TEST_CASE("what is unknown is followed to the atoms it comes from, and no further") {
    const std::string is_female = "report.who[].sex == 'female'";
    const std::string market = "report.where.place_type == 'alpha'";
    const Report report = report_of({group("one", std::nullopt, 30), group("two", Sex::male)});
    CHECK(unknown_in("report.exercise", report) == std::set<std::string>{});
    CHECK(unknown_in(market, report) == std::set<std::string>{market});
    CHECK(unknown_in(market + " && report.exercise", report) == std::set<std::string>{});
    CHECK(unknown_in(market + " && !report.exercise", report) == std::set<std::string>{market});
    CHECK(unknown_in("!(" + market + " || report.exercise)", report) ==
          std::set<std::string>{market});
    CHECK(unknown_in(female + " || " + market, report) == std::set<std::string>{is_female, market});
    CHECK(unknown_in("report.who.exists(g, g.sex == 'female' && g.age.min >= 18)", report) ==
          std::set<std::string>{is_female});
    CHECK(unknown_in("report.who.all(g, g.sex == 'female')", report) == std::set<std::string>{});
  }

  TEST_CASE("an absent list is unknown because of all that is asked of its elements") {
    CHECK(unknown_in("report.who.exists(g, g.sex == 'female' && !report.exercise)",
                     minimal_report()) == std::set<std::string>{"report.who[].sex == 'female'"});
    CHECK(unknown_in("report.who.exists(g, g.documents.exists(d, d.state == 'taken'))",
                     minimal_report()) ==
          std::set<std::string>{"report.who[].documents[].state == 'taken'"});
    CHECK(unknown_in("report.who.exists(g, report.exercise)", minimal_report()) ==
          std::set<std::string>{"report.exercise"});
  }

  TEST_CASE("a condition is unknown exactly when some atom is the reason") {
    constexpr std::uint64_t seed = 7;
    CAPTURE(seed);
    SeededRandom random(seed);
    for (int i = 0; i < 2000; ++i) {
      const std::string text = support::random_condition(random);
      CAPTURE(text);
      const Asked asked(text, support::random_condition_report(random));
      if (asked.value() != Truth::unknown) CHECK(asked.unknown().empty());
    }
  }
}

namespace {

/// Small conditions over few atoms, whose every change can be tried.
class SmallConditions {
 public:
  explicit SmallConditions(SeededRandom& random) : random_(random) {}

  std::string text(int depth = 3, int variables = 0) {
    if (depth == 0 || random_.below(6) == 0) return atom(variables);
    const auto part = [&] { return text(depth - 1, variables); };
    switch (random_.below(5)) {
      case 0:
        return "!(" + part() + ")";
      case 1:
        return "(" + part() + " && " + part() + ")";
      case 2:
        return "(" + part() + " || " + part() + ")";
      default:
        return variables == 2 ? atom(variables) : quantified(depth, variables);
    }
  }

  Report report() {
    Report report = minimal_report();
    report.exercise = random_.below(2) == 0;
    if (random_.below(2) == 0) report.what.category = random_.below(2) == 0 ? "alpha" : "beta";
    report.who.emplace();
    for (std::uint64_t count = 1 + random_.below(2); count > 0; --count) {
      const auto sex = static_cast<Sex>(random_.below(4));
      report.who->push_back(group("someone", sex, random_.below(2) == 0 ? 12 : 30));
    }
    return report;
  }

 private:
  std::string quantified(int depth, int variables) {
    const std::string name = variables == 0 ? "g" : "h";
    const std::string list = random_.below(2) == 0 ? "report.who.exists(" : "report.who.all(";
    return list + name + ", " + text(depth - 1, variables + 1) + ")";
  }

  std::string atom(int variables) {
    static const Texts of_report{"report.exercise", "report.what.category == 'alpha'",
                                 "report.what.category == 'beta'", "has(report.what.category)"};
    static const Texts of_group{".sex == 'female'", ".sex == 'male'", ".age.min >= 18"};
    if (variables == 0 || random_.below(4) == 0) return of_report[random_.below(of_report.size())];
    const std::string name = variables == 2 && random_.below(2) == 0 ? "h" : "g";
    return name + of_group[random_.below(of_group.size())];
  }

  SeededRandom& random_;
};

using Change = std::tuple<AtomId, std::uint16_t, bool>;
using Changes = std::set<Change>;

/// Tries every set of changes of a size.
class EveryChange {
 public:
  explicit EveryChange(const Asked& asked) : asked_(asked) {
    for (std::size_t atom = 0; atom < asked.made.set.atoms.size(); ++atom) {
      const auto scope = asked.made.set.atoms[atom].scope;
      for (std::size_t i = 0; i < asked.trace.lists[scope].size(); ++i) {
        places_.emplace_back(static_cast<AtomId>(atom), static_cast<std::uint16_t>(i));
      }
    }
  }

  std::set<Changes> that_make_it_true(std::size_t size) {
    found_.clear();
    extend({}, 0, size);
    return found_;
  }

 private:
  void extend(const Changes& changes, std::size_t next, std::size_t more) {
    if (more == 0) {
      if (possible(changes) && value_after(changes) == Truth::yes) found_.insert(changes);
      return;
    }
    for (std::size_t i = next; i < places_.size(); ++i) {
      const auto [atom, element] = places_[i];
      for (const bool needed : {false, true}) {
        if (asked_.trace.at(atom, element) == truth_of(needed)) continue;
        Changes longer = changes;
        longer.emplace(atom, element, needed);
        extend(longer, i + 1, more - 1);
      }
    }
  }

  const config::Atom& atom(AtomId id) const { return asked_.made.set.atoms[id]; }

  /// Two words of one field at once; a word of a field that was not reported.
  bool collide(const Change& one, const Change& other) const {
    const auto& [first, first_element, first_value] = one;
    const auto& [second, second_element, second_value] = other;
    if (first == second || first_element != second_element) return false;
    if (!(atom(first).left == atom(second).left)) return false;
    const bool first_has = atom(first).test == config::Atom::Test::has;
    const bool second_has = atom(second).test == config::Atom::Test::has;
    if (first_has || second_has)
      return (first_has && !first_value) || (second_has && !second_value);
    return first_value && second_value;
  }

  bool possible(const Changes& changes) const {
    return std::ranges::none_of(changes, [&](const Change& one) {
      return std::ranges::any_of(changes, [&](const Change& other) { return collide(one, other); });
    });
  }

  /// What the changes make impossible may not be relied on.
  Truth value_after(const Changes& changes) const {
    Trace trace = asked_.trace;
    const auto place = [&](AtomId id, std::uint16_t element) -> Truth& {
      return trace.values[trace.atoms[id].first + element];
    };
    for (const auto& [id, element] : places_) {
      const Truth now = asked_.trace.at(id, element);
      const Change stays{id, element, now == Truth::yes};
      for (const Change& change : changes) {
        if (now != Truth::unknown && collide(stays, change)) place(id, element) = Truth::unknown;
      }
    }
    for (const auto& [id, element, needed] : changes) place(id, element) = truth_of(needed);
    return evaluate(asked_.made.set, asked_.made.roots[0], trace);
  }

  const Asked& asked_;
  std::vector<std::pair<AtomId, std::uint16_t>> places_;
  std::set<Changes> found_;
};

std::set<Changes> sets_of(const Asked& asked) {
  std::set<Changes> sets;
  for (const auto& needs : asked.sets()) {
    Changes changes;
    for (const Needed& one : needs) changes.emplace(one.atom, one.element, one.needed);
    sets.insert(changes);
  }
  return sets;
}

/// Beyond three changes there are too many to try; -1: none of so few.
int check_against_every_change(const Asked& asked) {
  const std::set<Changes> given = sets_of(asked);
  EveryChange every(asked);
  for (std::size_t size = 0; size <= 3; ++size) {
    const std::set<Changes> all = every.that_make_it_true(size);
    if (all.empty()) continue;
    CHECK(given.size() == std::min(all.size(), nearest_sets_max));
    CHECK(std::ranges::includes(all, given));
    return static_cast<int>(size);
  }
  for (const Changes& changes : given) CHECK(changes.size() > 3);
  return -1;
}

}  // namespace

TEST_SUITE("router/nearest") {
  TEST_CASE("the sets are the smallest and all of them, as trying every change finds them") {
    const int cases = random_cases(3000);
    MESSAGE("seeds 1 to " << cases);
    std::array<int, 5> sizes{};
    for (int seed = 1; seed <= cases; ++seed) {
      CAPTURE(seed);
      SeededRandom random(static_cast<std::uint64_t>(seed) * 0x9e3779b97f4a7c15U);
      SmallConditions small(random);
      const std::string text = small.text();
      CAPTURE(text);
      const int size = check_against_every_change(Asked(text, small.report()));
      ++sizes.at(static_cast<std::size_t>(size + 1));
    }
    for (const int count : sizes) CHECK(count * 100 > cases);
  }
}

}  // namespace vigie::router
