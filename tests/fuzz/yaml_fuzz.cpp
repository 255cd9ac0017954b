// Any bytes: read_yaml() answers a tree or problems, in bounded work; and a tree read as a file of
// rules gives rules or problems.

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
  vigie::config::SourceFile file("rules.yaml", draft);
  vigie::config::read_rules(std::get<vigie::config::YamlNode>(read), file);
  return 0;
}
