#include "intake/meaning.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <functional>

#include "config/load.h"
#include "report/decode.h"
#include "tests/support/file_bytes.h"
#include "tests/support/simulated_clock.h"

using namespace std::chrono_literals;
using namespace vigie;
using namespace vigie::intake;

namespace {

const Time now = support::noon;

const config::Mission& mission() {
  static const config::Mission loaded = std::get<config::Mission>(
      config::load_mission(std::filesystem::path{VIGIE_SOURCE_DIR} / "tests/missions/tiny"));
  return loaded;
}

/// The least a report says.
Report plain_report() {
  Report report;
  report.catalogue = "2001.1";
  report.where.region = "south_shore";
  report.when.filed_at.utc = now;
  return report;
}

Group group_of(Role role, std::optional<std::int64_t> age_min, std::optional<std::int64_t> count) {
  Group group;
  group.name = "people";
  group.role = role;
  if (age_min) group.age = Age{age_min, std::nullopt, AgeBasis::looks};
  if (count) group.count = Range{count, count};
  return group;
}

Crossing bare_crossing(Report& report) {
  report.how.journey = Journey{};
  return {.from = "XMA", .to = "XIS"};
}

void add_crossing(Report& report, Crossing crossing) {
  report.how.journey->crossings = std::vector<Crossing>{std::move(crossing)};
}

struct MeaningCase {
  std::string pointer;
  std::string code;
  std::function<void(Report&)> change;
};

const std::string unknown = "meaning.unknown_code";

const MeaningCase refused_reports[] = {
    {"/where/region", "meaning.unknown_region", [](Report& r) { r.where.region = "gao"; }},
    {"/where/place_type", unknown, [](Report& r) { r.where.place_type = "cave"; }},
    {"/where/position", "meaning.unlikely_position",
     [](Report& r) {
       r.where.position = vigie::Position{0.0, 0.0, std::nullopt};
     }},
    {"/what/category", unknown, [](Report& r) { r.what.category = "x"; }},
    {"/why/purposes/0/code", unknown,
     [](Report& r) {
       r.why.purposes = std::vector<Fact>{{"x", {}, {}, {}}};
     }},
    {"/how/acts/0/code", unknown,
     [](Report& r) {
       r.how.acts = std::vector<Fact>{{"x", {}, {}, {}}};
     }},
    {"/how/means/0/code", unknown,
     [](Report& r) {
       r.how.means = std::vector<Fact>{{"x", {}, {}, {}}};
     }},
    {"/how/vehicles/0/kind", unknown,
     [](Report& r) {
       r.how.vehicles = std::vector<Vehicle>{{"x", {}, {}}};
     }},
    {"/how/armed_actors/0/kind", unknown,
     [](Report& r) {
       r.how.armed_actors = std::vector<ArmedActor>{{"x", {}, {}}};
     }},
    {"/how/journey/crossings/0/transport", unknown,
     [](Report& r) {
       Crossing crossing = bare_crossing(r);
       crossing.transport = "x";
       add_crossing(r, crossing);
     }},
    {"/how/journey/crossings/0/control", unknown,
     [](Report& r) {
       Crossing crossing = bare_crossing(r);
       crossing.control = "x";
       add_crossing(r, crossing);
     }},
    {"/how/journey/crossings/0/mistreatment/0", unknown,
     [](Report& r) {
       Crossing crossing = bare_crossing(r);
       crossing.mistreatment = std::vector<Code>{"x"};
       add_crossing(r, crossing);
     }},
    {"/how/journey/crossings/0/documents/0/documents/0/kind", unknown,
     [](Report& r) {
       Crossing crossing = bare_crossing(r);
       crossing.documents = std::vector<CrossingDocuments>{{{}, {{"x", {}}}, {}}};
       add_crossing(r, crossing);
     }},
    {"/how/journey/crossings/0/benefits/0/by", unknown,
     [](Report& r) {
       Crossing crossing = bare_crossing(r);
       crossing.benefits.emplace().emplace_back().by = "nobody";
       add_crossing(r, crossing);
     }},
    {"/how/journey/crossings/0/benefits/0/to", unknown,
     [](Report& r) {
       Crossing crossing = bare_crossing(r);
       crossing.benefits.emplace().emplace_back().to = "nobody";
       add_crossing(r, crossing);
     }},
    {"/who/0/conditions/0", unknown,
     [](Report& r) {
       Group group = group_of(Role::migrant, {}, {});
       group.conditions = std::vector<Code>{"x"};
       r.who = std::vector<Group>{group};
     }},
    {"/who/0/documents/0/kind", unknown,
     [](Report& r) {
       Group group = group_of(Role::migrant, {}, {});
       group.documents = std::vector<Document>{{"x", {}}};
       r.who = std::vector<Group>{group};
     }},
    {"/who/0/age/min", "meaning.contradiction",
     [](Report& r) { r.who = std::vector<Group>{group_of(Role::child_with_family, 18, {})}; }},
    {"/indicators/1/code", unknown,
     [](Report& r) {
       r.indicators = std::vector<Indicator>{{"boat_without_lights", {}}, {"boat", {}}};
     }},
    {"/indicators/0/code", "meaning.code_not_valid",
     [](Report& r) {
       r.indicators = std::vector<Indicator>{{"lantern_signals", {}}};
     }},
    {"/needs/0/kind", unknown,
     [](Report& r) {
       r.needs = std::vector<Need>{{"x", {}, {}, {}}};
     }},
    {"/needs/0/count", "meaning.contradiction",
     [](Report& r) {
       r.who = std::vector<Group>{group_of(Role::migrant, {}, 6)};
       r.needs = std::vector<Need>{{"dry_clothes", {}, 7, "people"}};
     }},
    {"/how/journey/crossings/0/to", "meaning.contradiction",
     [](Report& r) {
       r.how.journey = Journey{.crossings = {{Crossing{.from = "XIS", .to = "XIS"}}}};
     }},
    {"/how/journey/crossings/0/documents/1/groups", "meaning.contradiction",
     [](Report& r) {
       r.who = std::vector<Group>{group_of(Role::migrant, {}, {})};
       Crossing crossing{.from = "XMA", .to = "XIS"};
       crossing.documents = {{CrossingDocuments{.groups = {"people"}, .documents = {}},
                              CrossingDocuments{.groups = {"people"}, .documents = {}}}};
       r.how.journey = Journey{.crossings = {{crossing}}};
     }},
    {"/actions_taken/0/kind", unknown,
     [](Report& r) {
       r.actions_taken = std::vector<ActionTaken>{{"x", {}}};
     }},
    {"/evidence/0/kind", unknown,
     [](Report& r) { r.evidence.emplace().emplace_back().kind = "x"; }},
    {"/identity/kind", unknown, [](Report& r) { r.identity.emplace().kind = "x"; }},
    {"/concerns_un_personnel/implicated_positions/1", "meaning.unknown_position",
     [](Report& r) {
       r.concerns_un_personnel = {true, {"harbour_master", "harbour_mister"}};
     }},
    {"/when/observed_from", "meaning.observed_after_filed",
     [](Report& r) {
       r.when.observed_from = OffsetTime{now + 1ms, {}};
     }},
    {"/when/observed_to", "meaning.observed_after_filed",
     [](Report& r) {
       r.when.observed_to = OffsetTime{now + 1ms, {}};
     }},
    {"/when/filed_at", "meaning.filed_in_future",
     [](Report& r) { r.when.filed_at.utc = now + 24h + 1ms; }},
};

const std::pair<std::string, std::function<void(Report&)>> accepted_reports[] = {
    {"the least a report says", [](Report&) {}},
    {"a report filed a day ahead, as a wrong clock does",
     [](Report& r) { r.when.filed_at.utc = now + 24h; }},
    {"a report of long ago", [](Report& r) { r.when.filed_at.utc = now - 24h * 365 * 30; }},
    {"an observation at the instant of filing",
     [](Report& r) { r.when.observed_to = r.when.filed_at; }},
    {"a code that was in use on the last day of its validity",
     [](Report& r) {
       r.when.observed_from =
           OffsetTime{std::chrono::sys_days{std::chrono::year{2009} / 12 / 31} + 23h, {}};
       r.indicators = std::vector<Indicator>{{"lantern_signals", {}}};
     }},
    {"a benefit between groups of the report",
     [](Report& r) {
       r.who = std::vector<Group>{group_of(Role::suspect, {}, {})};
       Crossing crossing = bare_crossing(r);
       crossing.benefits.emplace().emplace_back().to = "people";
       add_crossing(r, crossing);
     }},
    {"a child of a family that may be older",
     [](Report& r) { r.who = std::vector<Group>{group_of(Role::child_with_family, 17, {})}; }},
    {"a need of everybody in the group",
     [](Report& r) {
       r.who = std::vector<Group>{group_of(Role::migrant, {}, 6)};
       r.needs = std::vector<Need>{{"dry_clothes", {}, 6, "people"}};
     }},
    {"an implicated position of the mission",
     [](Report& r) {
       r.concerns_un_personnel = {true, {"boat_crew"}};
     }},
    {"a position on the equator",
     [](Report& r) {
       r.where.position = vigie::Position{0.0, 9.4, 10};
     }},
};

Problems problems_of(const Report& report) {
  return std::get<Problems>(check_meaning(report, mission(), now));
}

}  // namespace

