#include "router/rule_texts.h"

#include <nlohmann/json.hpp>

#include "router/rules/fact_words.h"
#include "router/rules/paths_read.h"
#include "router/rules/version_record.h"
#include "router/views/grant.h"

namespace vigie::router {
namespace {

using Json = nlohmann::json;
/// Of a rule kept before its reads were: a path nobody may see.
const std::vector<std::string> unknown_reads{"?"};

Text text_in(const Json& json) { return {json.at("en"), json.at("fr")}; }

std::vector<config::Access> accesses_to(const std::vector<std::string>& paths) {
  std::vector<config::Access> accesses;
  for (const std::string& path : paths) accesses.push_back(access_to_condition(path));
  return accesses;
}

}  // namespace

RuleTexts::RuleTexts(const config::Mission& mission, RouterStore& store)
    : mission_(mission), store_(store) {
  read_mission(versions_[mission.version]);
}

void RuleTexts::read_mission(Texts& texts) {
  const config::ConditionSet& conditions = mission_.conditions;
  for (const config::Rule& rule : mission_.rules) {
    texts.rules.emplace(rule.id, RuleText{rule.because, rule.authority,
                                          accesses_to(paths_read(conditions, rule.condition))});
  }
  const FactWords words(conditions, &mission_);
  for (const config::Atom& atom : conditions.atoms) {
    texts.facts.emplace(atom.text,
                        FactText{words.of(atom), accesses_to(paths_read(conditions, atom))});
  }
}

void RuleTexts::read_record(const std::string& text, Texts& texts) {
  const Json record = Json::parse(text);
  for (const auto& [id, rule] : record.at("rules").items()) {
    const Kept& kept = kept_.emplace_back(Kept{text_in(rule.at("because")), rule.at("authority")});
    texts.rules.emplace(id, RuleText{kept.because, kept.authority,
                                     accesses_to(rule.value("reads", unknown_reads))});
  }
  const auto conditions = kept_conditions(record);
  if (!conditions) return;
  for (const config::Atom& atom : conditions->atoms) {
    texts.facts.emplace(atom.text, FactText{kept_words(record, *conditions, atom),
                                            accesses_to(paths_read(*conditions, atom))});
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
