#include "config/conditions/condition_json.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "config/conditions/condition_compiler.h"
#include "tests/support/loaded_mission.h"

using namespace vigie;
using namespace vigie::config;
using Json = nlohmann::json;

namespace {

/// Every test of an atom, every operand and every operation at least once.
const std::vector<ConditionSource> every_kind{
    {"truth", "report.exercise"},
    {"has", "has(report.danger.life_at_risk_now)"},
    {"equal", "report.where.region == 'gao'"},
    {"not_equal", "report.kind != 'flash'"},
    {"less", "report.when.observed_from < timestamp('2019-06-01T00:00:00Z')"},
    {"difference", "routed_at - report.when.observed_to <= duration('72h')"},
    {"between_fields", "report.who.exists(g, g.age.min > g.age.max)"},
    {"size", "report.who.size() >= 3"},
    {"one_of", "report.who.all(g, g.sex in ['female', 'mixed'])"},
    {"contains", "report.who.exists(g, 'NGA' in g.nationalities)"},
    {"during", "during(report.when.filed_at, 'office_hours')"},
    {"within", "within(report.where.position, 'old_port')"},
    {"inner", "report.who.exists(g, g.documents.all(d, d.state != 'taken' || g.sex == 'male'))"},
    {"negated", "!(report.exercise && report.where.place_withheld)"},
    {"always", "true"},
    {"never", "false"}};

CompiledConditions compiled() {
  const ConditionWords words{.catalogue = {},
                             .regions = {"gao"},
                             .positions = {},
                             .calendars = {"office_hours"},
                             .areas = {"old_port"}};
  const auto result = compile_conditions({}, every_kind, words);
  if (const auto* problems = std::get_if<std::vector<ConditionProblem>>(&result)) {
    FAIL(problems->front().text);
  }
  return std::get<CompiledConditions>(result);
}

void check_same(const Atom& one, const Atom& other) {
  CAPTURE(one.text);
  CHECK(one.text == other.text);
  CHECK(one.test == other.test);
  CHECK(one.scope == other.scope);
  CHECK(one.left == other.left);
  CHECK(one.right == other.right);
  CHECK(one.list == other.list);
  CHECK(one.values == other.values);
  CHECK(one.calendar == other.calendar);
  CHECK(one.area == other.area);
  CHECK(one.may_be_unknown == other.may_be_unknown);
  CHECK(one.reads == other.reads);
}

void check_same(const Node& one, const Node& other) {
  CHECK(one.op == other.op);
  CHECK(one.atom == other.atom);
  CHECK(one.variable == other.variable);
  CHECK(one.list == other.list);
  CHECK(one.list_variable == other.list_variable);
  CHECK(one.first == other.first);
  CHECK(one.second == other.second);
}

void check_same(const ConditionSet& one, const ConditionSet& other) {
  CHECK(one.words == other.words);
  REQUIRE(one.atoms.size() == other.atoms.size());
  for (std::size_t i = 0; i < one.atoms.size(); ++i) check_same(one.atoms[i], other.atoms[i]);
  REQUIRE(one.nodes.size() == other.nodes.size());
  for (std::size_t i = 0; i < one.nodes.size(); ++i) check_same(one.nodes[i], other.nodes[i]);
}

void check_round_trip(const ConditionSet& set) {
  const std::string text = write_conditions(set);
  const auto read = read_conditions(text);
  REQUIRE(read.has_value());
  check_same(set, *read);
  CHECK(write_conditions(*read) == text);
}

}  // namespace

TEST_SUITE("config/condition_json") {
  TEST_CASE("a set of conditions comes back as it was, whatever is in it") {
    const CompiledConditions all = compiled();
    std::set<Atom::Test> tests;
    for (const Atom& atom : all.set.atoms) tests.insert(atom.test);
    CHECK(tests.size() >= 11);
    check_round_trip(all.set);
    check_round_trip(ConditionSet{});
  }

  TEST_CASE("the conditions of the shipped mission come back as they were") {
    check_round_trip(support::loaded_mission("config/mali").conditions);
  }

  TEST_CASE("lists and fields stand by their paths, which outlive the program's own numbers") {
    const std::string text = write_conditions(compiled().set);
    CHECK(text.find(R"("minus":"report.when.observed_to")") != std::string::npos);
    CHECK(text.find(R"("area":"old_port")") != std::string::npos);
    CHECK(text.find(R"("scope":"report.who[]")") != std::string::npos);
    CHECK(text.find(R"(["exists","report.who[]",0,0,)") != std::string::npos);
  }

  TEST_CASE("what was not written here is no set of conditions") {
    const Json good = Json::parse(write_conditions(compiled().set));
    const auto refuses = [&](const char* pointer, const Json& value) {
      Json changed = good;
      changed[Json::json_pointer(pointer)] = value;
      CAPTURE(pointer);
      CAPTURE(value.dump());
      CHECK_FALSE(read_conditions(changed.dump()).has_value());
    };
    CHECK(read_conditions(good.dump()).has_value());
    for (const char* text : {"", "x", "[]", "{}", "null", R"({"words":[],"atoms":[]})"}) {
      CAPTURE(text);
      CHECK_FALSE(read_conditions(text).has_value());
    }
    refuses("/words", 1);
    refuses("/atoms/0/test", "resembles");
    refuses("/atoms/0/scope", "report.whom[]");
    refuses("/atoms/0/left/of", "guess");
    refuses("/atoms/0/reads", "report.kind");
    for (const Json& node :
         {Json{"maybe"}, Json{"atom", good["atoms"].size(), 0}, Json{"atom", 0, 2},
          Json{"atom", -1, 0}, Json{"not", 0}, Json{"both", 0, 0}, Json{"yes", 1},
          Json{"exists", "report.who[]", 0, 0, 0}, Json::array()}) {
      refuses("/nodes/0", node);
    }
  }
}
