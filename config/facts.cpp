#include "config/facts.h"

#include <algorithm>
#include <array>

#include "report/check.h"

namespace vigie::config {
namespace {

template <typename List>
bool reported(const std::optional<List>& list) {
  return list && !list->empty();
}

template <typename Visit>
bool any_crossing(const Report& report, Visit visit) {
  const auto& journey = report.how.journey;
  return journey && journey->crossings && std::ranges::any_of(*journey->crossings, visit);
}

// Never filtered by role: a boy coded "suspect" at a checkpoint is still a child.
bool possible_child(const Report& report) {
  return report.who && std::ranges::any_of(*report.who, [](const Group& group) {
           const MayBeUnder18 answer = may_be_under_18(group);
           return answer == MayBeUnder18::yes || answer == MayBeUnder18::possible;
         });
}

bool needs_reported(const Report& report) { return reported(report.needs); }

bool life_at_risk_now(const Report& report) {
  return report.danger && report.danger->life_at_risk_now == Answer::yes;
}

bool armed_actors_present(const Report& report) {
  return report.danger && report.danger->armed_actors_present == Answer::yes;
}

bool armed_actors_reported(const Report& report) {
  return armed_actors_present(report) || reported(report.how.armed_actors);
}

bool risk_on_return(const Report& report) {
  return report.protection && report.protection->risk_on_return == Answer::yes;
}

bool sexual_violence_possible(const Report& report) {
  return report.protection && report.protection->possible_sexual_violence == Answer::yes;
}

bool sexual_violence_by_armed_actors(const Report& report) {
  return sexual_violence_possible(report) && armed_actors_reported(report);
}

bool exploitation_suspected(const Report& report) { return reported(report.why.purposes); }

bool crossing_reported(const Report& report) {
  return any_crossing(report, [](const Crossing&) { return true; });
}

bool mistreatment_on_journey(const Report& report) {
  return any_crossing(report,
                      [](const Crossing& crossing) { return reported(crossing.mistreatment); });
}

bool concerns_un_personnel(const Report& report) { return report.concerns_un_personnel.concerned; }

bool information_note(const Report& report) { return report.kind == Kind::information_note; }

/// Built once per process; constant afterwards.
const std::array<FactDefinition, 13>& table() {
  static const std::array<FactDefinition, 13> facts{{
      {"armed_actors_present",
       {"Armed actors are present now", "Des acteurs armés sont présents en ce moment"},
       armed_actors_present},
      {"armed_actors_reported",
       {"Armed actors are present or took part",
        "Des acteurs armés sont présents ou ont pris part aux faits"},
       armed_actors_reported},
      {"concerns_un_personnel",
       {"The report concerns UN personnel", "Le rapport concerne du personnel des Nations Unies"},
       concerns_un_personnel},
      {"crossing_reported",
       {"A border crossing, done or planned, is reported",
        "Un franchissement de frontière, fait ou prévu, est signalé"},
       crossing_reported},
      {"exploitation_suspected",
       {"A purpose of exploitation is seen or suspected",
        "Un but d'exploitation est constaté ou soupçonné"},
       exploitation_suspected},
      {"information_note",
       {"The report is an information note about an earlier one",
        "Le rapport est une note d'information sur un rapport antérieur"},
       information_note},
      {"life_at_risk_now",
       {"A life is at risk now", "Une vie est en danger en ce moment"},
       life_at_risk_now},
      {"mistreatment_on_journey",
       {"People were mistreated on the journey", "Des personnes ont été maltraitées en chemin"},
       mistreatment_on_journey},
      {"needs_reported",
       {"People have needs that were reported", "Des besoins de personnes sont signalés"},
       needs_reported},
      {"possible_child",
       {"Someone may be under 18", "Une personne a peut-être moins de 18 ans"},
       possible_child},
      {"risk_on_return",
       {"Someone may be at risk if returned", "Une personne est peut-être en danger si renvoyée"},
       risk_on_return},
      {"sexual_violence_by_armed_actors",
       {"Sexual violence is possible and armed actors are reported",
        "Des violences sexuelles sont possibles et des acteurs armés sont signalés"},
       sexual_violence_by_armed_actors},
      {"sexual_violence_possible",
       {"Sexual violence is possible", "Des violences sexuelles sont possibles"},
       sexual_violence_possible},
  }};
  return facts;
}

using Codes = std::set<Code, std::less<>>;

template <typename List, typename CodeOf>
bool any_in(const std::optional<List>& list, const Codes& codes, CodeOf code_of) {
  return list && std::ranges::any_of(
                     *list, [&](const auto& item) { return codes.contains(code_of(item)); });
}

bool any_mistreatment(const Report& report, const Codes& codes) {
  return any_crossing(report, [&](const Crossing& crossing) {
    return any_in(crossing.mistreatment, codes, [](const Code& code) { return code; });
  });
}

struct FactList {
  std::string_view name;
  bool (*any)(const Report& report, const Codes& codes);
};

Code code_of_fact(const Fact& fact) { return fact.code; }

constexpr std::array<FactList, 7> lists{{
    {"acts", [](const Report& r, const Codes& c) { return any_in(r.how.acts, c, code_of_fact); }},
    {"armed_actors",
     [](const Report& r, const Codes& c) {
       return any_in(r.how.armed_actors, c, [](const ArmedActor& actor) { return actor.kind; });
     }},
    {"indicators",
     [](const Report& r, const Codes& c) {
       return any_in(r.indicators, c, [](const Indicator& indicator) { return indicator.code; });
     }},
    {"means", [](const Report& r, const Codes& c) { return any_in(r.how.means, c, code_of_fact); }},
    {"mistreatments", any_mistreatment},
    {"needs",
     [](const Report& r, const Codes& c) {
       return any_in(r.needs, c, [](const Need& need) { return need.kind; });
     }},
    {"purposes",
     [](const Report& r, const Codes& c) { return any_in(r.why.purposes, c, code_of_fact); }},
}};

constexpr std::array<std::string_view, lists.size()> list_names = [] {
  std::array<std::string_view, lists.size()> names;
  for (std::size_t i = 0; i < lists.size(); ++i) names[i] = lists[i].name;
  return names;
}();

bool holds(const MissionFact& fact, const Report& report) {
  const auto* list = std::ranges::find(lists, fact.list, &FactList::name);
  VIGIE_EXPECT(list != lists.end());
  return list->any(report, fact.any_of);
}

}  // namespace

std::span<const FactDefinition> known_facts() { return table(); }

const FactDefinition* find_fact(std::string_view name) {
  const auto& facts = table();
  const auto* found = std::ranges::find(facts, name, &FactDefinition::name);
  return found == facts.end() ? nullptr : found;
}

std::span<const std::string_view> fact_lists() { return list_names; }

bool holds(const Mission& mission, const NamedFact& fact, const Report& report) {
  if (const FactDefinition* built_in = find_fact(fact.fact)) return built_in->holds(report);
  const auto named = mission.facts.find(fact.fact);
  VIGIE_EXPECT(named != mission.facts.end());
  return holds(named->second, report);
}

const Text* fact_text(const Mission& mission, std::string_view name) {
  if (const FactDefinition* built_in = find_fact(name)) return &built_in->text;
  const auto named = mission.facts.find(name);
  return named == mission.facts.end() ? nullptr : &named->second.text;
}

}  // namespace vigie::config
