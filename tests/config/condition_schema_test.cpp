#include "config/conditions/condition_schema.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "config/catalogue.h"

using namespace vigie::config;

namespace {

using nlohmann::json;

const json& report_schema() {
  static const json schema =
      json::parse(std::ifstream{std::string(VIGIE_SOURCE_DIR) + "/report/report.schema.json"});
  return schema;
}

const json& resolved(const json& node) {
  if (!node.contains("$ref")) return node;
  const std::string name =
      node["$ref"].get<std::string>().substr(std::string("#/definitions/").size());
  return report_schema()["definitions"].at(name);
}

/// The part of the report's schema that "report.who[].sex" stands for.
const json& schema_of(std::string_view path) {
  const json* at = &report_schema();
  std::string_view rest = path.substr(path.find('.') + 1);
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('.'), rest.size());
    std::string_view name = rest.substr(0, end);
    const bool element = name.ends_with("[]");
    if (element) name.remove_suffix(2);
    at = &resolved(*at)["properties"].at(std::string(name));
    if (element) at = &resolved(*at).at("items");
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return resolved(*at);
}

bool is_place(const ConditionField& field) { return field.kind == FieldKind::place; }

bool is_derived(const ConditionField& field) {
  return !field.path.starts_with("report.") || field.path == "report.who[].may_be_under_18";
}

}  // namespace

TEST_SUITE("config/condition_schema") {
  TEST_CASE("conditions read the routing group of the report and nothing else of it") {
    for (const ConditionField& field : condition_fields()) {
      if (is_derived(field) || is_place(field)) continue;
      CAPTURE(field.path);
      CHECK(schema_of(field.path).at("x-vigie-group") == "routing");
    }
  }

  TEST_CASE("the one other fact is the position, which the report has as degrees") {
    CHECK(std::ranges::count_if(condition_fields(), is_place) == 1);
    const auto& field = *std::ranges::find_if(condition_fields(), is_place);
    CHECK(field.path == "report.where.position");
    CHECK_FALSE(field.always);
    for (const char* name : {"latitude", "longitude"}) {
      CHECK(schema_of(field.path)["properties"].at(name)["type"] == "number");
      CHECK_FALSE(find_condition_field(std::string(field.path) + "." + name).has_value());
    }
  }

  TEST_CASE("a field is of the kind the report's schema says") {
    for (const ConditionField& field : condition_fields()) {
      if (is_derived(field)) continue;
      CAPTURE(field.path);
      const json& schema = schema_of(field.path);
      CHECK((field.kind == FieldKind::boolean) == (schema["type"] == "boolean"));
      CHECK((field.kind == FieldKind::integer) == (schema["type"] == "integer"));
      if (field.words != WordsOf::fixed) continue;
      std::set<std::string> words{field.fixed.begin(), field.fixed.end()};
      if (std::ranges::find(schema["enum"], json("unknown")) != schema["enum"].end()) {
        CHECK_FALSE(field.always);
        words.insert("unknown");
      }
      CHECK(words == schema["enum"].get<std::set<std::string>>());
    }
  }

  TEST_CASE("unknown is no word of any field") {
    for (const ConditionField& field : condition_fields()) {
      CAPTURE(field.path);
      CHECK((field.words == WordsOf::fixed) == !field.fixed.empty());
      CHECK(std::ranges::find(field.fixed, "unknown") == field.fixed.end());
    }
  }

  TEST_CASE("a field has words exactly when its kind is word, and a list of the catalogue exists") {
    for (const ConditionField& field : condition_fields()) {
      CAPTURE(field.path);
      CHECK((field.kind == FieldKind::word) == (field.words != WordsOf::none));
      CHECK((field.words == WordsOf::catalogue) == !field.source.empty());
      if (field.source.empty()) continue;
      CHECK(std::ranges::find(catalogue_lists, field.source) != catalogue_lists.end());
    }
  }

  TEST_CASE("every path is found, once, and stands in the list around it") {
    std::set<std::string_view> paths;
    for (std::size_t i = 0; i < condition_fields().size(); ++i) {
      const ConditionField& field = condition_fields()[i];
      CAPTURE(field.path);
      CHECK(paths.insert(field.path).second);
      CHECK(find_condition_field(field.path) == i);
      const std::size_t end = field.path.rfind("[]");
      const auto around = end == std::string_view::npos ? "" : field.path.substr(0, end + 2);
      CHECK(condition_lists()[field.list].path == around);
    }
    CHECK_FALSE(find_condition_field("report.who[]").has_value());
    CHECK_FALSE(find_condition_field("").has_value());
  }

  TEST_CASE("a list stands behind its parent, whose path begins its own") {
    for (std::size_t i = 1; i < condition_lists().size(); ++i) {
      const ConditionList& list = condition_lists()[i];
      CAPTURE(list.path);
      CHECK(list.parent < i);
      CHECK(list.path.starts_with(condition_lists()[list.parent].path));
      CHECK(list.path.ends_with("[]"));
      CHECK(find_condition_list(list.path) == i);
      CHECK(std::ranges::count(list.path, '[') == (list.parent == 0 ? 1 : 2));
    }
    CHECK(condition_lists()[0].path.empty());
    CHECK_FALSE(find_condition_list("report.who").has_value());
  }
}
