#include "router/rules/facts.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "tests/support/condition_context.h"
#include "tests/support/condition_generator.h"
#include "tests/support/conditions.h"

namespace vigie::router {
namespace {

using config::Atom;
using config::FieldId;
using config::ListId;
using config::Operand;
using nlohmann::json;

const Time routed_at = from_milliseconds(1'560'000'000'000);

std::set<std::string> paths(const std::vector<std::string_view>& readable) {
  return {readable.begin(), readable.end()};
}

template <typename Entry>
std::set<std::string> paths(std::span<const Entry> schema) {
  std::set<std::string> paths;
  for (const Entry& entry : schema) paths.emplace(entry.path);
  return paths;
}

void add_words(const json& value, std::set<std::string>& words) {
  if (value.is_string()) words.insert(value.get<std::string>());
  for (const json& part : value.is_structured() ? value : json::array()) add_words(part, words);
}

void add_has(config::ConditionSet& set, ListId scope, const Operand& left) {
  Atom& atom = set.atoms.emplace_back();
  atom.test = Atom::Test::has;
  atom.scope = scope;
  atom.left = left;
}

/// Reads every field and list, and names every word of a context.
config::ConditionSet set_of_everything(const json& context) {
  config::ConditionSet set;
  std::set<std::string> words;
  add_words(context, words);
  set.words.assign(words.begin(), words.end());
  const auto fields = config::condition_fields();
  for (std::size_t i = 0; i < fields.size(); ++i) {
    add_has(set, fields[i].list, {.of = Operand::Of::field, .id = static_cast<FieldId>(i)});
  }
  const auto lists = config::condition_lists();
  for (std::size_t i = 1; i < lists.size(); ++i) {
    add_has(set, lists[i].parent, {.of = Operand::Of::size, .id = static_cast<std::uint16_t>(i)});
  }
  return set;
}

FactValue expected_value(const config::ConditionSet& set, const json& value) {
  if (value.is_null()) return std::nullopt;
  if (value.is_string()) return set.word_id(value.get<std::string>());
  if (value.contains("place")) {
    const json& place = value.at("place");
    return place.at("longitude").get<std::int64_t>() * (std::int64_t{1} << 32) +
           place.at("latitude").get<std::int64_t>();
  }
  if (value.is_object()) return value.at("instant").get<std::int64_t>();
  if (value.is_boolean()) return value.get<bool>() ? 1 : 0;
  return value.get<std::int64_t>();
}

/// Of a list of words: every word of every list that is there.
std::vector<FactValue> expected_values(const config::ConditionSet& set, const json& context,
                                       std::string_view path) {
  std::vector<FactValue> expected;
  for (const json& value : support::values_at(context, path)) {
    if (!path.ends_with("[]")) expected.push_back(expected_value(set, value));
    for (const json& word : path.ends_with("[]") && value.is_array() ? value : json::array()) {
      expected.push_back(expected_value(set, word));
    }
  }
  return expected;
}

std::vector<int> sizes(const ListShape& shape) {
  std::vector<int> sizes;
  for (const auto& part : shape.parts) sizes.push_back(part.known ? part.count : -1);
  return sizes;
}

std::vector<int> expected_sizes(const json& context, std::string_view path) {
  std::vector<int> sizes;
  for (const json& list : support::values_at(context, path)) {
    sizes.push_back(list.is_array() ? static_cast<int>(list.size()) : -1);
  }
  return sizes;
}

void check_against_context(const Report& report, const Assessment& assessment) {
  const json context = support::condition_context(report, assessment);
  const config::ConditionSet set = set_of_everything(context);
  FactReader reader(set);
  const Facts& facts = reader.read(report, assessment, routed_at);
  for (std::size_t i = 0; i < facts.fields.size(); ++i) {
    const auto path = config::condition_fields()[i].path;
    CAPTURE(path);
    CHECK(facts.fields[i] == expected_values(set, context, path));
  }
  for (std::size_t i = 1; i < facts.lists.size(); ++i) {
    const auto path = config::condition_lists()[i].path;
    CAPTURE(path);
    CHECK(sizes(facts.lists[i]) == expected_sizes(context, path));
  }
}

FactValue fact(const Facts& facts, std::string_view path, std::size_t element = 0) {
  return facts.fields.at(config::find_condition_field(path).value()).at(element);
}

/// Of the report, under conditions that read everything.
Facts facts_of(const Report& report, const Assessment& assessment = {}) {
  const auto set = set_of_everything(support::condition_context(report, assessment));
  return FactReader(set).read(report, assessment, routed_at);
}

}  // namespace

TEST_SUITE("router/facts") {
  TEST_CASE("every field and list that conditions may read has a reader, and no other") {
    CHECK(paths(readable_fields()) == paths(config::condition_fields()));
    CHECK(paths(readable_lists()) == paths(config::condition_lists()));
    CHECK(readable_fields().size() == config::condition_fields().size());
    CHECK(readable_lists().size() == config::condition_lists().size());
  }

  TEST_CASE("a list stands after the list around it") {
    const auto lists = config::condition_lists();
    for (std::size_t i = 1; i < lists.size(); ++i) CHECK(lists[i].parent < i);
  }

  TEST_CASE("conditions may read exactly the flags that an assessment has") {
    std::set<std::string> flags{"assessment.trafficking", "assessment.smuggling",
                                "assessment.exploitation_of_begging", "assessment.anyone_under_18"};
    for (const FlagName& flag : flag_names()) flags.insert("assessment." + std::string(flag.name));
    std::set<std::string> readable;
    for (const auto& field : config::condition_fields()) {
      if (field.path.starts_with("assessment.")) readable.emplace(field.path);
    }
    CHECK(readable == flags);
  }

  TEST_CASE("facts are what the report's JSON form says, of reports with everything and nothing") {
    SeededRandom random(1);
    check_against_context(maximal_report(), support::random_assessment(random));
    check_against_context(minimal_report(), {});
  }

  TEST_CASE("facts are what the report's JSON form says, of random reports") {
    constexpr std::uint64_t seed = 20190603;
    CAPTURE(seed);
    SeededRandom random(seed);
    for (int i = 0; i < 500; ++i) {
      CAPTURE(i);
      const Report report = support::random_condition_report(random);
      check_against_context(report, support::random_assessment(random));
    }
  }

  TEST_CASE("what a report says is unknown, or does not say, is unknown") {
    Report report = minimal_report();
    report.who = {{.name = "someone"},
                  {.name = "child", .age = Age{.max = 12}, .sex = Sex::unknown}};
    report.who->front().documents = {{"passport", DocumentState::unknown}};
    report.how.journey = Journey{.crossings = {{{.from = "unknown", .to = "MLI"}}}};
    report.danger = Danger{Answer::unknown, Answer::no};
    const Facts facts = facts_of(report);
    for (const char* path :
         {"report.who[].role", "report.who[].count.min", "report.who[].age.basis",
          "report.who[].may_be_under_18", "report.who[].sex", "report.who[].documents[].state",
          "report.how.journey.crossings[].from", "report.danger.life_at_risk_now",
          "report.protection.risk_on_return", "report.when.observed_from"}) {
      CAPTURE(path);
      CHECK(fact(facts, path) == std::nullopt);
    }
    CHECK(fact(facts, "report.who[].sex", 1) == std::nullopt);
    CHECK(fact(facts, "report.who[].age.max", 1) == 12);
    CHECK(fact(facts, "report.who[].may_be_under_18", 1).has_value());
    CHECK(fact(facts, "report.danger.armed_actors_present").has_value());
    CHECK(fact(facts, "report.concerns_un_personnel.answer").has_value());
  }

  TEST_CASE("an absent list is unknown, an empty one is empty") {
    Report report = minimal_report();
    CHECK(sizes(facts_of(report).lists.at(config::find_condition_list("report.needs[]").value())) ==
          std::vector<int>{-1});
    report.needs.emplace();
    CHECK(sizes(facts_of(report).lists.at(config::find_condition_list("report.needs[]").value())) ==
          std::vector<int>{0});
  }

  TEST_CASE("a result is the strongest over the legal frames; not enough reported is unknown") {
    struct Row {
      std::vector<Result> frames;
      std::string_view word;
    };
    const std::vector<Row> rows{
        {{Result::not_indicated}, "not_indicated"},
        {{Result::not_indicated, Result::not_enough_reported}, ""},
        {{Result::not_enough_reported, Result::possible}, "possible"},
        {{Result::indicated, Result::possible}, "indicated"},
        {{}, ""},
    };
    config::ConditionSet set = set_of_everything({});
    set.words = {"indicated", "not_indicated", "possible"};
    for (const Row& row : rows) {
      Assessment assessment;
      for (const Result result : row.frames) assessment.frames.push_back({.trafficking = result});
      const Facts facts = FactReader(set).read(minimal_report(), assessment, routed_at);
      const FactValue expected = row.word.empty() ? std::nullopt : FactValue(set.word_id(row.word));
      CHECK(fact(facts, "assessment.trafficking") == expected);
    }
  }

  TEST_CASE("a reader used again keeps nothing of the report before") {
    const auto set = set_of_everything(support::condition_context(maximal_report(), {}));
    FactReader reader(set);
    reader.read(maximal_report(), {}, routed_at);
    const Facts again = reader.read(minimal_report(), {}, routed_at);
    const Facts fresh = FactReader(set).read(minimal_report(), {}, routed_at);
    CHECK(again.fields == fresh.fields);
    CHECK(again.lists == fresh.lists);
  }

  TEST_CASE("only what conditions read is read, and the lists around it") {
    const auto made =
        support::conditions({"report.who.exists(g, g.documents.exists(d, d.state == 'taken'))"});
    const Facts facts = FactReader(made.set).read(maximal_report(), {}, routed_at);
    std::set<std::string> read;
    for (std::size_t i = 0; i < facts.fields.size(); ++i) {
      if (!facts.fields[i].empty()) read.emplace(config::condition_fields()[i].path);
    }
    for (std::size_t i = 0; i < facts.lists.size(); ++i) {
      if (!facts.lists[i].parts.empty()) read.emplace(config::condition_lists()[i].path);
    }
    CHECK(read == std::set<std::string>{"", "report.who[]", "report.who[].documents[]",
                                        "report.who[].documents[].state"});
  }
}

}  // namespace vigie::router
