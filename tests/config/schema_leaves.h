// Every leaf of report/report.schema.json.

#pragma once

#include <string>
#include <vector>

namespace vigie::config {

struct SchemaLeaf {
  std::string path;  ///< "report.who[].age.min"
  bool free_text = false;
};

const std::vector<SchemaLeaf>& schema_leaves();

}  // namespace vigie::config
