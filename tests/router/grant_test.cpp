#include "router/views/grant.h"

#include <doctest/doctest.h>

#include "report/random.h"
#include "tests/router/missions.h"
#include "tests/router/profiles.h"

using namespace vigie;
using namespace vigie::router;
using config::find_part;
using config::Mark;
using config::PlaceDetail;
using config::TimeDetail;

namespace {

using PartNames = std::set<std::string, std::less<>>;

config::Mission three_profiles() {
  config::Mission mission;
  add_profile(mission, {.id = "wide",
                        .title = {},
                        .mark = Mark::strictly_confidential,
                        .place = PlaceDetail::exact,
                        .time = TimeDetail::exact,
                        .parts = {"what.narrative", "who.role"}});
  add_profile(mission, {.id = "small",
                        .title = {},
                        .mark = Mark::unclassified,
                        .place = PlaceDetail::region,
                        .time = TimeDetail::day,
                        .parts = {"what.category"}});
  add_profile(mission, {.id = "people",
                        .title = {},
                        .mark = Mark::confidential,
                        .place = PlaceDetail::none,
                        .time = TimeDetail::none,
                        .parts = {"who.age", "who.role"}});
  return mission;
}

Grant granted(const std::vector<Code>& clearance, const std::vector<Code>& profiles) {
  config::Mission mission = three_profiles();
  mission.clearances["office"] = clearance;
  return Grants(mission).of(profiles, "office");
}

struct GrantCase {
  std::vector<Code> clearance;
  std::vector<Code> profiles;
  PartNames parts;
  PlaceDetail place;
  TimeDetail time;
  Mark mark;
  std::vector<Code> counted;
};

const GrantCase cases[] = {
    // The union of what the rules name …
    {{"wide", "small", "people"},
     {"small", "people"},
     {"what.category", "who.age", "who.role"},
     PlaceDetail::region,
     TimeDetail::day,
     Mark::confidential,
     {"people", "small"}},
    {{"wide", "small", "people"},
     {"small"},
     {"what.category"},
     PlaceDetail::region,
     TimeDetail::day,
     Mark::unclassified,
     {"small"}},
    // … within the union of what the office is cleared for, whichever profile grants it there.
    {{"small", "people"},
     {"wide", "small"},
     {"what.category", "who.role"},
     PlaceDetail::region,
     TimeDetail::day,
     Mark::strictly_confidential,
     {"small", "wide"}},
    {{"small"}, {"people"}, {}, PlaceDetail::none, TimeDetail::none, Mark::confidential, {}},
    {{"people"},
     {"wide"},
     {"who.role"},
     PlaceDetail::none,
     TimeDetail::none,
     Mark::strictly_confidential,
     {"wide"}},
    // The finest of the profiles, capped by the finest of the clearance.
    {{"wide"},
     {"small", "people"},
     {"who.role"},
     PlaceDetail::region,
     TimeDetail::day,
     Mark::confidential,
     {"people", "small"}},
    // The same profile twice, and one nobody knows.
    {{"people"},
     {"people", "people", "unheard_of"},
     {"who.age", "who.role"},
     PlaceDetail::none,
     TimeDetail::none,
     Mark::confidential,
     {"people"}},
    {{"wide"}, {}, {}, PlaceDetail::none, TimeDetail::none, Mark::confidential, {}},
};

struct SeesCase {
  std::string path;
  std::vector<Code> profiles;
  bool seen;
};

const SeesCase sees_cases[] = {
    {"report.kind", {}, true},
    {"report.exercise", {}, true},
    {"report.who[].role", {"people"}, true},
    {"report.who[].age.min", {"people"}, true},
    {"report.who[].sex", {"people"}, false},
    {"report.who[]", {"people"}, true},
    {"report.who[]", {"small"}, false},
    {"report.where.region", {"small"}, true},
    {"report.where.region", {"people"}, false},
    {"report.where.place_type", {"small"}, false},
    {"report.where.place_type", {"wide"}, true},
    {"report.where.position", {"small"}, false},
    {"report.where.position", {"wide"}, true},
    {"report.when.filed_at", {"wide"}, true},
    {"report.when.filed_at", {"small"}, false},  // An instant compared says more than its day.
    {"assessment.trafficking", {"wide"}, false},
    {"report.concerns_un_personnel.implicated_positions[]", {"wide", "small", "people"}, false},
};

}  // namespace

TEST_SUITE("router/grant") {
  TEST_CASE("a grant is the union of the profiles within the clearance") {
    for (const GrantCase& each : cases) {
      CAPTURE(each.profiles);
      CAPTURE(each.clearance);
      const Grant grant = granted(each.clearance, each.profiles);
      CHECK(names_of_parts(grant.parts) == each.parts);
      CHECK(grant.place == each.place);
      CHECK(grant.time == each.time);
      CHECK(grant.mark == each.mark);
      CHECK(grant.profiles == each.counted);
    }
  }

  TEST_CASE("an office without clearance is shown nothing") {
    CHECK(Grants(three_profiles()).of(std::vector<Code>{"wide"}, "office") == Grant{});
  }

  TEST_CASE("the order of profiles never matters") {
    const std::vector<Code> all{"wide", "small", "people"};
    const Grant grant = granted(all, {"wide", "small", "people"});
    CHECK(granted(all, {"people", "wide", "small"}) == grant);
    CHECK(granted({"small", "people", "wide"}, {"small", "people", "wide"}) == grant);
  }

  TEST_CASE("a reader may be told a condition's value exactly when the view shows it") {
    for (const SeesCase& each : sees_cases) {
      CAPTURE(each.path);
      CHECK(sees(granted({"wide", "small", "people"}, each.profiles), each.path) == each.seen);
    }
  }

  TEST_CASE("what tells of sources or suspects is for who is shown their groups") {
    for (const char* part : {"who.sources", "who.suspects"}) {
      CAPTURE(part);
      Grant grant;
      grant.parts.set(index_of(*find_part("who.role")));
      CHECK_FALSE(sees(grant, part));
      grant.parts.set(index_of(*find_part(part)));
      CHECK(sees(grant, part));
    }
  }

  TEST_CASE("who is implicated is for who is shown that UN personnel are concerned") {
    Grant grant;
    for (const config::Part& part : config::parts()) grant.parts.set(index_of(part));
    CHECK(sees_who_is_implicated(grant));
    grant.parts.reset(index_of(*find_part("concerns_un_personnel")));
    CHECK_FALSE(sees_who_is_implicated(grant));
  }

  TEST_CASE("one more profile never shows less, and no grant exceeds the clearance") {
    constexpr std::uint64_t seed = 51;
    CAPTURE(seed);
    SeededRandom random(seed);
    for (int number = 0; number < random_cases(); ++number) {
      CAPTURE(number);
      const config::Mission mission = random_profiles(random);
      const std::vector<Code> clearance = mission.clearances.at("office");
      const Grant most = Grants(mission).of(clearance, "office");
      std::vector<Code> shown;
      Grant before;
      for (const auto& [id, profile] : mission.profiles) {
        shown.push_back(id);
        const Grant grant = Grants(mission).of(shown, "office");
        CHECK((grant.parts & ~most.parts).none());
        CHECK(grant.place <= most.place);
        CHECK(grant.time <= most.time);
        CHECK((before.parts & ~grant.parts).none());
        CHECK(grant.place >= before.place);
        CHECK(grant.time >= before.time);
        before = grant;
      }
    }
  }
}
