#include "router/rules/rule_chart.h"

#include <algorithm>
#include <set>

namespace vigie::router {

using config::Mission;
using config::Rule;

RuleChart::RuleChart(const Mission& mission) : mission_(mission) {
  number_positions();
  number_profiles();
  number_rules();
  for (const auto& [id, region] : mission.regions) regions_.emplace(id, seats_in(id));
}

const RuleChart::Region& RuleChart::in_region(std::string_view region) const {
  return regions_.at(region);
}

RuleChart::Number RuleChart::number_of(std::string_view position) const {
  return number_in(numbers_, position);
}

RuleChart::Number RuleChart::number_in(const ByName& names, std::string_view name) {
  const auto found = names.find(name);
  return found == names.end() ? nobody : found->second;
}

void RuleChart::number_positions() {
  for (const auto& [id, position] : mission_.positions) {
    numbers_.emplace(id, static_cast<Number>(numbers_.size()));
    offices_.emplace(position.office, static_cast<Number>(offices_.size()));
  }
  for (const auto& [id, position] : mission_.positions) {
    positions_.push_back({.id = id,
                          .office = number_in(offices_, position.office),
                          .stand_in = position.stand_in ? number_of(*position.stand_in) : nobody,
                          .addressee = position.addressee,
                          .outside = position.outside,
                          .may_be_told = position.addressee && !position.outside});
  }
}

void RuleChart::number_profiles() {
  std::set<std::string_view> profiles;
  for (const Rule& rule : mission_.rules) profiles.insert(rule.show.begin(), rule.show.end());
  profiles_.assign(profiles.begin(), profiles.end());
}

void RuleChart::number_rules() {
  for (const Rule& rule : mission_.rules) written_.push_back(&rule);
  std::ranges::sort(written_, {}, [](const Rule* rule) { return std::string_view{rule->id}; });
  for (const Rule* rule : written_) rules_.push_back(terms_of(*rule));
}

RuleChart::Terms RuleChart::terms_of(const Rule& rule) const {
  Terms terms{.id = rule.id,
              .condition = rule.condition,
              .office = number_in(offices_, rule.office),
              .effect = rule.effect,
              .if_unknown = rule.if_unknown,
              .urgency = rule.urgency.value_or(Urgency::routine),
              .from = rule.valid_from.value_or(std::chrono::sys_days::min()),
              .to = rule.valid_to.value_or(std::chrono::sys_days::max()),
              .within = rule.within,
              .hold = rule.hold ? &*rule.hold : nullptr,
              .show = NumberSet(profiles_.size())};
  for (const Code& profile : rule.show) {
    const auto place = std::ranges::lower_bound(profiles_, std::string_view{profile});
    terms.show.add(static_cast<std::size_t>(place - profiles_.begin()));
  }
  return terms;
}

RuleChart::Region RuleChart::seats_in(std::string_view region) const {
  ByName seats;
  Region made;
  for (const auto& [id, position] : mission_.positions) {
    made.untold.push_back(untold(position, region));
    if (position.region && *position.region != region) continue;
    seats.emplace(position.office, number_of(id));
  }
  made.first_addressee = number_in(seats, mission_.first_addressee);
  for (const Rule* rule : written_) made.rules.push_back(named_by(*rule, seats));
  return made;
}

RuleChart::Named RuleChart::named_by(const Rule& rule, const ByName& seats) const {
  Named named;
  const Number told = number_in(seats, rule.office);
  if (told != nobody && positions_[told].addressee) named.told = told;
  for (const Code& office : rule.then) {
    const Number seat = office == "deputy" ? deputy : number_in(seats, office);
    if (seat != nobody) named.then.push_back(seat);
  }
  if (!rule.hold) return named;
  named.decider = number_in(seats, rule.hold->by);
  if (rule.hold->escalate_to) named.escalates_to = number_in(seats, *rule.hold->escalate_to);
  return named;
}

Reason RuleChart::untold(const config::Position& position, std::string_view region) const {
  if (!position.addressee) return Reason::no_addressee;
  if (position.region && *position.region != region) return Reason::other_region;
  const bool is_named = std::ranges::any_of(written_, [&](const Rule* rule) {
    return rule->effect == config::Effect::tell && rule->office == position.office;
  });
  return is_named ? Reason::condition_false : Reason::no_rule;
}

}  // namespace vigie::router
