// The stored meaning of one evaluation of the rules on one revision: which positions are told,
// held, withheld or not told, by which rules, under which terms and with which parts of the report.
//
// Plain data; made by RuleBook::route() (router/rules/rule_book.h). One outcome for every position
// of the mission, by id. Every id and text is a view into the mission, which must outlive the
// routing; whoever keeps more of it keeps a copy (router/chain/kept_hold.h).
//
// Units:  Time, UTC milliseconds.
// Source: docs/rules.md, "What happens to a report" and "How".

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/mission.h"
#include "report/clock.h"
#include "report/report.h"
#include "router/rules/evaluate.h"

namespace vigie::router {

enum class Told { told, held, withheld, not_told };

enum class Reason {
  matched,           ///< Told: rules that name it fired.
  stands_in,         ///< Told: for an implicated position, by that one's rules.
  asked,             ///< Told: only because it must decide or forward for another.
  waits,             ///< Held: for another's act.
  implicated,        ///< Withheld: the report names it; its rules did fire.
  withheld_by_rule,  ///< Withheld: rules that tell it fired, and one that withholds.
  no_addressee,      ///< Not told: takes part and never receives.
  other_region,      ///< Not told: it serves another region.
  condition_false,   ///< Not told: rules name it and none fired.
  no_rule,           ///< Not told: no rule names it.
};

std::string_view to_string(Told told);
std::string_view to_string(Reason reason);

/// What one rule's condition came to.
struct RuleValue {
  std::string_view rule;
  Truth value = Truth::no;
  bool in_force = true;  ///< Its validity covers the instant; else it counts for nothing.
  bool operator==(const RuleValue&) const = default;
};

/// Whose act one position waits for, merged over the rules that hold it for that act.
struct Hold {
  std::string_view decider;  ///< A position that may be told; empty: no stand-in is left.
  config::HoldTerms::Release release = config::HoldTerms::Release::decision;
  bool unknown = false;  ///< Every rule behind it rests on something that was not reported.
  std::vector<std::string_view> rules;     ///< By id.
  std::vector<std::string_view> doubting;  ///< Rules that would withhold, were what is missing so.
  std::vector<std::string_view> missing;   ///< Atoms (by text) whose unknown value matters.
  std::chrono::minutes within{0};          ///< From when the decider is told.
  config::AtDeadline at_deadline = config::AtDeadline::remind;
  std::optional<std::string_view> escalate_to;  ///< A position.
  std::vector<std::string_view> show;           ///< Profiles, once released.
  std::chrono::minutes answer_within{0};
  bool operator==(const Hold&) const = default;
};

/// Whether both wait for the same act: one question. But a deadline that forwards must not pass on
/// what another rule leaves to the act.
/// Of a Hold, or of other terms with a decider, a release and an at_deadline.
template <typename One, typename Other>
bool is_same_wait(const One& one, const Other& other) {
  const bool forwards = one.at_deadline == config::AtDeadline::forward;
  return one.decider == other.decider && one.release == other.release &&
         forwards == (other.at_deadline == config::AtDeadline::forward);
}

/// A position an overdue notice climbs to, unless it may not be told of this report.
struct Climb {
  std::string_view position;           ///< Or "deputy", who is shown what the position is.
  std::optional<Reason> skipped;       ///< Why it is passed over; nullopt: it is not.
  std::vector<std::string_view> show;  ///< Of the profiles of the notice those that its office is
                                       ///< cleared for parts of; by id.
  bool operator==(const Climb&) const = default;
};

struct Outcome {
  std::string_view position;
  Told told = Told::not_told;
  Reason reason = Reason::no_rule;
  std::vector<std::string_view> rules;        ///< That tell it, by id; of a held one: in its holds.
  std::vector<std::string_view> withheld_by;  ///< Rules.
  std::vector<std::string_view> stands_in_for;  ///< Implicated positions whose rules tell it.
  std::vector<Hold> holds;                      ///< Held: by decider.
  Urgency urgency = Urgency::routine;
  std::optional<Time> deadline;        ///< Told: when an acknowledgement is expected at the latest.
  std::vector<std::string_view> show;  ///< Told: profiles, by id.
  std::vector<Climb> then;             ///< Told.
  bool outside = false;  ///< The position is: each revision needs a decision of its own.
  /// Implicated, or a rule withholds it: whatever it was told before, it hears no more.
  bool hears_nothing = false;
  bool operator==(const Outcome&) const = default;
};

struct Routing {
  std::string version;  ///< Of the mission.
  Time at{};
  Urgency urgency = Urgency::routine;  ///< The report's, raised by every rule that fired.
  std::vector<RuleValue> rules;        ///< Every rule, by id.
  std::vector<Outcome> outcomes;       ///< Every position, by id.
  std::vector<std::uint8_t> trace;     ///< Every atom's value, packed (router/rules/evaluate.h).
  bool operator==(const Routing&) const = default;

  const Outcome* find(std::string_view position) const;
};

}  // namespace vigie::router
