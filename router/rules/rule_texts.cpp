#include "router/rules/rule_texts.h"

#include <nlohmann/json.hpp>
#include <set>

#include "router/rules/fact_words.h"
#include "router/rules/version_record.h"

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

RuleTexts::RuleTexts(const config::Mission& mission, RouterStore& store)
    : mission_(mission), store_(store) {
  read_mission(versions_[mission.version]);
}

void RuleTexts::read_mission(Texts& texts) {
  const config::ConditionSet& conditions = mission_.conditions;
  for (const config::Rule& rule : mission_.rules) {
    texts.rules.emplace(
        rule.id, RuleText{rule.because, rule.authority, paths_read(conditions, rule.condition)});
  }
  const FactWords words(conditions, &mission_);
  for (const config::Atom& atom : conditions.atoms) {
    texts.facts.emplace(atom.text, FactText{words.of(atom), atom.reads});
  }
}

void RuleTexts::read_record(const std::string& text, Texts& texts) {
  const Json record = Json::parse(text);
  for (const auto& [id, rule] : record.at("rules").items()) {
    const Kept& kept = kept_.emplace_back(Kept{text_in(rule.at("because")), rule.at("authority")});
    texts.rules.emplace(id,
                        RuleText{kept.because, kept.authority, rule.value("reads", unknown_reads)});
  }
  const auto conditions = kept_conditions(record);
  if (!conditions) return;
  for (const config::Atom& atom : conditions->atoms) {
    texts.facts.emplace(atom.text, FactText{kept_words(record, *conditions, atom), atom.reads});
  }
}

RuleTexts::Texts& RuleTexts::texts_of(const std::string& version) {
  const auto known = versions_.find(version);
  if (known != versions_.end()) return known->second;
  Texts& texts = versions_[version];
  // Of a notice kept before versions were: nothing.
  if (!version.empty()) read_record(store_.version_record(version), texts);
  return texts;
}

const RuleText* RuleTexts::find(const std::string& version, std::string_view rule) {
  const Texts& texts = texts_of(version);
  const auto found = texts.rules.find(rule);
  return found == texts.rules.end() ? nullptr : &found->second;
}

const FactText* RuleTexts::fact(const std::string& version, std::string_view atom) {
  const Texts& texts = texts_of(version);
  const auto found = texts.facts.find(atom);
  return found == texts.facts.end() ? nullptr : &found->second;
}

Text RuleTexts::title_of(const Code& position) const {
  const auto found = mission_.positions.find(position);
  return found == mission_.positions.end() ? Text{position, position} : found->second.title;
}

}  // namespace vigie::router
