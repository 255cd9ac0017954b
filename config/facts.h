// The named facts a rule may rest on until the rule language reads the report itself.
//
// Two kinds: built-in facts read the schema's own fields and hold in every mission; mission facts
// (facts.yaml) name codes of the mission's catalogue. Each is a pure function of the Report; none
// reads narrative or other free text. A fact that was not reported is not a fact: it never makes a
// rule fire (holding on unknown facts is the rule language's).

#pragma once

#include <set>
#include <span>
#include <string_view>

#include "config/mission.h"
#include "report/problem.h"
#include "report/report.h"

namespace vigie::config {

struct FactDefinition {
  std::string_view name;
  Text text;  ///< "Someone may be under 18": what an explanation prints.
  bool (*holds)(const Report& report);
};

std::span<const FactDefinition> known_facts();
/// nullptr when no built-in fact has that name.
const FactDefinition* find_fact(std::string_view name);

/// The catalogue lists a mission fact may read: purposes, acts, means, indicators, needs,
/// mistreatments, armed_actors.
std::span<const std::string_view> fact_lists();

/// Whether the fact, built-in or the mission's, holds for this report. The mission was checked at
/// load: a fact that neither knows is a bug and stops the process.
bool holds(const Mission& mission, const NamedFact& fact, const Report& report);

/// What an explanation prints for a fact; nullptr when neither knows it.
const Text* fact_text(const Mission& mission, std::string_view name);

}  // namespace vigie::config
