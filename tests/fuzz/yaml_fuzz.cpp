// Any bytes: read_yaml() answers a tree or problems, in bounded work; and a tree read as a file of
// rules or of areas gives those or problems.

#include <cstdint>
#include <string_view>
#include <variant>
#include <vector>

#include "config/draft.h"
#include "config/files.h"
#include "config/yaml.h"
#include "report/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto read = vigie::config::read_yaml(bytes);
  if (const auto* problems = std::get_if<std::vector<vigie::config::YamlProblem>>(&read)) {
    VIGIE_EXPECT(!problems->empty());
    return 0;
  }
  vigie::config::Draft draft;
  const auto& root = std::get<vigie::config::YamlNode>(read);
  vigie::config::SourceFile rules("rules.yaml", draft);
  vigie::config::read_rules(root, rules);
  vigie::config::SourceFile areas("areas.yaml", draft);
  vigie::config::read_areas(root, areas);
  return 0;
}
