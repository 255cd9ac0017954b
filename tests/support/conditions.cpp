#include "tests/support/conditions.h"

#include <cstdlib>
#include <iostream>

namespace vigie::support {
namespace {

using namespace std::chrono_literals;

const std::vector<Code>& codes() {
  static const std::vector<Code> all{"alpha", "beta", "gamma"};
  return all;
}

[[noreturn]] void give_up(const std::vector<config::ConditionProblem>& problems,
                          const std::vector<std::string>& texts) {
  for (const auto& problem : problems) {
    std::cerr << texts[problem.source] << "\n  at " << problem.offset << ": " << problem.text
              << "\n";
  }
  std::abort();
}

}  // namespace

config::ConditionWords condition_words() {
  config::ConditionWords words;
  for (const auto& field : config::condition_fields()) {
    if (field.words == config::WordsOf::catalogue) {
      words.catalogue[std::string(field.source)] = {codes().begin(), codes().end()};
    }
  }
  words.regions = {"gao", "kidal"};
  words.positions = {"regional_commander"};
  words.calendars = {"office_hours"};
  words.areas = {"east"};
  return words;
}

ReportChoices condition_report_choices() {
  return {.regions = {"gao", "kidal"}, .codes = [](std::string_view) { return codes(); }};
}

router::Calendars condition_calendars() {
  return {{"office_hours",
           {.id = "office_hours",
            .title = {},
            .offset = 60min,
            .days = {1, 2, 3, 4, 5},
            .from = 8h,
            .to = 17h}}};
}

router::Areas condition_areas() {
  const auto point = [](double longitude, double latitude) {
    return config::MapPoint{config::map_degrees(longitude), config::map_degrees(latitude)};
  };
  return {{"east",
           {.id = "east",
            .title = {},
            .source = {},
            .rings = {{point(0, -60), point(150, -75), point(120, 30), point(10, 80)},
                      {point(-150, 0), point(-100, -10.5), point(-110, 45.25)}}}}};
}

router::Named condition_names() {
  static const router::Calendars calendars = condition_calendars();
  static const router::Areas areas = condition_areas();
  return {calendars, areas};
}

Conditions conditions(const std::vector<std::string>& texts) {
  std::vector<config::ConditionSource> sources;
  for (const std::string& text : texts) {
    sources.push_back({.name = "rule_" + std::to_string(sources.size()), .text = text});
  }
  auto compiled = config::compile_conditions({}, sources, condition_words());
  if (const auto* problems = std::get_if<std::vector<config::ConditionProblem>>(&compiled)) {
    give_up(*problems, texts);
  }
  auto& done = std::get<config::CompiledConditions>(compiled);
  return {.set = std::move(done.set), .roots = std::move(done.conditions)};
}

router::Trace trace_of(const config::ConditionSet& set, const router::Facts& facts) {
  router::Trace trace;
  router::evaluate_atoms(set, condition_names(), facts, trace);
  return trace;
}

}  // namespace vigie::support
