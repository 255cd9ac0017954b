#include "router/chain/chain.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "router/chain/followed_case.h"

namespace vigie::router {
namespace {

using config::AtDeadline;
using Release = config::HoldTerms::Release;

/// Whoever is outside decides nothing for the mission.
bool may_decide(const config::Mission& mission, const Code& position) {
  const auto found = mission.positions.find(position);
  return found != mission.positions.end() && !found->second.outside;
}

bool asks_nobody(const KeptHold& hold, const config::Mission& mission) {
  const auto& climbs = hold.terms.escalate_to;
  return hold.is_pending() &&
         (!may_decide(mission, hold.terms.decider) || (climbs && !may_decide(mission, *climbs)));
}

bool is_outside(const config::Mission& mission, const Code& position) {
  const auto found = mission.positions.find(position);
  return found != mission.positions.end() && found->second.outside;
}

bool forwards_outside(const KeptHold& hold, const config::Mission& mission) {
  const bool forwards =
      hold.terms.release == Release::forward || hold.terms.at_deadline == AtDeadline::forward;
  return forwards && hold.is_pending() && is_outside(mission, hold.position);
}

class NewMission {
 public:
  NewMission(Case& in, const config::Mission& mission, const Routing& today)
      : case_(in, today.version, today.at), mission_(mission), today_(today) {}

  std::vector<HandedOver> follow() {
    std::vector<HandedOver> handed;
    for (KeptHold& hold : case_.in().holds) {
      if (forwards_outside(hold, mission_)) leave_to_decision(hold);
      if (!asks_nobody(hold, mission_)) continue;
      if (!may_decide(mission_, hold.terms.decider)) hand_over(hold, handed);
      climb_elsewhere(hold);
      if (hold.escalated && hold.climbed.empty()) climb_anew(hold);
    }
    case_.settle();
    return handed;
  }

 private:
  /// Its clock runs on; whoever is asked reads that it is a question now.
  void leave_to_decision(KeptHold& hold) {
    hold.outside = true;
    hold.terms.release = Release::decision;
    if (hold.terms.at_deadline == AtDeadline::forward) hold.terms.at_deadline = AtDeadline::remind;
    if (hold.state == HoldState::open) case_.touch_told(hold.terms.decider, NoticeState::changed);
    if (hold.escalated) case_.touch_told(*hold.terms.escalate_to, NoticeState::changed);
  }

  void hand_over(KeptHold& hold, std::vector<HandedOver>& handed) {
    const Code to = successor(hold);
    if (to == hold.terms.decider) return;
    handed.push_back({.position = hold.position, .from = hold.terms.decider, .to = to});
    if (hold.told_decider_at) end_with_its_decider(hold);
    hold.terms.decider = to;
    hold.state = HoldState::waiting;
    hold.due.reset();
    if (!to.empty() && !case_.is_told(to)) case_.tell_as(*today_.find(to));
  }

  void end_with_its_decider(KeptHold& hold) {
    KeptHold ended = hold;
    ended.state = HoldState::closed;
    ended.due.reset();
    ended.ended_by = "mission";
    ended.ended_at = case_.now();
    remember(hold, ended);
    hold.told_decider_at.reset();
    hold.climbed.clear();
  }

  Code successor(const KeptHold& hold) {
    if (const Outcome* outcome = today_.find(hold.position)) {
      for (const Hold& asked : outcome->holds) {
        const bool same_act = asked.release == hold.terms.release;
        if (same_act && may_ask(asked.decider, hold)) return Code(asked.decider);
      }
    }
    if (const auto first = first_addressee(hold)) return *first;
    const Code climbs = hold.terms.escalate_to.value_or("");
    return may_ask(climbs, hold) || is_asked_already(climbs, hold) ? climbs : Code{};
  }

  std::optional<Code> first_addressee(const KeptHold& hold) {
    std::optional<Code> stand_in;
    for (const Outcome& outcome : today_.outcomes) {
      if (!may_ask(outcome.position, hold)) continue;
      if (is_first(outcome.position)) return Code(outcome.position);
      if (std::ranges::any_of(outcome.stands_in_for,
                              [&](const auto& id) { return is_first(id); })) {
        stand_in = outcome.position;
      }
    }
    return stand_in;
  }

  bool is_first(std::string_view position) const {
    const auto found = mission_.positions.find(position);
    return found != mission_.positions.end() && found->second.office == mission_.first_addressee;
  }

  /// Whoever the rules would tell today, or who was told and may still hear.
  bool may_ask(std::string_view position, const KeptHold& hold) {
    const Outcome* outcome = today_.find(position);
    if (outcome == nullptr || outcome->outside || position == hold.position) return false;
    return case_.stays_told(*outcome);
  }

  /// Told only because nobody had answered in time: no rule need tell it today.
  bool is_asked_already(const Code& climbs, const KeptHold& hold) {
    const Outcome* outcome = today_.find(climbs);
    const bool may_hear = outcome == nullptr || outcome->told != Told::withheld;
    return hold.escalated && may_hear && may_decide(mission_, climbs) && case_.is_told(climbs);
  }

  void climb_elsewhere(KeptHold& hold) {
    auto& climbs = hold.terms.escalate_to;
    if (!climbs || (may_decide(mission_, *climbs) && climbs != hold.terms.decider)) return;
    climbs = first_addressee(hold);
    if (climbs == hold.terms.decider) climbs.reset();
    hold.escalated = false;
  }

  /// Begun anew, a question is put anew to whom it had climbed to as well; who is told no more is
  /// asked when the new clock has run out.
  void climb_anew(KeptHold& hold) {
    const Code& climbs = *hold.terms.escalate_to;
    hold.escalated = case_.is_told(climbs);
    if (!hold.escalated) return;
    hold.climbed.push_back({climbs, case_.now()});
    case_.touch_told(climbs, NoticeState::changed);
  }

  FollowedCase case_;
  const config::Mission& mission_;
  const Routing& today_;
};

}  // namespace

bool asks_nobody(const Case& in, const config::Mission& mission) {
  return std::ranges::any_of(in.holds,
                             [&](const KeptHold& hold) { return asks_nobody(hold, mission); });
}

bool forwards_outside(const Case& in, const config::Mission& mission) {
  return std::ranges::any_of(in.holds,
                             [&](const KeptHold& hold) { return forwards_outside(hold, mission); });
}

std::vector<HandedOver> follow_mission(Case& in, const config::Mission& mission,
                                       const Routing& today) {
  return NewMission(in, mission, today).follow();
}

}  // namespace vigie::router
