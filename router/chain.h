// The chain of one report: who has been told, who still waits for whose act, and what follows from
// a new routing, a reply or a passed deadline.
//
// Pure: a Case is read, followed and written back by its caller. What a position must be told anew
// is a notice with a higher issue; Case::touched names them. The clock of a hold runs from when its
// decider is told. The first act on a hold stands; a later one is superseded, and so is the release
// of an outside position by somebody who has not read the newest revision. A revision goes to an
// outside position only when it is released again: until then its notice stays at the revision that
// was released to it, whatever else is said on it. A release shows what its own hold shows; a hold
// of the same position that would show more stays open, and its release adds to the first. When a
// decider is itself declined, whoever declined it decides what it would have decided; when the
// mission no longer has it, another is asked: nobody is forgotten.
//
// Units: Time, UTC milliseconds. Errors: none.
// Source: architecture.md section 5 (router) and section 2 (Hold, Question, Reply).

#pragma once

#include <set>
#include <string>
#include <vector>

#include "router/notices.h"
#include "router/rules/routing.h"

namespace vigie::router {

enum class HoldState {
  waiting,   ///< Its decider has not been told yet.
  open,      ///< Its decider has; the clock runs.
  released,  ///< By a person.
  declined,  ///< By a person.
  passed,    ///< Released when its deadline passed, as its rule says.
  closed     ///< Another act or a newer revision made it needless.
};

std::string_view to_string(HoldState state);
std::optional<HoldState> parse_hold_state(std::string_view word);

/// The terms of a Hold (router/rules/routing.h) with texts of its own: it outlives the mission.
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

/// A hold as it is kept: one per report, position, decider and kind of release.
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
  std::string ended_by;  ///< Person; "deadline", "revision", "another" or "mission" where none.
  Code ended_position;   ///< Of that person.
  std::optional<Time> ended_at;
  std::optional<std::string> reason;
  std::vector<Climbed> climbed{};  ///< Oldest first.
  std::vector<KeptHold> before{};  ///< How it ended each time before it was asked anew.
  bool operator==(const KeptHold&) const = default;

  bool is_pending() const { return state == HoldState::waiting || state == HoldState::open; }
  /// Whether this position may act on it.
  bool asks(const Code& position) const;
};

struct Case {
  Uuid report;
  std::int64_t revision = 0;
  std::vector<Notice> notices;
  std::vector<KeptHold> holds;
  std::set<Code> touched;    ///< Positions whose notice is new or has a new issue.
  std::set<Code> outside{};  ///< Positions that are outside the mission.
};

enum class ReplyKind { acknowledge, comment, forward, decide };

std::string_view to_string(ReplyKind kind);
std::optional<ReplyKind> parse_reply_kind(std::string_view word);

struct Decision {
  Code position;
  bool release = false;
  bool operator==(const Decision&) const = default;
};

/// What a person did, for a position.
struct Act {
  Code position;
  std::string person;
  ReplyKind kind = ReplyKind::acknowledge;
  std::vector<Decision> decisions;
  std::optional<std::string> reason;
  std::int64_t revision = 0;  ///< Of the report the person had read.
};

struct Followed {
  std::vector<Code> released;
  std::vector<Code> declined;
  std::vector<Code> superseded;  ///< Decided before, or no longer asked.
};

/// A question whose decider the mission no longer has.
struct HandedOver {
  Code position;  ///< That waits.
  Code from;      ///< Empty: nobody could be asked before.
  Code to;        ///< Empty: nobody is left to ask.
  bool operator==(const HandedOver&) const = default;
};

void follow_routing(Case& in, const Routing& routing, std::int64_t revision);
Followed follow_act(Case& in, const Act& act, const std::string& version, Time now);
/// Every open hold whose time has come. Positions that were released.
std::vector<Code> follow_deadlines(Case& in, const std::string& version, Time now);

/// Whether a pending hold asks, or would climb to, a position the mission does not have.
bool asks_nobody(const Case& in, const config::Mission& mission);
/// Whether a pending hold would tell a position that the mission has outside without a decision.
bool forwards_outside(const Case& in, const config::Mission& mission);
/// Asks somebody else instead, whose clock runs anew: whom the mission's rules would ask today, or
/// else its first addressee, or who stands in for that one. What would be forwarded to a position
/// that is outside by now is left to a decision.
/// `today`: what the newest revision's routing would be now; no version of it is kept.
std::vector<HandedOver> follow_mission(Case& in, const config::Mission& mission,
                                       const Routing& today);

}  // namespace vigie::router
