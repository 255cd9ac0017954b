#include "config/facts.h"

#include "config/files.h"
#include "config/reader.h"

namespace vigie::config {
namespace {

/// Refused, or a rule could not tell which of the two it rests on.
void refuse_built_in_name(const MissionFact& fact, const YamlMark& mark, SourceFile& file) {
  if (!find_fact(fact.name)) return;
  file.add_problem(mark, "fact '" + fact.name + "' is built in: choose another name");
}

void read_fact(const YamlNode& node, SourceFile& file) {
  const std::vector<std::string> lists{fact_lists().begin(), fact_lists().end()};
  MapReader map{node, file, "a fact"};
  MissionFact fact;
  fact.name = map.code("name");
  fact.text = map.text("text");
  fact.list = map.optional_word("list", lists).value_or("");
  if (!map.has("list")) file.add_problem(map.mark(), "a fact needs the key 'list'");
  for (auto& [code, mark] : map.codes("any_of")) {
    if (!fact.list.empty()) file.refer(Thing::code, fact.list + "/" + code, mark);
    fact.any_of.insert(std::move(code));
  }
  map.finish();
  refuse_built_in_name(fact, map.mark_of("name"), file);
  if (file.declare(Thing::fact, fact.name, map.mark_of("name"))) {
    file.mission().facts.emplace(fact.name, std::move(fact));
  }
}

}  // namespace

void read_facts(const YamlNode& root, SourceFile& file) {
  for (const YamlNode& node : file_list(root, file, "facts")) read_fact(node, file);
}

}  // namespace vigie::config
