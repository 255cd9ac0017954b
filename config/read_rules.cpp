#include <array>

#include "config/files.h"
#include "config/reader.h"

namespace vigie::config {
namespace {

using std::chrono::milliseconds;

constexpr Bounds<milliseconds> within_bounds{std::chrono::minutes{1}, std::chrono::days{30}};
constexpr std::size_t rule_id_bytes_max = 128;

bool is_dotted_code(std::string_view id) {
  if (id.size() > rule_id_bytes_max) return false;
  for (std::size_t dot = id.find('.'); dot != std::string_view::npos; dot = id.find('.')) {
    if (!is_code(id.substr(0, dot))) return false;
    id.remove_prefix(dot + 1);
  }
  return is_code(id);
}

std::string read_rule_id(MapReader& map, SourceFile& file) {
  std::string id = map.string("id");
  if (id.empty() || is_dotted_code(id)) return id;
  file.add_problem(map.mark_of("id"), "'id' must be codes joined by dots, such as chain.commander");
  return {};
}

std::optional<Urgency> read_urgency(MapReader& map) {
  static const std::array<std::string, 3> words{"routine", "priority", "flash"};
  const auto word = map.optional_word("urgency", words);
  if (!word) return std::nullopt;
  if (*word == "routine") return Urgency::routine;
  return *word == "flash" ? Urgency::flash : Urgency::priority;
}

Condition read_regions_condition(MapReader& map, SourceFile& file) {
  InRegions condition;
  for (auto& [region, mark] : map.codes("regions")) {
    file.refer(Thing::region, region, mark);
    condition.regions.push_back(std::move(region));
  }
  return condition;
}

Condition read_fact_condition(MapReader& map, SourceFile& file) {
  NamedFact condition{map.code("fact")};
  file.refer(Thing::fact, condition.fact, map.mark_of("fact"));
  return condition;
}

Condition read_condition(const YamlNode& node, SourceFile& file) {
  if (node.kind == YamlKind::scalar && node.text == "always") return Always{};
  const bool one = node.kind == YamlKind::map && node.members.size() == 1;
  if (!one || (!node.find("regions") && !node.find("fact"))) {
    file.add_problem(node.mark, "'when' must be always, {regions: [...]} or {fact: name}");
    return Always{};
  }
  MapReader map{node, file, "'when'"};
  return map.has("regions") ? read_regions_condition(map, file) : read_fact_condition(map, file);
}

void read_rule(const YamlNode& node, SourceFile& file) {
  MapReader map{node, file, "a rule"};
  Rule rule;
  rule.id = read_rule_id(map, file);
  rule.title = map.text("title");
  rule.because = map.text("because");
  rule.authority = map.string("authority");
  if (const YamlNode* when = map.child("when")) rule.when = read_condition(*when, file);
  rule.tell = map.code("tell");
  rule.urgency = read_urgency(map);
  rule.within = std::chrono::floor<std::chrono::minutes>(map.duration("within", within_bounds));
  map.finish();
  file.refer(Thing::office, rule.tell, map.mark_of("tell"));
  file.declare(Thing::rule, rule.id, map.mark_of("id"));
  file.mission().rules.push_back(std::move(rule));
}

}  // namespace

void read_rules(const YamlNode& root, SourceFile& file) {
  for (const YamlNode& node : file_list(root, file, "rules")) read_rule(node, file);
}

}  // namespace vigie::config
