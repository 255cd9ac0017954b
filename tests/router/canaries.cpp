#include "tests/router/canaries.h"

#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "report/decode.h"
#include "report/digest.h"
#include "report/encode.h"
#include "report/names.h"

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
    // Three digits, so that no canary is the beginning of another.
    const std::string number = std::to_string(canaries.size() + 100);
    if (path.ends_with("/digest")) {
      value = to_string(sha256("canary" + number));
    } else if (path.ends_with("/currency")) {
      value = "XQZ";
    } else if (path.ends_with("/latitude") || path.ends_with("/longitude")) {
      value = 7.77 + 0.001 * static_cast<double>(canaries.size());
    } else if (value.is_number()) {
      value = 7770 + static_cast<int>(canaries.size());
    } else if (parse_name<Answer>(value.get<std::string>())) {
      return;
    } else {
      value = "canary_" + number;
    }
    canaries.push_back({path, value.is_string() ? value.get<std::string>() : value.dump()});
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

/// Codes, and nothing the decoder holds to a set of words, a format or another field.
bool holds_any_code(const std::string& path) {
  static const std::set<std::string> paths{"/what/category",
                                           "/where/place_type",
                                           "/why/purposes/*/code",
                                           "/how/acts/*/code",
                                           "/how/means/*/code",
                                           "/how/armed_actors/*/kind",
                                           "/indicators/*/code",
                                           "/needs/*/kind",
                                           "/who/*/conditions/*",
                                           "/who/*/documents/*/kind",
                                           "/how/journey/crossings/*/transport",
                                           "/how/journey/crossings/*/control",
                                           "/how/journey/crossings/*/mistreatment/*"};
  return paths.contains(path);
}

void rename(Json& value, const std::string& from, const std::string& to) {
  if (value.is_string() && value == from) value = to;
  if (!value.is_structured()) return;
  for (Json& child : value) rename(child, from, to);
}

}  // namespace

std::map<std::string, std::string> schema_groups() {
  std::ifstream file(std::string(VIGIE_SOURCE_DIR) + "/report/report.schema.json");
  const Json schema = Json::parse(file);
  return SchemaWalk(schema).groups;
}

std::set<std::string> leaf_paths(const Json& value) {
  std::set<std::string> paths;
  collect(value, "", paths);
  return paths;
}

Planted plant_canaries(const Report& report) {
  Json json = Json::parse(encode_report(report));
  const auto groups = schema_groups();
  Planter planter([&](const std::string& path) { return groups.at(path) != "routing"; });
  planter.plant(json, "");
  return {decoded(json), planter.canaries};
}

Planted plant_canaries_everywhere(const Report& report) {
  Json json = Json::parse(encode_report(report));
  const auto groups = schema_groups();
  Planter planter([&](const std::string& path) {
    return groups.at(path) != "routing" || holds_any_code(path);
  });
  planter.plant(json, "");
  for (std::size_t i = 0; i < json["who"].size(); ++i) {
    const std::string name = json["who"][i]["name"];
    const std::string canary = "canary_group_" + std::to_string(i);
    rename(json, name, canary);
    planter.canaries.push_back({"/who/*/name", canary});
  }
  return {decoded(json), planter.canaries};
}

}  // namespace vigie::router
