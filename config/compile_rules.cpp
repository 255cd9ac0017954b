#include "config/compile_rules.h"

#include <algorithm>

#include "config/conditions/condition_compiler.h"
#include "config/source_position.h"

namespace vigie::config {
namespace {

ConditionWords condition_words_of(const Mission& mission) {
  ConditionWords words;
  for (const auto& [version, catalogue] : mission.catalogues) {
    for (const auto& [list, entries] : catalogue.lists) {
      auto& known = words.catalogue[list];
      for (const auto& [code, entry] : entries) known.insert(code);
    }
  }
  for (const auto& [id, region] : mission.regions) words.regions.insert(id);
  for (const auto& [id, position] : mission.positions) words.positions.insert(id);
  for (const auto& [id, calendar] : mission.calendars) words.calendars.insert(id);
  for (const auto& [id, area] : mission.areas) words.areas.insert(id);
  return words;
}

/// Rules and definitions in the order of their names, so that the order of files and of entries
/// never matters; the places move with them.
template <typename Item, typename NameOf>
void sort_with_places(std::vector<Item>& items, std::vector<Place>& places, NameOf name_of) {
  std::vector<std::size_t> order(items.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return name_of(items[i]); });
  std::vector<Item> sorted;
  std::vector<Place> moved;
  for (const std::size_t i : order) {
    sorted.push_back(std::move(items[i]));
    moved.push_back(std::move(places[i]));
  }
  items = std::move(sorted);
  places = std::move(moved);
}

Place place_in_condition(const Draft& draft, const Place& place, const std::string& text,
                         std::size_t offset) {
  const auto bytes = draft.rules.bytes.find(place.file);
  if (bytes == draft.rules.bytes.end()) return place;
  return {place.file, source_position(bytes->second, place.mark, text, offset)};
}

void note(Draft& draft, const ConditionProblem& problem) {
  const std::size_t i = problem.source;
  if (problem.in_definition) {
    const Definition& definition = draft.mission.definitions[i];
    const Place& place = draft.rules.definitions[i];
    return draft.add_problem(place_in_condition(draft, place, definition.when, problem.offset),
                             problem.text);
  }
  const Place& place = draft.rules.conditions[i];
  draft.add_problem(place_in_condition(draft, place, draft.mission.rules[i].when, problem.offset),
                    problem.text);
}

}  // namespace

void compile_rules(Draft& draft) {
  Mission& mission = draft.mission;
  sort_with_places(mission.rules, draft.rules.conditions,
                   [](const Rule& rule) { return std::string_view{rule.id}; });
  sort_with_places(mission.definitions, draft.rules.definitions,
                   [](const Definition& definition) { return std::string_view{definition.name}; });
  std::vector<ConditionSource> definitions;
  for (const auto& [name, when] : mission.definitions) definitions.push_back({name, when});
  std::vector<ConditionSource> conditions;
  for (const Rule& rule : mission.rules) conditions.push_back({rule.id, rule.when});
  auto compiled = compile_conditions(definitions, conditions, condition_words_of(mission));
  if (const auto* problems = std::get_if<std::vector<ConditionProblem>>(&compiled)) {
    for (const ConditionProblem& problem : *problems) note(draft, problem);
    return;
  }
  auto& done = std::get<CompiledConditions>(compiled);
  for (std::size_t i = 0; i < mission.rules.size(); ++i) {
    mission.rules[i].condition = done.conditions[i];
  }
  mission.conditions = std::move(done.set);
}

}  // namespace vigie::config
