#include "router/rules/version_record.h"

#include <array>
#include <nlohmann/json.hpp>

#include "config/conditions/condition_json.h"
#include "router/rules/routing.h"
#include "router/rules/rule_texts.h"

namespace vigie::router {
namespace {

using Json = nlohmann::json;

constexpr std::array<const char*, 3> if_unknown_words{"hold", "tell", "ignore"};

Json both(const Text& text) { return {{"en", text.en}, {"fr", text.fr}}; }

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
  return {{"title", both(rule.title)},
          {"because", both(rule.because)},
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

}  // namespace

std::string write_version_record(const config::Mission& mission) {
  Json rules = Json::object();
  for (const config::Rule& rule : mission.rules) rules[rule.id] = rule_record(rule, mission);
  Json positions = Json::object();
  for (const auto& [id, position] : mission.positions) {
    positions[id] = {{"title", both(position.title)},
                     {"office", position.office},
                     {"outside", position.outside}};
  }
  return Json{{"rules", rules},
              {"positions", positions},
              {"conditions", Json::parse(config::write_conditions(mission.conditions))}}
      .dump();
}

}  // namespace vigie::router
