// A routing lies in the database with all it rests on: the same report under the same mission at
// the same instant gives the same bytes again, and the kept values of the atoms the same rules.

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "report/decode.h"
#include "router/assess/assess.h"
#include "router/assess/assessment_json.h"
#include "router/router_store.h"
#include "router/rules/routing_record.h"
#include "router/rules/rule_book.h"
#include "router/rules/version_record.h"
#include "tests/router/missions.h"
#include "tests/router/scene.h"
#include "tests/support/encode.h"
#include "tests/support/report_generator.h"

using namespace std::chrono_literals;
using namespace vigie;
using namespace vigie::router;

namespace {

using Json = nlohmann::json;

/// A routing as it lies in the database, with what it was made from.
struct KeptRouting {
  KeptReport report;
  std::string record;
  std::vector<std::uint8_t> trace;
  Json version;
};

KeptRouting kept(RouterStore& store, const Uuid& id, std::int64_t revision) {
  const auto routing = store.routing_of(id, revision);
  const auto report = store.kept_report(id, revision);
  REQUIRE(routing.has_value());
  REQUIRE(report.has_value());
  return {*report, routing->record, store.trace_of(routing->row),
          Json::parse(store.version_record(routing->version))};
}

/// As another process on another day would, from the mission's files and the kept bytes alone.
void check_routes_the_same(const KeptRouting& kept, const config::Mission& mission) {
  const Report report = std::get<Report>(decode_report(kept.report.bytes));
  const Assessment assessment = assess(report, mission.catalogues.at(report.catalogue));
  CHECK(write_assessment(assessment) == kept.report.assessment);
  const Routing again = RuleBook(mission).route(report, assessment, kept.report.routed_at);
  CHECK(again.version == kept.report.version);
  CHECK(again.urgency == kept.report.urgency);
  CHECK(write_routing_record(again) == kept.record);
  CHECK(again.trace == kept.trace);
}

Truth value_in(const Json& record, const std::string& rule) {
  for (const Truth value : {Truth::yes, Truth::unknown}) {
    for (const Json& id : record.value(std::string(to_string(value)), Json::array())) {
      if (id == rule) return value;
    }
  }
  return Truth::no;
}

/// No mission is needed, nor the report: the kept conditions and values are the explanation.
std::map<Truth, int> check_rules_follow(const KeptRouting& kept) {
  std::map<Truth, int> values;
  const auto conditions = kept_conditions(kept.version);
  REQUIRE(conditions.has_value());
  const auto trace = unpack(*conditions, kept.trace);
  REQUIRE(trace.has_value());
  const Json record = Json::parse(kept.record);
  for (const auto& [id, rule] : kept.version.at("rules").items()) {
    CAPTURE(id);
    const Truth value = evaluate(*conditions, rule.at("condition").get<config::NodeId>(), *trace);
    CHECK(value == value_in(record, id));
    ++values[value];
  }
  return values;
}

std::vector<Report> reports_of_all_kinds(SeededRandom& random) {
  std::vector<Report> reports;
  for (const char* name : {"annex1-gao-apartment.r1", "annex1-gao-apartment.r2", "case1-felix",
                           "case3-quranic-school", "john-van"}) {
    reports.push_back(example(name));
  }
  for (int number = 0; number < random_cases() / 40; ++number) {
    reports.push_back(random_report(random));
    reports.back().concerns_un_personnel = {number % 5 == 0, {}};
    if (number % 10 == 0) {
      reports.back().concerns_un_personnel.implicated_positions = {"regional_commander_gao"};
    }
  }
  return reports;
}

}  // namespace

TEST_SUITE("router/replay") {
  TEST_CASE("a routing from the database, after a restart, is made again byte for byte") {
    constexpr std::uint64_t seed = 20190605;
    CAPTURE(seed);
    SeededRandom random(seed);
    const std::vector<Report> reports = reports_of_all_kinds(random);
    Scene scene(mali());
    for (const Report& report : reports) {
      scene.file("intake", report);
      scene.run(3);
    }
    scene.run();
    scene.restart_router();
    scene.run();
    REQUIRE(scene.state()["counts"]["routings"] == reports.size());

    RouterStore store(scene.database());
    const config::Mission mission = mali();
    std::map<Truth, int> values;
    for (const Report& report : reports) {
      const KeptRouting routing = kept(store, report.id, report.revision);
      CAPTURE(routing.report.bytes);
      CHECK(routing.report.bytes == encode_report(report));
      check_routes_the_same(routing, mission);
      for (const auto& [value, count] : check_rules_follow(routing)) values[value] += count;
    }
    for (const Truth value : {Truth::no, Truth::unknown, Truth::yes}) CHECK(values[value] > 10);
  }

  // What the check above rests on: neither the record nor the trace is the same for every report.
  TEST_CASE("another instant, report or mission gives another record or another trace") {
    Scene scene(mali());
    const Report report = example("case1-felix");
    scene.file("intake", report);
    scene.run();
    RouterStore store(scene.database());
    const KeptRouting routing = kept(store, report.id, report.revision);
    const auto again = [&](const Report& of, const config::Mission& mission, Time at) {
      return RuleBook(mission).route(of, assess(of, mission.catalogues.at(of.catalogue)), at);
    };
    const config::Mission mission = mali();
    const Time at = routing.report.routed_at;
    CHECK(write_routing_record(again(report, mission, at + 1ms)) != routing.record);
    CHECK(again(example("case2-gina"), mission, at).trace != routing.trace);
    config::Mission other = mission;
    other.rules.front().show.clear();
    CHECK(write_routing_record(again(report, other, at)) != routing.record);
  }
}
