#include "tests/router/canaries.h"

#include <cctype>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "report/decode.h"
#include "report/digest.h"
#include "tests/support/encode.h"

namespace vigie::router {
namespace {

using Json = nlohmann::json;

std::string inside(std::string path, const std::string& name) {
  path += '/';
  return path += name;
}

class SchemaWalk {
 public:
  explicit SchemaWalk(const Json& schema) : schema_(schema) { walk(schema, "", ""); }
  std::map<std::string, std::string> groups;
  std::set<std::string> fixed;  ///< Leaves that are one of a few words.

 private:
  void walk(const Json& node, const std::string& path, const std::string& group) {
    const std::string own = node.value("x-vigie-group", group);
    if (node.contains("$ref")) {
      const std::string name = node["$ref"].get<std::string>().substr(14);
      return walk(schema_.at("definitions").at(name), path, own);
    }
    if (node.contains("properties")) {
      for (const auto& [name, child] : node["properties"].items()) {
        walk(child, inside(path, name), own);
      }
    } else if (node.contains("items")) {
      walk(node["items"], inside(path, "*"), own);
    } else {
      groups[path] = own;
      if (node.contains("enum") || node.value("type", "") == "boolean") fixed.insert(path);
    }
  }

  const Json& schema_;
};

void collect(const Json& value, const std::string& path, std::set<std::string>& paths) {
  if (!value.is_structured()) paths.insert(path);
  if (value.is_object()) {
    for (const auto& [name, child] : value.items()) collect(child, inside(path, name), paths);
  }
  if (value.is_array()) {
    for (const Json& child : value) collect(child, inside(path, "*"), paths);
  }
}

class Planter {
 public:
  explicit Planter(std::function<bool(const std::string& path)> wanted)
      : wanted_(std::move(wanted)) {}

  void plant(Json& value, const std::string& path) {
    if (value.is_object()) {
      for (auto& [name, child] : value.items()) plant(child, inside(path, name));
    } else if (value.is_array()) {
      for (Json& child : value) plant(child, inside(path, "*"));
    } else if (wanted_(path)) {
      plant_leaf(value, path);
    }
  }

  std::vector<Canary> canaries;

 private:
  void plant_leaf(Json& value, const std::string& path) {
    if (path.starts_with("/when/") && path != "/when/recurring") return plant_time(value, path);
    value = value.is_number() ? rare_number(path) : Json(rare_text(path));
    canaries.push_back({path, value.is_string() ? value.get<std::string>() : value.dump()});
  }

  /// As it is written, and as views show it: the filing last, as reports are.
  void plant_time(Json& value, const std::string& path) {
    const std::map<std::string, std::pair<const char*, const char*>> times{
        {"/when/observed_from", {"2019-05-04T03:21:17.113Z", "1556940077113"}},
        {"/when/observed_to", {"2019-05-04T04:21:18.227Z", "1556943678227"}},
        {"/when/filed_at", {"2019-05-04T05:22:19.339Z", "1556947339339"}}};
    const auto& [text, milliseconds] = times.at(path);
    value = text;
    canaries.push_back({path, text});
    canaries.push_back({path, milliseconds});
  }

  std::string rare_text(const std::string& path) const {
    // Three digits, so that no canary is the beginning of another.
    const std::string number = std::to_string(canaries.size() + 100);
    const char letter = static_cast<char>('a' + canaries.size() % 26);
    if (path.ends_with("/digest")) return to_string(sha256("canary" + number));
    if (path.ends_with("/languages/*")) return std::string("qx") + letter;
    if (is_country_or_currency(path)) {
      return std::string("QX") + static_cast<char>(letter - 'a' + 'A');
    }
    return "canary_" + number;
  }

  static bool is_country_or_currency(const std::string& path) {
    return path.ends_with("/currency") || path.ends_with("/nationalities/*") ||
           path.ends_with("/crossings/*/from") || path.ends_with("/crossings/*/to");
  }