TEST_SUITE("intake/meaning") {
  TEST_CASE("what means nothing in this mission is refused at its place, in both languages") {
    for (const MeaningCase& one : refused_reports) {
      CAPTURE(one.pointer);
      Report report = plain_report();
      one.change(report);
      const Problems problems = problems_of(report);
      REQUIRE(problems.size() == 1);
      CHECK(problems[0].pointer == one.pointer);
      CHECK(problems[0].code == one.code);
      CHECK_FALSE(problems[0].text.en.empty());
      CHECK_FALSE(problems[0].text.fr.empty());
      CHECK(problems[0].text.en != problems[0].text.fr);
    }
  }

  TEST_CASE("what is unusual but possible is accepted") {
    for (const auto& [what, change] : accepted_reports) {
      CAPTURE(what);
      Report report = plain_report();
      change(report);
      CHECK(problems_of(report) == Problems{});
    }
  }

  TEST_CASE("all refusals come in one list, up to its limit") {
    Report report = plain_report();
    report.where.region = "nowhere";
    report.indicators = std::vector<Indicator>(indicators_max, {"x", {}});
    report.needs = std::vector<Need>(list_items_max, {"x", {}, {}, {}});
    CHECK(problems_of(report).size() == meaning_problems_max);
  }

  TEST_CASE("every example has a meaning in the shipped mission") {
    const std::filesystem::path source{VIGIE_SOURCE_DIR};
    const auto shipped = std::get<config::Mission>(config::load_mission(source / "config/mali"));
    int examples = 0;
    for (const auto& entry : std::filesystem::directory_iterator{source / "examples"}) {
      if (entry.path().extension() != ".json") continue;
      CAPTURE(entry.path().filename().string());
      const auto decoded = decode_report(support::file_bytes(entry.path()));
      REQUIRE(std::holds_alternative<Report>(decoded));
      const Meaning meaning =
          check_meaning(std::get<Report>(decoded), shipped, now + std::chrono::days{60});
      REQUIRE(std::holds_alternative<Problems>(meaning));
      for (const Problem& problem : std::get<Problems>(meaning)) {
        FAIL_CHECK(problem.pointer, ": ", problem.text.en);
      }
      ++examples;
    }
    CHECK(examples >= 9);
  }

  TEST_CASE("an unknown catalogue version is not a refusal") {
    Report report = plain_report();
    report.catalogue = "2031.1";
    report.where.region = "nowhere";
    const Meaning meaning = check_meaning(report, mission(), now);
    REQUIRE(std::holds_alternative<UnknownCatalogue>(meaning));
    CHECK(std::get<UnknownCatalogue>(meaning).version == "2031.1");
  }
}
