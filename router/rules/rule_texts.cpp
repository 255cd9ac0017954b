#include "router/rules/rule_texts.h"

#include <nlohmann/json.hpp>

namespace vigie::router {
namespace {

using Json = nlohmann::json;
using config::Node;

void collect(const config::ConditionSet& conditions, config::NodeId root,
             std::set<std::string>& paths) {
  const Node& node = conditions.nodes.at(root);
  switch (node.op) {
    case Node::Op::no:
    case Node::Op::yes:
      return;
    case Node::Op::atom:
      return paths.insert(conditions.atoms.at(node.atom).reads.begin(),
                          conditions.atoms.at(node.atom).reads.end());
    case Node::Op::exists:
    case Node::Op::all:
      paths.emplace(config::condition_lists()[node.list].path);
      return collect(conditions, node.first, paths);
    case Node::Op::negate:
      return collect(conditions, node.first, paths);
    case Node::Op::both:
    case Node::Op::either:
      collect(conditions, node.first, paths);
      return collect(conditions, node.second, paths);
  }
}

/// Of a rule kept before its reads were: a path nobody may see.
const std::vector<std::string> unknown_reads{"?"};

Text text_in(const Json& json) { return {json.at("en"), json.at("fr")}; }

}  // namespace

std::vector<std::string> paths_read(const config::ConditionSet& conditions, config::NodeId root) {
  std::set<std::string> paths;
  collect(conditions, root, paths);
  return {paths.begin(), paths.end()};
}

const RuleTexts::Texts& RuleTexts::texts_of(const std::string& version) {
  const auto known = versions_.find(version);
  if (known != versions_.end()) return known->second;
  Texts& texts = versions_[version];
  if (version == mission_.version) {
    for (const config::Rule& rule : mission_.rules) {
      texts[rule.id] = {rule.title, rule.because, rule.authority,
                        paths_read(mission_.conditions, rule.condition)};
    }
    return texts;
  }
  if (version.empty()) return texts;  // Of a notice kept before versions were.
  const Json record = Json::parse(store_.version_record(version));
  for (const auto& [id, rule] : record.at("rules").items()) {
    texts[id] = {text_in(rule.at("title")), text_in(rule.at("because")), rule.at("authority"),
                 rule.value("reads", unknown_reads)};
  }
  return texts;
}

const RuleText* RuleTexts::find(const std::string& version, const std::string& rule) {
  const Texts& texts = texts_of(version);
  const auto found = texts.find(rule);
  return found == texts.end() ? nullptr : &found->second;
}

Text RuleTexts::title_of(const Code& position) const {
  const auto found = mission_.positions.find(position);
  return found == mission_.positions.end() ? Text{position, position} : found->second.title;
}

}  // namespace vigie::router
