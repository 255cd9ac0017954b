#include "bench/ruling.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <variant>

#include "bench/example.h"
#include "bench/median_time.h"
#include "config/conditions/condition_compiler.h"
#include "config/load.h"
#include "report/decode.h"
#include "report/random.h"
#include "router/assess/assess.h"
#include "router/assess/assessment_json.h"
#include "router/rules/routing_record.h"
#include "router/rules/rule_book.h"
#include "router/views/view.h"
#include "tests/support/encode.h"

namespace vigie::bench {
namespace {

constexpr int times = 500;
constexpr int compile_times = 9;
constexpr int atoms_in_a_rule = 4;
constexpr std::uint64_t seed = 20260101;

constexpr std::array<const char*, 4> examples{"annex1-gao-apartment.r2", "case1-felix",
                                              "case3-quranic-school", "john-van"};

/// Conditions of the mission's own kind; @ stands for a word of the list named behind it.
constexpr std::array<std::pair<const char*, const char*>, 9> kinds{{
    {"report.indicators.exists(i, i.code == '@')", "indicators"},
    {"report.needs.exists(n, n.kind == '@')", "needs"},
    {"report.why.purposes.exists(p, p.code == '@' && p.basis != 'inferred')", "purposes"},
    {"report.how.acts.exists(a, a.code == '@')", "acts"},
    {"report.how.means.exists(m, m.code == '@')", "means"},
    {"report.where.place_type == '@'", "place_types"},
    {"report.who.exists(g, g.may_be_under_18 != 'no' && g.sex == 'female')", ""},
    {"assessment.trafficking == 'indicated'", ""},
    {"report.danger.life_at_risk_now == 'yes'", ""},
}};

config::Mission shipped_mission() {
  auto loaded = config::load_mission(VIGIE_SOURCE_DIR "/config/mali");
  if (!std::holds_alternative<config::Mission>(loaded)) {
    throw std::runtime_error("the shipped mission does not load");
  }
  return std::get<config::Mission>(std::move(loaded));
}

config::ConditionWords words_of(const config::Mission& mission) {
  config::ConditionWords words;
  for (const auto& [list, entries] : mission.catalogues.begin()->second.lists) {
    for (const auto& [code, entry] : entries) words.catalogue[list].insert(code);
  }
  return words;
}

std::string random_atom(const config::ConditionWords& words, SeededRandom& random) {
  const auto& [text, list] = kinds[random.below(kinds.size())];
  std::string atom = text;
  const std::size_t place = atom.find('@');
  if (place == std::string::npos) return atom;
  const auto& known = words.catalogue.at(list);
  const auto word =
      std::next(known.begin(), static_cast<std::ptrdiff_t>(random.below(known.size())));
  return atom.replace(place, 1, *word);
}

std::vector<config::ConditionSource> random_conditions(std::size_t count,
                                                       const config::ConditionWords& words) {
  SeededRandom random(seed);
  std::vector<config::ConditionSource> conditions;
  for (std::size_t i = 0; i < count; ++i) {
    std::string text = random_atom(words, random);
    for (int atom = 1; atom < atoms_in_a_rule; ++atom) {
      text += (random.below(2) == 0 ? " && " : " || ") + random_atom(words, random);
    }
    conditions.push_back({"bench.rule_" + std::to_string(10'000 + i), text});
  }
  return conditions;
}

/// The mission with those rules instead of its own, told to its own offices.
config::Mission ruled_by(const config::Mission& mission,
                         const std::vector<config::ConditionSource>& sources,
                         config::CompiledConditions compiled) {
  config::Mission ruled = mission;
  ruled.rules.clear();
  for (std::size_t i = 0; i < sources.size(); ++i) {
    config::Rule rule = mission.rules[i % mission.rules.size()];
    rule.id = sources[i].name;
    rule.when = sources[i].text;
    rule.condition = compiled.conditions[i];
    ruled.rules.push_back(std::move(rule));
  }
  ruled.conditions = std::move(compiled.set);
  return ruled;
}

config::CompiledConditions compiled(const std::vector<config::ConditionSource>& sources,
                                    const config::ConditionWords& words) {
  auto result = config::compile_conditions({}, sources, words);
  if (auto* done = std::get_if<config::CompiledConditions>(&result)) return std::move(*done);
  throw std::runtime_error(std::get<std::vector<config::ConditionProblem>>(result).front().text);
}

/// The most that any of the examples took.
struct Routed {
  double us = 0;
  std::size_t trace = 0;
  std::size_t record = 0;
};

Routed most_of_routing(const config::Mission& mission) {
  router::RuleBook book(mission);
  Routed most;
  for (const char* name : examples) {
    const Report report = filled_example(name);
    const router::Assessment assessment =
        router::assess(report, mission.catalogues.at(report.catalogue));
    const Time now = report.when.filed_at.utc;
    const router::Routing routing = book.route(report, assessment, now);
    std::size_t sum = 0;
    const double us =
        median_us(times, [&] { sum += book.route(report, assessment, now).outcomes.size(); });
    if (sum == 0) throw std::runtime_error("nothing was routed");
    most = {std::max(most.us, us), std::max(most.trace, routing.trace.size()),
            std::max(most.record, router::write_routing_record(routing).size())};
  }
  return most;
}

void measure_rules(std::size_t count, const config::Mission& mission,
                   const config::ConditionWords& words, const AddFigure& add) {
  const auto sources = random_conditions(count, words);
  std::size_t sum = 0;
  const double compile =
      median_us(compile_times, [&] { sum += compiled(sources, words).set.atoms.size(); });
  const config::Mission ruled = ruled_by(mission, sources, compiled(sources, words));
  const Routed routed = most_of_routing(ruled);
  add({{"what", "ruling"},
       {"rules", static_cast<double>(count)},
       {"atoms", static_cast<double>(ruled.conditions.atoms.size())},
       {"compile_ms", compile / 1000},
       {"route_us", routed.us},
       {"trace_bytes", static_cast<double>(routed.trace)},
       {"record_bytes", static_cast<double>(routed.record)}});
}

/// Everything the office with the most is cleared for.
router::Grant widest_grant(const config::Mission& mission) {
  const router::Grants grants(mission);
  router::Grant widest;
  for (const auto& [office, profiles] : mission.clearances) {
    const router::Grant grant = grants.of(profiles, office);
    if (grant.parts.count() > widest.parts.count()) widest = grant;
  }
  return widest;
}

void measure_view(const std::string& name, const config::Mission& mission, const AddFigure& add) {
  const Report report = filled_example(name);
  const std::string bytes = encode_report(report);
  const std::string assessment =
      router::write_assessment(router::assess(report, mission.catalogues.at(report.catalogue)));
  const router::Grant grant = widest_grant(mission);
  router::Views views(mission);
  ReportDecoder decoder;
  std::size_t sum = 0;
  const double decode = median_us(times, [&] { sum += decoder.decode(bytes).index(); });
  const double read = median_us(times, [&] { views.read(report, bytes, assessment); });
  const double view = median_us(times, [&] { sum += views.view(grant).size(); });
  if (sum == 0) throw std::runtime_error("nothing was shown");
  add({{"what", "viewing"},
       {"report", name},
       {"read_us", read},
       {"view_us", view},
       {"view_to_decode", view / decode},
       {"bytes", static_cast<double>(views.view(grant).size())}});
}

}  // namespace

void measure_ruling(const AddFigure& add) {
  const config::Mission mission = shipped_mission();
  const config::ConditionWords words = words_of(mission);
  for (const std::size_t count : {10U, 100U, 1000U}) measure_rules(count, mission, words, add);
  for (const char* name : examples) measure_view(name, mission, add);
}

}  // namespace vigie::bench