  /// As many digits as the schema allows; the least of a range below its most.
  Json rare_number(const std::string& path) const {
    const auto number = static_cast<std::int64_t>(canaries.size());
    if (path.ends_with("/latitude") || path.ends_with("/longitude")) {
      return 7.654001 + 0.000001 * static_cast<double>(number);
    }
    if (path.ends_with("/age/min")) return 111;
    if (path.ends_with("/age/max")) return 118;
    if (path.ends_with("/needs/*/count")) return 76'000 + number;
    if (path.ends_with("/count/max")) return 78'000 + number;
    if (path.ends_with("/accuracy_m")) return 777'000 + number;
    if (path.ends_with("/amount")) return 777'777'000 + number;
    if (path.ends_with("/bytes")) return 7'770'000 + number;
    return 77'000 + number;
  }

  std::function<bool(const std::string& path)> wanted_;
};

Report decoded(const Json& json) {
  auto result = decode_report(json.dump());
  if (const auto* problems = std::get_if<Problems>(&result)) {
    throw std::runtime_error(problems->front().pointer + ": " + problems->front().code);
  }
  return std::get<Report>(std::move(result));
}

/// Names of groups and what refers to one.
bool names_a_group(const std::string& path) {
  return path == "/who/*/name" || path == "/needs/*/group" || path.ends_with("/groups/*") ||
         path.ends_with("/by/*") || path.ends_with("/benefits/*/by");
}

SchemaWalk schema_walk() {
  std::ifstream file(std::string(VIGIE_SOURCE_DIR) + "/report/report.schema.json");
  static const Json schema = Json::parse(file);
  return SchemaWalk(schema);
}

bool is_word_of_few(const std::string& path) {
  static const std::set<std::string> fixed = fixed_words();
  return fixed.contains(path);
}

bool is_part_of_a_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.';
}

void rename(Json& value, const std::string& from, const std::string& to) {
  if (value.is_string() && value == from) value = to;
  if (!value.is_structured()) return;
  for (Json& child : value) rename(child, from, to);
}

}  // namespace

std::map<std::string, std::string> schema_groups() { return schema_walk().groups; }

std::set<std::string> fixed_words() { return schema_walk().fixed; }

const std::map<std::string, std::string>& known_by() {
  static const std::map<std::string, std::string> fields{
      {"/schema", "the same in every report"},
      {"/catalogue", "assessed by it, and said in every notice"},
      {"/id", "known by it"},
      {"/revision", "known by it"},
      {"/about", "says of which report it is, in every notice"},
      {"/where/region", "routed by it"}};
  return fields;
}

bool stands_in(const std::string& text, const Canary& canary) {
  const bool anywhere = canary.value.size() >= 6;
  for (std::size_t at = text.find(canary.value); at != std::string::npos;
       at = text.find(canary.value, at + 1)) {
    const std::size_t after = at + canary.value.size();
    const bool begins = at == 0 || !is_part_of_a_word(text[at - 1]);
    const bool ends = after == text.size() || !is_part_of_a_word(text[after]);
    if (anywhere || (begins && ends)) return true;
  }
  return false;
}

std::set<std::string> leaf_paths(const Json& value) {
  std::set<std::string> paths;
  collect(value, "", paths);
  return paths;
}

Planted plant_canaries(const Report& report) {
  Json json = Json::parse(encode_report(report));
  const auto groups = schema_groups();
  Planter planter([&](const std::string& path) {
    return groups.at(path) != "routing" && !is_word_of_few(path);
  });
  planter.plant(json, "");
  return {decoded(json), planter.canaries};
}

Planted plant_canaries_everywhere(const Report& report) {
  Json json = Json::parse(encode_report(report));
  Planter planter([](const std::string& path) {
    return !is_word_of_few(path) && !names_a_group(path) && !known_by().contains(path);
  });
  planter.plant(json, "");
  for (std::size_t i = 0; i < json["who"].size(); ++i) {
    const std::string name = json["who"][i]["name"];
    const std::string canary = "canary_group_" + std::to_string(i);
    rename(json, name, canary);
    for (const auto& [path, group] : schema_groups()) {
      if (names_a_group(path)) planter.canaries.push_back({path, canary});
    }
  }
  return {decoded(json), planter.canaries};
}

}  // namespace vigie::router
