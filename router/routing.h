// Which positions must know of a report, and why each of the others need not.
//
// Pure: the same report under the same mission at the same instant always gives the same routing,
// whatever the order of the rules. Every rule is evaluated; the recipients are the union. For one
// position the urgency is the highest and the deadline the earliest of the rules that tell it.
// Positions marked `outside` are never told here, whatever a rule says. A position that the report
// names as implicated is withheld, and the first of its stand-ins that is neither implicated nor
// outside is told by the same rules.
//
// Shapes: one outcome for every position of the mission, by id. Units: Time, UTC milliseconds.
// Errors: none; a mission that load_mission() accepted always routes.
// Source: UNODC module (2020), section 8.B and Annex I, as the mission's rules state them.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/mission.h"
#include "report/clock.h"
#include "report/report.h"

namespace vigie::router {

enum class Told { told, withheld, not_told };

enum class Reason {
  matched,          ///< Told: rules that name it fired.
  stands_in,        ///< Told: for an implicated position, by that one's rules.
  implicated,       ///< Withheld: the report names it; its rules did fire.
  outside,          ///< Not told: only a person's decision can.
  no_addressee,     ///< Not told: takes part and never receives.
  other_region,     ///< Not told: it serves another region.
  condition_false,  ///< Not told: rules name it and none fired.
  no_rule,          ///< Not told: no rule names it.
};

std::string_view to_string(Told told);
std::string_view to_string(Reason reason);
std::optional<Told> parse_told(std::string_view word);

/// What one rule's condition came to.
struct RuleValue {
  std::string rule;
  bool holds = false;
  bool operator==(const RuleValue&) const = default;
};

struct Outcome {
  Code position;
  Told told = Told::not_told;
  Reason reason = Reason::no_rule;
  std::vector<std::string> rules;    ///< That fired for it, by id. Told or withheld: never empty.
  std::vector<Code> stands_in_for;   ///< Implicated positions whose rules tell it, by id.
  std::vector<std::string> nearest;  ///< Not told: rules that name its office, by id.
  Urgency urgency = Urgency::routine;
  std::optional<Time> deadline;  ///< Told: when an acknowledgement is expected at the latest.
  bool operator==(const Outcome&) const = default;
};

struct Routing {
  std::string version;  ///< Of the mission.
  Time at{};
  Urgency urgency = Urgency::routine;  ///< The report's, raised by every rule that fired.
  std::vector<RuleValue> rules;        ///< Every rule, by id.
  std::vector<Outcome> outcomes;       ///< Every position, by id.
  bool operator==(const Routing&) const = default;
};

Routing route(const Report& report, const config::Mission& mission, Time now);

}  // namespace vigie::router
