#include "config/holds_whenever.h"

#include <doctest/doctest.h>

#include <variant>

#include "config/conditions/condition_compiler.h"

using namespace vigie;
using namespace vigie::config;

namespace {

struct Case {
  std::string when;
  bool holds;
};

const std::string yes = "report.concerns_un_personnel.answer == 'yes'";

bool holds_given(const std::string& when, const KnownFact& fact) {
  const std::vector<ConditionSource> conditions{{"rule", when}};
  const auto compiled = compile_conditions({}, conditions, {});
  REQUIRE_MESSAGE(std::holds_alternative<CompiledConditions>(compiled), when);
  const auto& done = std::get<CompiledConditions>(compiled);
  return holds_whenever(done.set, done.conditions.front(), fact);
}

}  // namespace

TEST_SUITE("config/holds_whenever") {
  TEST_CASE("a condition holds with one fact known, or may fail on what is not") {
    const std::vector<Case> cases{
        {"true", true},
        {"false", false},
        {yes, true},
        {"!(" + yes + ")", false},
        {"!!(" + yes + ")", true},
        {"report.concerns_un_personnel.answer == 'no'", false},
        {"report.concerns_un_personnel.answer != 'no'", true},
        {"!(report.concerns_un_personnel.answer == 'no')", true},
        {"report.concerns_un_personnel.answer in ['no', 'yes']", true},
        {"report.concerns_un_personnel.answer in ['no']", false},
        {"has(report.concerns_un_personnel.answer)", true},
        {"report.exercise", false},
        {"report.exercise || !report.exercise", false},  // Always true, and not recognised.
        {yes + " && report.exercise", false},
        {yes + " && true", true},
        {yes + " || report.exercise", true},
        {"report.exercise || " + yes, true},
        {"!(report.exercise && !(" + yes + "))", true},
        {"(" + yes + " || report.exercise) && (report.kind == 'flash' || " + yes + ")", true},
        {"(" + yes + " || report.exercise) && report.kind == 'flash'", false},
        {"report.who.exists(g, " + yes + ")", false},
        {"report.who.all(g, " + yes + ")", false},
        {"!report.who.exists(g, g.sex == 'male')", false},
        {yes + " || report.who.exists(g, g.sex == 'male')", true},
        {"report.needs.size() > 0 || " + yes, true},
    };
    for (const Case& one : cases) {
      CAPTURE(one.when);
      CHECK(holds_given(one.when, {"report.concerns_un_personnel.answer", "yes"}) == one.holds);
    }
  }

  TEST_CASE("a word that no condition names equals none that is named") {
    CHECK(holds_given("report.kind != 'flash'", {"report.kind", "report"}));
    CHECK_FALSE(holds_given("report.kind != 'flash'", {"report.kind", "flash"}));
    CHECK_FALSE(holds_given("report.kind != 'flash'", {"report.nothing", "report"}));
  }
}
