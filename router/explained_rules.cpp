#include "router/explained_rules.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "router/rules/fact_words.h"
#include "router/rules/nearest.h"
#include "router/rules/paths_read.h"
#include "router/rules/version_record.h"
#include "router/text_json.h"

namespace vigie::router {
namespace {

using Json = nlohmann::json;

Json hidden_rule() {
  return {{"rule", hidden_id},
          {"title", hidden_fact()},
          {"because", hidden_fact()},
          {"authority", hidden_fact().en}};
}

void add_once(Json& list, Json value) {
  if (std::ranges::find(list, value) == list.end()) list.push_back(std::move(value));
}

/// Rules that nothing makes true stand last.
std::size_t changes_needed(const Json& rule) {
  const Json sets = rule.value("changes", Json::array());
  return sets.empty() ? SIZE_MAX : sets.front().size();
}

}  // namespace

ExplainedRules::ExplainedRules(const Json& record, const Json& version,
                               const std::vector<std::uint8_t>& packed,
                               const std::optional<Reader>& reader)
    : record_(record),
      version_(version),
      rules_(version.at("rules")),
      reader_(reader),
      conditions_(kept_conditions(version)) {
  if (conditions_) trace_ = unpack(*conditions_, packed);
}

Json ExplainedRules::in_full(const Json& ids) const {
  Json rules = Json::array();
  for (const Json& id : ids) add_once(rules, in_full(id.get<std::string>()));
  return rules;
}

Json ExplainedRules::in_full(const std::string& id) const {
  const auto kept = rules_.find(id);
  if (kept == rules_.end()) return reader_ ? hidden_rule() : Json{{"rule", id}};
  if (!shown(kept->value("reads", std::vector<std::string>{"?"}))) return hidden_rule();
  Json rule{{"rule", id}, {"value", value_of(id)}};
  for (const char* name : {"title", "because", "authority", "when", "how", "if_unknown"}) {
    if (kept->contains(name)) rule[name] = kept->at(name);
  }
  if (listed("not_in_force", id)) rule["in_force"] = false;
  if (const auto condition = condition_of(id)) put_facts(rule, *condition);
  return rule;
}

bool ExplainedRules::all_shown(const Json& rules) {
  return std::ranges::none_of(rules, [](const Json& rule) { return rule.at("rule") == hidden_id; });
}

/// Without a reader everything is. A rule that kept no paths is shown to no reader.
bool ExplainedRules::shown(const std::vector<std::string>& reads) const {
  return !reader_ || std::ranges::all_of(reads, [&](const std::string& path) {
    return sees(reader_->grant, path);
  });
}

bool ExplainedRules::listed(const char* list, const std::string& id) const {
  const auto ids = record_.find(list);
  return ids != record_.end() && std::ranges::find(*ids, Json(id)) != ids->end();
}

/// Records of before named the rules that "fired".
std::string ExplainedRules::value_of(const std::string& id) const {
  if (listed("yes", id) || listed("fired", id)) return "yes";
  return listed("unknown", id) ? "unknown" : "no";
}

std::optional<config::NodeId> ExplainedRules::condition_of(const std::string& id) const {
  if (!trace_) return std::nullopt;
  const Json condition = rules_.at(id).value("condition", Json());
  if (!condition.is_number_unsigned()) return std::nullopt;
  const auto node = condition.get<std::uint64_t>();
  if (node >= conditions_->nodes.size()) return std::nullopt;
  return static_cast<config::NodeId>(node);
}

/// A pointer counts what the report has, also what a reader may not see of it.
void ExplainedRules::put_where(Json& fact, const std::string& pointer) const {
  if (!reader_ && !pointer.empty()) fact["where"] = pointer;
}

/// To a reader each once: one for every group would count those that it may not see.
void ExplainedRules::put_facts(Json& rule, config::NodeId condition) const {
  Json facts = Json::array();
  for (const CarryingFact& carrying : carrying_facts(*conditions_, condition, *trace_)) {
    Json fact{{"text", carrying.text},
              {"words", words_of(carrying)},
              {"value", to_string(carrying.value)}};
    put_where(fact, carrying.where);
    add_once(facts, std::move(fact));
  }
  if (facts.size() > facts_shown_max) {
    rule["more_facts"] = facts.size() - facts_shown_max;
    facts.erase(facts.begin() + facts_shown_max, facts.end());
  }
  rule["facts"] = std::move(facts);
}

Json ExplainedRules::nearest(const Json& ids) const {
  std::vector<Json> rules;
  for (const Json& id : ids) {
    Json rule = in_full(id.get<std::string>());
    if (const auto condition = condition_of(id)) rule["changes"] = changes(*condition);
    rules.push_back(std::move(rule));
  }
  std::ranges::stable_sort(rules, {}, changes_needed);
  return rules;
}

Json ExplainedRules::changes(config::NodeId condition) const {
  Json sets = Json::array();
  for (const std::vector<Needed>& set : router::nearest(*conditions_, condition, *trace_)) {
    Json changes = Json::array();
    for (const Needed& needed : set) {
      const config::Atom& atom = conditions_->atoms[needed.atom];
      Json change{{"text", atom.text},
                  {"words", words_of(atom)},
                  {"now", to_string(needed.now)},
                  {"needed", to_string(truth_of(needed.needed))}};
      put_where(change, pointer_of(*conditions_, needed.atom, needed.element, *trace_));
      if (needed.element == one_more_element) change["one_more"] = true;
      changes.push_back(std::move(change));
    }
    add_once(sets, std::move(changes));
  }
  return sets;
}

const config::Atom* ExplainedRules::atom_of(const std::string& text) const {
  if (!conditions_) return nullptr;
  const auto found = std::ranges::find(conditions_->atoms, text, &config::Atom::text);
  return found == conditions_->atoms.end() ? nullptr : &*found;
}

Json ExplainedRules::words_of(const config::Atom& atom) const {
  return kept_words(version_, *conditions_, atom);
}

Json ExplainedRules::words_of(const CarryingFact& fact) const {
  if (const config::Atom* atom = atom_of(fact.text)) return words_of(*atom);
  return list_words(fact.reads.front(), !fact.text.starts_with("has("));
}

Json ExplainedRules::facts_by_text(const Json& texts) const {
  const Json hidden{{"text", hidden_fact().en}, {"words", hidden_fact()}};
  Json facts = Json::array();
  for (const std::string text : texts) {
    const config::Atom* atom = atom_of(text);
    const bool visible = !reader_ || (atom != nullptr && shown(paths_read(*conditions_, *atom)));
    const Json words = atom == nullptr ? Json(Text{text, text}) : words_of(*atom);
    add_once(facts, visible ? Json{{"text", text}, {"words", words}} : hidden);
  }
  return facts;
}

}  // namespace vigie::router
