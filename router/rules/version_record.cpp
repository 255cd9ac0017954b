#include "router/rules/version_record.h"

#include <array>
#include <nlohmann/json.hpp>

#include "config/conditions/condition_json.h"
#include "config/words.h"
#include "router/rules/fact_words.h"
#include "router/rules/paths_read.h"
#include "router/rules/routing.h"
#include "router/text_json.h"

namespace vigie::router {
namespace {

using Json = nlohmann::json;

constexpr std::array<const char*, 3> if_unknown_words{"hold", "tell", "ignore"};

Json how_record(const std::optional<config::HoldTerms>& hold) {
  if (!hold) return "at_once";
  Json how{{"release", to_string(hold->release)},
           {"by", hold->by},
           {"within_min", hold->within.count()},
           {"at_deadline", to_string(hold->at_deadline)}};
  if (hold->escalate_to) how["escalate_to"] = *hold->escalate_to;
  return how;
}

Json rule_record(const config::Rule& rule, const config::Mission& mission) {
  return {{"title", rule.title},
          {"because", rule.because},
          {"authority", rule.authority},
          {"effect", rule.effect == config::Effect::tell ? "tell" : "withhold"},
          {"office", rule.office},
          {"when", rule.when},
          {"condition", rule.condition},
          {"reads", paths_read(mission.conditions, rule.condition)},
          {"if_unknown", if_unknown_words.at(static_cast<std::size_t>(rule.if_unknown))},
          {"show", rule.show},
          {"how", how_record(rule.hold)}};
}

Json words_record(const config::Mission& mission) {
  const FactWords words(mission.conditions, &mission);
  Json texts = Json::object();
  for (const config::Atom& atom : mission.conditions.atoms) {
    texts[atom.text] = words.of(atom);
  }
  return texts;
}

}  // namespace

std::string write_version_record(const config::Mission& mission) {
  Json rules = Json::object();
  for (const config::Rule& rule : mission.rules) rules[rule.id] = rule_record(rule, mission);
  Json positions = Json::object();
  for (const auto& [id, position] : mission.positions) {
    positions[id] = {
        {"title", position.title}, {"office", position.office}, {"outside", position.outside}};
  }
  return Json{{"rules", rules},
              {"positions", positions},
              {"first_addressee", mission.first_addressee},
              {"conditions", Json::parse(config::write_conditions(mission.conditions))},
              {"words", words_record(mission)}}
      .dump();
}

std::optional<config::ConditionSet> kept_conditions(const Json& record) {
  const auto conditions = record.find("conditions");
  if (conditions == record.end()) return std::nullopt;
  return config::read_conditions(conditions->dump());
}

Text kept_words(const Json& record, const config::ConditionSet& conditions,
                const config::Atom& atom) {
  const auto words = record.find("words");
  if (words == record.end()) return FactWords(conditions).of(atom);
  const Json& kept = words->at(atom.text);
  return {kept.at("en"), kept.at("fr")};
}

}  // namespace vigie::router
