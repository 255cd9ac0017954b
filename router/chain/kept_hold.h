// A hold as the router keeps it: who waits for whose act, under which terms, and how it ended each
// time it was asked.
//
// Plain data with texts of its own: unlike a routing's Hold it outlives the mission.
// Units: Time, UTC milliseconds. Errors: parse_hold_state() gives nullopt for any other word.
// Source: docs/rules.md, "How"; router/hold_json.h has its stored form.

#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/mission.h"
#include "report/clock.h"
#include "report/report.h"
#include "router/rules/routing.h"

namespace vigie::router {

enum class HoldState {
  waiting,   ///< Its decider has not been told yet.
  open,      ///< Its decider has; the clock runs.
  released,  ///< By a person.
  declined,  ///< By a person.
  passed,    ///< Released when its deadline passed, as its rule says.
  closed     ///< Needless by another act or a newer revision, put to another decider, or released
             ///< to whom nothing may or can be said.
};

std::string_view to_string(HoldState state);
std::optional<HoldState> parse_hold_state(std::string_view word);

/// The terms of a Hold (router/rules/routing.h).
struct KeptTerms {
  Code decider;  ///< Empty: nobody is left to ask.
  config::HoldTerms::Release release = config::HoldTerms::Release::decision;
  bool unknown = false;
  std::vector<std::string> rules;
  std::vector<std::string> doubting;  ///< Would withhold, were what is missing so.
  std::vector<std::string> missing;
  std::chrono::minutes within{0};
  config::AtDeadline at_deadline = config::AtDeadline::remind;
  std::optional<Code> escalate_to;
  std::vector<Code> show;
  std::chrono::minutes answer_within{0};
  bool operator==(const KeptTerms&) const = default;
};

KeptTerms kept_terms(const Hold& hold);

/// Who was asked too, as nobody had answered in time.
struct Climbed {
  Code position;
  Time at{};
  bool operator==(const Climbed&) const = default;
};

/// A hold as it is kept: one for each wait (is_same_wait) of a position for a report.
struct KeptHold {
  Code position;         ///< That waits.
  KeptTerms terms;       ///< As the routing gave them; kept while the hold is open.
  bool outside = false;  ///< The position is outside the mission.
  Urgency urgency = Urgency::routine;
  std::int64_t revision = 0;  ///< That gave it.
  std::string version;        ///< Of the mission then: its rules' text.
  HoldState state = HoldState::waiting;
  bool escalated = false;   ///< terms.escalate_to has been asked too.
  std::optional<Time> due;  ///< open: what the rule says happens then.
  std::optional<Time> told_decider_at;
  std::string ended_by;  ///< Person; where none "deadline", "revision", "another", "mission" or
                         ///< "exercise".
  Code ended_position;   ///< Of that person.
  std::optional<Time> ended_at;
  std::optional<std::string> reason;
  std::vector<Climbed> climbed{};  ///< Oldest first.
  std::vector<KeptHold> before{};  ///< How it ended each time before it was asked anew.
  bool operator==(const KeptHold&) const = default;

  bool is_pending() const { return state == HoldState::waiting || state == HoldState::open; }
  /// Whether it has been asked too, as nobody had answered in time.
  bool has_climbed_to(std::string_view position) const;
  /// Whether this position may act on it.
  bool asks(const Code& position) const;
};

/// What is asked anew keeps how it ended before: the report's way tells all of it.
void remember(KeptHold& anew, const KeptHold& ended);

}  // namespace vigie::router
