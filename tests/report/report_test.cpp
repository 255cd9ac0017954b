#include "report/report.h"

#include <doctest/doctest.h>

using namespace vigie;

namespace {

Group aged(std::optional<std::int64_t> min, std::optional<std::int64_t> max) {
  Group group;
  group.age = Age{.min = min, .max = max, .basis = AgeBasis::looks};
  return group;
}

}  // namespace

TEST_SUITE("report/report") {
  TEST_CASE("a group may be under 18 unless its youngest is of age") {
    CHECK(may_be_under_18(aged(14, 19)) == MayBeUnder18::possible);
    CHECK(may_be_under_18(aged(9, 12)) == MayBeUnder18::yes);
    CHECK(may_be_under_18(aged({}, 17)) == MayBeUnder18::yes);
    CHECK(may_be_under_18(aged({}, 18)) == MayBeUnder18::possible);
    CHECK(may_be_under_18(aged(17, {})) == MayBeUnder18::possible);
    CHECK(may_be_under_18(aged(18, {})) == MayBeUnder18::no);
    CHECK(may_be_under_18(aged(23, 23)) == MayBeUnder18::no);
  }

  TEST_CASE("no age reported is unknown, with or without a basis") {
    CHECK(may_be_under_18(Group{}) == MayBeUnder18::unknown);
    CHECK(may_be_under_18(aged({}, {})) == MayBeUnder18::unknown);
  }

  TEST_CASE("a report is a flash when a life is at risk now or it was filed as one") {
    Report report;
    CHECK(urgency_of(report) == Urgency::routine);
    report.danger =
        Danger{.life_at_risk_now = Answer::unknown, .armed_actors_present = Answer::yes};
    CHECK(urgency_of(report) == Urgency::routine);
    report.danger->life_at_risk_now = Answer::yes;
    CHECK(urgency_of(report) == Urgency::flash);
    report.danger.reset();
    report.kind = Kind::flash;
    CHECK(urgency_of(report) == Urgency::flash);
  }
}
