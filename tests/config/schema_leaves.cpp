#include "tests/config/schema_leaves.h"

#include <nlohmann/json.hpp>

#include "tests/config/mission_folder.h"
#include "tests/support/file_bytes.h"

namespace vigie::config {
namespace {

using Json = nlohmann::json;

class SchemaLeaves {
 public:
  SchemaLeaves()
      : schema_(Json::parse(support::file_bytes(VIGIE_SOURCE_DIR "/report/report.schema.json"))) {
    walk(schema_, "report");
  }
  std::vector<SchemaLeaf> leaves;

 private:
  void walk(const Json& node, const std::string& path) {
    if (node.contains("$ref")) {
      const std::string name = node["$ref"].get<std::string>().substr(14);
      return walk(schema_.at("definitions").at(name), path);
    }
    if (node.contains("properties")) {
      for (const auto& [name, child] : node["properties"].items()) walk(child, path + "." + name);
    } else if (node.contains("items")) {
      walk(node["items"], path + "[]");
    } else {
      leaves.push_back({path, node.contains("maxLength")});
    }
  }

  Json schema_;
};

}  // namespace

const std::vector<SchemaLeaf>& schema_leaves() {
  static const std::vector<SchemaLeaf> leaves = SchemaLeaves().leaves;
  return leaves;
}

}  // namespace vigie::config
