#include "router/routing.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "config/facts.h"

namespace vigie::router {
namespace {

using config::Mission;
using config::Position;
using config::Rule;
using Rules = std::vector<const Rule*>;

constexpr std::array<std::string_view, 3> told_words{"told", "withheld", "not_told"};
constexpr std::array<std::string_view, 8> reason_words{
    "matched",      "stands_in",    "implicated",      "outside",
    "no_addressee", "other_region", "condition_false", "no_rule"};

/// The rules behind one position while a report is routed.
struct Claim {
  Rules fired;
  std::set<Code> stands_in_for;
};
using Claims = std::map<Code, Claim, std::less<>>;

bool condition_holds(const Rule& rule, const Report& report, const Mission& mission) {
  if (const auto* in = std::get_if<config::InRegions>(&rule.when)) {
    return std::ranges::find(in->regions, report.where.region) != in->regions.end();
  }
  const auto* fact = std::get_if<config::NamedFact>(&rule.when);
  return fact == nullptr || config::holds(mission, *fact, report);
}

Rules rules_by_id(const Mission& mission) {
  Rules rules;
  for (const Rule& rule : mission.rules) rules.push_back(&rule);
  std::ranges::sort(rules, {}, [](const Rule* rule) -> const std::string& { return rule->id; });
  return rules;
}

std::vector<std::string> ids_of(const Rules& rules) {
  std::set<std::string> ids;
  for (const Rule* rule : rules) ids.insert(rule->id);
  return {ids.begin(), ids.end()};
}

bool is_implicated(const Report& report, const Code& position) {
  return std::ranges::find(report.concerns_un_personnel.implicated_positions, position) !=
         report.concerns_un_personnel.implicated_positions.end();
}

bool may_be_told(const Position& position) { return position.addressee && !position.outside; }

/// Follows the stand-ins up to the first that may be told; nullptr when there is none.
const Position* stand_in_for(const Position& position, const Report& report,
                             const Mission& mission) {
  const Position* candidate = &position;
  // Stand-ins may form a circle: no chain is longer than there are positions.
  for (std::size_t step = 0; step < mission.positions.size(); ++step) {
    if (!candidate->stand_in) return nullptr;
    const auto next = mission.positions.find(*candidate->stand_in);
    if (next == mission.positions.end()) return nullptr;
    candidate = &next->second;
    if (may_be_told(*candidate) && !is_implicated(report, candidate->id)) return candidate;
  }
  return nullptr;
}

void hand_to_stand_ins(Claims& claims, const Report& report, const Mission& mission) {
  if (report.concerns_un_personnel.implicated_positions.empty()) return;
  const Claims before = claims;
  for (const auto& [id, claim] : before) {
    if (!is_implicated(report, id)) continue;
    const Position* stand_in = stand_in_for(mission.positions.at(id), report, mission);
    if (stand_in == nullptr) continue;
    Claim& taken = claims[stand_in->id];
    taken.fired.insert(taken.fired.end(), claim.fired.begin(), claim.fired.end());
    taken.stands_in_for.insert(id);
  }
}

Claims claims_of(const Routing& routing, const Rules& rules, const Report& report,
                 const Mission& mission) {
  Claims claims;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const Position* told = mission.position_for(rules[i]->tell, report.where.region);
    if (!routing.rules[i].holds || told == nullptr || !may_be_told(*told)) continue;
    claims[told->id].fired.push_back(rules[i]);
  }
  hand_to_stand_ins(claims, report, mission);
  return claims;
}

Reason reason_not_told(const Position& position, const Rules& naming, const Report& report) {
  if (position.outside) return Reason::outside;
  if (!position.addressee) return Reason::no_addressee;
  if (position.region && *position.region != report.where.region) return Reason::other_region;
  return naming.empty() ? Reason::no_rule : Reason::condition_false;
}

void describe_not_told(Outcome& outcome, const Position& position, const Rules& rules,
                       const Report& report) {
  Rules naming;
  std::ranges::copy_if(rules, std::back_inserter(naming),
                       [&](const Rule* rule) { return rule->tell == position.office; });
  outcome.reason = reason_not_told(position, naming, report);
  outcome.nearest = ids_of(naming);
}

void describe_told(Outcome& outcome, const Claim& claim, const Position& position, Time now) {
  const bool own = std::ranges::any_of(
      claim.fired, [&](const Rule* rule) { return rule->tell == position.office; });
  outcome.told = Told::told;
  outcome.reason = own ? Reason::matched : Reason::stands_in;
  outcome.stands_in_for.assign(claim.stands_in_for.begin(), claim.stands_in_for.end());
  for (const Rule* rule : claim.fired) {
    outcome.urgency = std::max(outcome.urgency, rule->urgency.value_or(outcome.urgency));
    outcome.deadline = std::min(outcome.deadline.value_or(now + rule->within), now + rule->within);
  }
}

Outcome outcome_of(const Position& position, const Claims& claims, const Rules& rules,
                   const Report& report, Time now) {
  Outcome outcome{.position = position.id,
                  .rules = {},
                  .stands_in_for = {},
                  .nearest = {},
                  .urgency = urgency_of(report),
                  .deadline = std::nullopt};
  const auto claim = claims.find(position.id);
  if (claim == claims.end()) {
    describe_not_told(outcome, position, rules, report);
    return outcome;
  }
  outcome.rules = ids_of(claim->second.fired);
  if (is_implicated(report, position.id)) {
    outcome.told = Told::withheld;
    outcome.reason = Reason::implicated;
  } else {
    describe_told(outcome, claim->second, position, now);
  }
  return outcome;
}

}  // namespace

std::string_view to_string(Told told) { return told_words.at(static_cast<std::size_t>(told)); }

std::string_view to_string(Reason reason) {
  return reason_words.at(static_cast<std::size_t>(reason));
}

std::optional<Told> parse_told(std::string_view word) {
  const auto* found = std::ranges::find(told_words, word);
  if (found == told_words.end()) return std::nullopt;
  return static_cast<Told>(found - told_words.begin());
}

Routing route(const Report& report, const Mission& mission, Time now) {
  const Rules rules = rules_by_id(mission);
  Routing routing{.version = mission.version,
                  .at = now,
                  .urgency = urgency_of(report),
                  .rules = {},
                  .outcomes = {}};
  for (const Rule* rule : rules) {
    const bool holds = condition_holds(*rule, report, mission);
    routing.rules.push_back({rule->id, holds});
    if (holds)
      routing.urgency = std::max(routing.urgency, rule->urgency.value_or(Urgency::routine));
  }
  const Claims claims = claims_of(routing, rules, report, mission);
  for (const auto& [id, position] : mission.positions) {
    routing.outcomes.push_back(outcome_of(position, claims, rules, report, now));
  }
  return routing;
}

}  // namespace vigie::router
