#include "tests/router/canaries.h"

#include <fstream>
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
  explicit Planter(std::map<std::string, std::string> groups) : groups_(std::move(groups)) {}

  void plant(Json& value, const std::string& path) {
    if (value.is_object()) {
      for (auto& [name, child] : value.items()) plant(child, inside(path, name));
    } else if (value.is_array()) {
      for (Json& child : value) plant(child, inside(path, "*"));
    } else if (groups_.at(path) != "routing") {
      plant_leaf(value, path);
    }
  }

  std::vector<std::string> canaries;

 private:
  void plant_leaf(Json& value, const std::string& path) {
    const std::string number = std::to_string(canaries.size() + 10);
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
    canaries.push_back(value.is_string() ? value.get<std::string>() : value.dump());
  }

  std::map<std::string, std::string> groups_;
};

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
  Planter planter(schema_groups());
  planter.plant(json, "");
  auto decoded = decode_report(json.dump());
  if (const auto* problems = std::get_if<Problems>(&decoded)) {
    throw std::runtime_error(problems->front().pointer + ": " + problems->front().code);
  }
  return {std::get<Report>(std::move(decoded)), planter.canaries};
}

}  // namespace vigie::router
