#include "router/rules/rule_texts.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>

#include "router/rules/fact_words.h"
#include "router/rules/version_record.h"

namespace vigie::router {
namespace {

using Json = nlohmann::json;
using config::Atom;
using config::Node;

using Paths = std::set<std::string>;

constexpr std::string_view role_path = "report.who[].role";

void add_every_group(Paths& paths) { paths.insert({"who.sources", "who.suspects"}); }

void add_group_of(const config::ConditionSet& conditions, std::int64_t word, Paths& paths) {
  const std::string& role = conditions.words.at(static_cast<std::size_t>(word) - 1);
  if (role == "source") paths.emplace("who.sources");
  if (role == "suspect") paths.emplace("who.suspects");
}

/// "g.role == 'source'" tells that there is one; "!= 'migrant'" that there is another.
void add_groups_of_role(const config::ConditionSet& conditions, const Atom& atom, bool positive,
                        Paths& paths) {
  const bool names = atom.test == Atom::Test::equal || atom.test == Atom::Test::one_of;
  if (!names || !positive) return add_every_group(paths);
  for (const config::Operand& side : {atom.left, atom.right}) {
    if (side.of == config::Operand::Of::literal) add_group_of(conditions, side.value, paths);
  }
  for (const std::int64_t word : atom.values) add_group_of(conditions, word, paths);
}

bool sizes_groups(const Atom& atom) {
  return atom.test != Atom::Test::has &&
         std::ranges::any_of(std::array{atom.left, atom.right}, [](const config::Operand& side) {
           return side.of == config::Operand::Of::size &&
                  config::condition_lists()[side.id].path == "report.who[]";
         });
}

/// How many persons or groups there are counts those that a view may hide.
void collect(const config::ConditionSet& conditions, const Atom& atom, bool positive,
             Paths& paths) {
  paths.insert(atom.reads.begin(), atom.reads.end());
  if (sizes_groups(atom)) add_every_group(paths);
  for (const std::string& path : atom.reads) {
    if (path == role_path) add_groups_of_role(conditions, atom, positive, paths);
    if (path.starts_with("report.who[].count")) add_every_group(paths);
  }
}

void collect(const config::ConditionSet& conditions, config::NodeId root, bool positive,
             Paths& paths) {
  const Node& node = conditions.nodes.at(root);
  switch (node.op) {
    case Node::Op::no:
    case Node::Op::yes:
      return;
    case Node::Op::atom:
      return collect(conditions, conditions.atoms.at(node.atom), positive, paths);
    case Node::Op::exists:
    case Node::Op::all:
      paths.emplace(config::condition_lists()[node.list].path);
      return collect(conditions, node.first, positive && node.op == Node::Op::exists, paths);
    case Node::Op::negate:
      return collect(conditions, node.first, false, paths);
    case Node::Op::both:
    case Node::Op::either:
      collect(conditions, node.first, positive, paths);
      return collect(conditions, node.second, positive, paths);
  }
}

/// Of a rule kept before its reads were: a path nobody may see.
const std::vector<std::string> unknown_reads{"?"};

Text text_in(const Json& json) { return {json.at("en"), json.at("fr")}; }

}  // namespace

std::vector<std::string> paths_read(const config::ConditionSet& conditions, config::NodeId root) {
  Paths paths;
  collect(conditions, root, true, paths);
  return {paths.begin(), paths.end()};
}

std::vector<std::string> paths_read(const config::ConditionSet& conditions, const Atom& atom) {
  Paths paths;
  collect(conditions, atom, true, paths);
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
    texts.facts.emplace(atom.text, FactText{words.of(atom), paths_read(conditions, atom)});
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
    texts.facts.emplace(
        atom.text, FactText{kept_words(record, *conditions, atom), paths_read(*conditions, atom)});
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
