#include "tests/hostile/embedding.h"

#include <nlohmann/json.hpp>

#include "report/check.h"

namespace vigie::hostile {

std::string embed(const std::string& report, const std::string& bytes, Embedding embedding) {
  if (embedding == Embedding::whole) return bytes;
  if (embedding == Embedding::extra) {
    VIGIE_EXPECT(report.ends_with('}'));
    return report.substr(0, report.size() - 1) + ",\"extra\":" + bytes + "}";
  }
  const std::string here = "\"here the bytes go\"";
  auto json = nlohmann::ordered_json::parse(report);
  json["what"][embedding == Embedding::summary ? "summary" : "narrative"] =
      nlohmann::ordered_json::parse(here);
  std::string text = json.dump();
  return text.replace(text.find(here), here.size(), bytes);
}

}  // namespace vigie::hostile
