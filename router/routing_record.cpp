#include "router/routing_record.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "config/facts.h"
#include "report/json_text.h"
#include "report/names.h"

namespace vigie::router {
namespace {

using Json = nlohmann::json;

Json both(const Text& text) { return {{"en", text.en}, {"fr", text.fr}}; }

void put_list(JsonObject& object, const char* name, const std::vector<std::string>& list) {
  if (!list.empty()) object.put(name, Raw{json_texts(list)});
}

std::string outcome_record(const Outcome& outcome) {
  JsonObject record;
  record.put("position", outcome.position)
      .put("outcome", to_string(outcome.told))
      .put("reason", to_string(outcome.reason));
  put_list(record, "rules", outcome.rules);
  put_list(record, "stands_in_for", outcome.stands_in_for);
  put_list(record, "nearest", outcome.nearest);
  if (outcome.told == Told::told) record.put("urgency", to_string(outcome.urgency));
  if (outcome.deadline) record.put("deadline", to_milliseconds(*outcome.deadline));
  return std::move(record).text();
}

Json condition_record(const config::Rule& rule, const config::Mission& mission) {
  if (const auto* in = std::get_if<config::InRegions>(&rule.when))
    return {{"regions", in->regions}};
  const auto* fact = std::get_if<config::NamedFact>(&rule.when);
  if (fact == nullptr) return {{"always", true}};
  Json record{{"fact", fact->fact}};
  if (const Text* text = config::fact_text(mission, fact->fact)) record["text"] = both(*text);
  return record;
}

Json rule_record(const config::Rule& rule, const config::Mission& mission) {
  return {{"title", both(rule.title)},
          {"because", both(rule.because)},
          {"authority", rule.authority},
          {"tell", rule.tell},
          {"condition", condition_record(rule, mission)}};
}

/// Replaces the rule ids of one list by the rules as they were.
void explain_rules(Json& outcome, const char* list, const Json& rules, const Json& fired) {
  Json explained = Json::array();
  for (const Json& id : outcome.value(list, Json::array())) {
    Json rule = rules.at(id.get<std::string>());
    rule["rule"] = id;
    rule["holds"] = std::ranges::find(fired, id) != fired.end();
    explained.push_back(std::move(rule));
  }
  outcome[list] = std::move(explained);
}

}  // namespace

std::string write_routing_record(const Routing& routing) {
  std::vector<std::string> fired;
  for (const RuleValue& value : routing.rules) {
    if (value.holds) fired.push_back(value.rule);
  }
  std::vector<std::string> outcomes;
  for (const Outcome& outcome : routing.outcomes) outcomes.push_back(outcome_record(outcome));
  return JsonObject()
      .put("at", to_milliseconds(routing.at))
      .put("urgency", to_string(routing.urgency))
      .put("fired", Raw{json_texts(fired)})
      .put("outcomes", Raw{json_list(outcomes)})
      .text();
}

std::string write_version_record(const config::Mission& mission) {
  Json rules = Json::object();
  for (const config::Rule& rule : mission.rules) rules[rule.id] = rule_record(rule, mission);
  Json positions = Json::object();
  for (const auto& [id, position] : mission.positions) positions[id] = both(position.title);
  return Json{{"rules", rules}, {"positions", positions}}.dump();
}

nlohmann::json explain_routing(std::string_view record, std::string_view version_record) {
  Json routing = Json::parse(record);
  const Json version = Json::parse(version_record);
  const Json fired = routing.at("fired");
  for (Json& outcome : routing.at("outcomes")) {
    outcome["title"] = version.at("positions").at(outcome.at("position").get<std::string>());
    explain_rules(outcome, "rules", version.at("rules"), fired);
    explain_rules(outcome, "nearest", version.at("rules"), fired);
  }
  routing.erase("fired");
  return routing;
}

}  // namespace vigie::router
