#include "config/check_rules.h"

#include <algorithm>
#include <optional>

#include "config/holds_whenever.h"
#include "config/in_quotes.h"
#include "report/clock.h"

namespace vigie::config {
namespace {

using As = OfficeUse::As;

const Position* first_of(const Mission& mission, const Code& office) {
  for (const auto& [id, position] : mission.positions) {
    if (position.office == office) return &position;
  }
  return nullptr;
}

/// What is wrong with an office that is outside the mission standing there; nullopt: nothing.
std::optional<std::string> wrong_outside(As as) {
  switch (as) {
    case As::told_at_once:
      return "it is told only on a person's decision: use how: {on_decision_of: …}";
    case As::told_after:
      return "a forward passes a report on within the mission: use how: {on_decision_of: …}";
    case As::forwarded:
      return "it is told only on a person's decision, never when a deadline passes: use remind or "
             "{escalate_to: …}";
    case As::climbed_to:
      return "it is told only on a person's decision: nothing may climb to it";
    case As::decides:
      return "it cannot decide or forward for the mission";
    case As::told_held:
    case As::withheld:
    case As::must:
    case As::owner:
      break;
  }
  return std::nullopt;
}

/// One position of the office is enough: which it is depends on the region of a report.
bool any_position(const Mission& mission, const Code& office, bool (*is)(const Position&)) {
  return std::ranges::any_of(mission.positions, [&](const auto& entry) {
    return entry.second.office == office && is(entry.second);
  });
}

void check_use(Draft& draft, const OfficeUse& use) {
  const Mission& mission = draft.mission;
  const bool silent =
      any_position(mission, use.office, [](const Position& one) { return !one.addressee; });
  if (silent && use.as != As::owner) {
    return draft.add_problem(use.place, in_quotes(use.office) + " is not an addressee");
  }
  if (use.as == As::decides && use.office == use.of) {
    draft.add_problem(use.place, in_quotes(use.office) + " cannot decide what it is told itself");
  }
  if (!any_position(mission, use.office, [](const Position& one) { return one.outside; })) return;
  if (const auto wrong = wrong_outside(use.as)) {
    draft.add_problem(use.place, in_quotes(use.office) + " is outside the mission: " + *wrong);
  }
}

/// A rule that withholds what another must tell would leave the two without an order.
void check_must(Draft& draft) {
  for (const OfficeUse& withheld : draft.rules.uses) {
    if (withheld.as != As::withheld) continue;
    for (const OfficeUse& must : draft.rules.uses) {
      if (must.as != As::must || must.office != withheld.office) continue;
      draft.add_problem(
          withheld.place,
          "rule " + in_quotes(withheld.rule) + " withholds " + in_quotes(withheld.office) +
              ", which rule " + in_quotes(must.rule) + " (" + must.place.file.filename().string() +
              ":" + std::to_string(must.place.mark.line) + ") must tell: remove one of the two");
    }
  }
}

/// Whether `office` waits, over any number of steps, for `goal`.
bool waits_for(const Draft& draft, const Code& office, const Code& goal, std::set<Code>& seen) {
  if (!seen.insert(office).second) return false;
  return std::ranges::any_of(draft.rules.uses, [&](const OfficeUse& use) {
    return use.as == As::decides && use.of == office &&
           (use.office == goal || waits_for(draft, use.office, goal, seen));
  });
}

void check_circles(Draft& draft) {
  std::set<Code> reported;
  for (const OfficeUse& use : draft.rules.uses) {
    if (use.as != As::decides || use.office == use.of || reported.contains(use.of)) continue;
    std::set<Code> seen;
    if (!waits_for(draft, use.office, use.of, seen)) continue;
    reported.insert(seen.begin(), seen.end());
    draft.add_problem(use.place, in_quotes(use.of) + " waits for " + in_quotes(use.office) +
                                     ", which waits for " + in_quotes(use.of) +
                                     " in turn: such a circle tells nobody");
  }
}

void check_clearances(Draft& draft) {
  if (draft.unread.contains(Thing::clearance)) return;
  std::set<Code> complained;
  for (const OfficeUse& use : draft.rules.uses) {
    if (use.as == As::owner || use.as == As::withheld) continue;
    if (first_of(draft.mission, use.office) == nullptr) continue;
    if (draft.mission.clearances.contains(use.office) || !complained.insert(use.office).second) {
      continue;
    }
    draft.add_problem(
        use.place,
        in_quotes(use.office) + " has no clearance in profiles.yaml: it could be shown nothing");
  }
}

/// Where what a whole set lacks is said: the first rule file in the order of their names.
Place place_of_set(const Draft& draft) {
  const auto& lists = draft.rules.lists;
  if (lists.empty()) return {};
  return {lists.begin()->first, lists.begin()->second};
}

/// Told, whatever else holds, as soon as its condition does.
bool tells_always(const Rule& rule, const Code& office) {
  return rule.effect == Effect::tell && rule.office == office && !rule.hold && !rule.valid_from &&
         !rule.valid_to;
}

/// Without it a report may reach nobody.
void check_catch_all(Draft& draft) {
  const Mission& mission = draft.mission;
  const Code& first = mission.first_addressee;
  const bool found = std::ranges::any_of(mission.rules, [&](const Rule& rule) {
    return tells_always(rule, first) &&
           mission.conditions.nodes[rule.condition].op == Node::Op::yes;
  });
  if (found || first.empty()) return;
  draft.add_problem(place_of_set(draft),
                    "no rule of rules/ tells " + in_quotes(first) +
                        " of every report at once (when: true): add one, or a report may reach "
                        "nobody");
}

/// Without it a report on the mission's own people may reach only those whom it concerns. The fact
/// is never unknown, and a report that names implicated positions always answers yes.
void check_conduct(Draft& draft) {
  const Mission& mission = draft.mission;
  const Code& office = mission.conduct_office;
  const KnownFact concerned{"report.concerns_un_personnel.answer", "yes"};
  const bool found = std::ranges::any_of(mission.rules, [&](const Rule& rule) {
    return tells_always(rule, office) &&
           holds_whenever(mission.conditions, rule.condition, concerned);
  });
  if (found || office.empty()) return;
  draft.add_problem(
      place_of_set(draft),
      "no rule of rules/ tells " + in_quotes(office) +
          " at once of every report that concerns UN personnel: add one (when: "
          "report.concerns_un_personnel.answer == 'yes'), or one may stay with those it concerns");
}

/// What must tell somebody is asked only of a set whose conditions could all be read.
bool is_readable(const Draft& draft) {
  return !draft.unread.contains(Thing::rule) && !draft.unread.contains(Thing::office) &&
         !draft.mission.conditions.nodes.empty();
}

void check_told(Draft& draft) {
  for (const OfficeUse& use : draft.rules.uses) {
    const bool first = use.office == draft.mission.first_addressee;
    if (use.as != As::withheld || (!first && use.office != draft.mission.conduct_office)) continue;
    draft.add_problem(use.place,
                      "no rule may withhold " + in_quotes(use.office) +
                          ": mission.yaml has it told of " +
                          (first ? "every report" : "every report that concerns UN personnel"));
  }
  if (!is_readable(draft)) return;
  check_catch_all(draft);
  check_conduct(draft);
}

void check_numbers(Draft& draft) {
  const auto limit = [&](std::size_t count, std::size_t most, const std::string& what) {
    if (count <= most) return;
    draft.add_problem(place_of_set(draft), "all files of rules/ together have " +
                                               std::to_string(count) + " " + what + "; at most " +
                                               std::to_string(most) + " are allowed");
  };
  limit(draft.mission.rules.size(), rules_max, "rules");
  limit(draft.mission.definitions.size(), definitions_max, "definitions");
}

}  // namespace

void check_rules(Draft& draft) {
  check_numbers(draft);
  const std::vector<OfficeUse> uses = draft.rules.uses;
  for (const OfficeUse& use : uses) check_use(draft, use);
  check_must(draft);
  check_circles(draft);
  check_clearances(draft);
  check_told(draft);
}

void check_expired(Draft& draft, std::chrono::sys_days today) {
  for (const LastDay& last : draft.rules.last_days) {
    if (today <= last.day) continue;
    draft.add_problem(last.place, "rule " + in_quotes(last.rule) +
                                      " has expired: its last day was " +
                                      vigie::to_string(Time{last.day}).substr(0, 10) +
                                      "; remove the rule, or give it another day");
  }
}

}  // namespace vigie::config
