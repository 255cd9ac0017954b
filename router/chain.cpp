#include "router/chain.h"

#include <algorithm>
#include <array>

#include "report/parse_word.h"

namespace vigie::router {
namespace {

using config::AtDeadline;
using Release = config::HoldTerms::Release;

constexpr std::array<std::string_view, 6> hold_words{"waiting",  "open",   "released",
                                                     "declined", "passed", "closed"};
constexpr std::array<std::string_view, 4> reply_words{"acknowledge", "comment", "forward",
                                                      "decide"};

/// Why a position is told now: by whose rules, showing what, how urgent, until when to answer.
struct Telling {
  std::vector<std::string> rules;
  std::vector<Code> show;
  Urgency urgency = Urgency::routine;
  Time deadline{};
};

using Texts = std::vector<std::string>;

template <typename Views>
Texts texts_of(const Views& views) {
  return {views.begin(), views.end()};
}

template <typename Range>
void unite(Texts& into, const Range& more) {
  for (const auto& value : more) {
    const auto place = std::ranges::lower_bound(into, value);
    if (place == into.end() || *place != value) into.insert(place, std::string(value));
  }
}

template <typename Range>
bool covers(const Texts& all, const Range& some) {
  return std::ranges::all_of(
      some, [&](const auto& value) { return std::ranges::find(all, value) != all.end(); });
}

/// One question, as is_same_wait() of two holds has it.
bool is_same_wait(const KeptTerms& kept, const Hold& hold) {
  const bool forwards = kept.at_deadline == AtDeadline::forward;
  return kept.decider == hold.decider && kept.release == hold.release &&
         forwards == (hold.at_deadline == AtDeadline::forward);
}

bool was_released(const KeptHold& hold) {
  return hold.state == HoldState::released || hold.state == HoldState::passed;
}

/// What is asked anew keeps how it ended before: the report's way tells all of it.
void remember(KeptHold& anew, const KeptHold& ended) {
  anew.before = ended.before;
  anew.before.push_back(ended);
  anew.before.back().before.clear();
}

/// Follows one event through a case.
class Chain {
 public:
  Chain(Case& in, std::string version, Time now)
      : case_(in), version_(std::move(version)), now_(now) {}

  Notice* find_notice(std::string_view position) {
    const auto found = std::ranges::find(case_.notices, position, &Notice::position);
    return found == case_.notices.end() ? nullptr : &*found;
  }

  bool is_told(std::string_view position) {
    const Notice* notice = find_notice(position);
    return notice != nullptr && notice->is_told();
  }

  /// A new issue of its notice, once for each event.
  void touch(Notice& notice, NoticeState state) {
    if (case_.touched.insert(notice.position).second) {
      ++notice.issue;
      notice.no_longer.clear();
    }
    if (!stays_behind(notice, state)) notice.revision = case_.revision;
    notice.state = state;
    notice.at = now_;
    notice.acknowledged.reset();
  }

  void tell(std::string_view position, const Telling& telling) {
    Notice& notice = notice_of(position);
    const Texts before = notice.issue > 0 && notice.is_told() ? notice.rules : Texts{};
    touch(notice, notice.issue == 0 ? NoticeState::told : NoticeState::changed);
    notice.revision = case_.revision;
    notice.rules = telling.rules;
    notice.no_longer = fallen(notice, before);
    notice.show = telling.show;
    notice.version = version_;
    notice.urgency = telling.urgency;
    notice.deadline = telling.deadline;
  }

  /// Told what this hold shows, beside what was released to it before. Others that would show
  /// nothing more need no answer.
  void release(const KeptHold& hold) {
    Telling telling{.rules = hold.terms.rules,
                    .show = hold.terms.show,
                    .urgency = hold.urgency,
                    .deadline = now_ + hold.terms.answer_within};
    add_what_stands(telling, hold);
    tell(hold.position, telling);
    find_notice(hold.position)->version = hold.version;
    for (KeptHold& other : case_.holds) {
      if (other.position != hold.position || !other.is_pending()) continue;
      if (!covers(telling.show, other.terms.show)) continue;
      end(other, HoldState::closed, "another", {}, std::nullopt);
    }
  }

  /// Who else was asked reads that it is settled.
  void end(KeptHold& hold, HoldState state, const std::string& by, const Code& position,
           const std::optional<std::string>& reason) {
    if (hold.state == HoldState::open) {
      if (hold.terms.decider != position) touch_told(hold.terms.decider);
      if (hold.escalated && *hold.terms.escalate_to != position) {
        touch_told(*hold.terms.escalate_to);
      }
    }
    hold.state = state;
    hold.due.reset();
    hold.ended_by = by;
    hold.ended_position = position;
    hold.ended_at = now_;
    hold.reason = reason;
  }

  void touch_told(const Code& position) {
    Notice* notice = find_notice(position);
    if (notice == nullptr || !notice->is_told() || case_.touched.contains(position)) return;
    touch(*notice, NoticeState::changed);
  }

  /// Starts the clock of every hold whose decider has been told by now. Whoever is asked is told as
  /// urgently as its questions are.
  void settle() {
    for (KeptHold& hold : case_.holds) {
      Notice* decider = hold.is_pending() ? find_notice(hold.terms.decider) : nullptr;
      if (decider == nullptr || !decider->is_told()) continue;
      if (hold.state == HoldState::waiting) start(hold, *decider);
      decider->urgency = question_urgency(*decider, hold);
    }
  }

  static Urgency question_urgency(const Notice& decider, const KeptHold& hold) {
    if (hold.terms.release == Release::forward) return decider.urgency;
    return std::max(decider.urgency, hold.urgency);
  }

  Case& in() { return case_; }
  Time now() const { return now_; }

 private:
  /// Who is outside reads a newer revision only once it is told that one.
  bool stays_behind(const Notice& notice, NoticeState state) const {
    const bool corrects = state == NoticeState::corrected || state == NoticeState::withheld;
    return !corrects && case_.outside.contains(notice.position);
  }

  Notice& notice_of(std::string_view position) {
    if (Notice* notice = find_notice(position)) return *notice;
    Notice& notice = case_.notices.emplace_back();
    notice.position = position;
    notice.id = notice_id(case_.report, notice.position);
    notice.report = case_.report;
    notice.issue = 0;
    return notice;
  }

  /// What it was told for and is no more; a rule whose question still waits has not fallen away.
  Texts fallen(const Notice& notice, const Texts& before) const {
    Texts fallen;
    std::ranges::copy_if(before, std::back_inserter(fallen), [&](const std::string& rule) {
      return !covers(notice.rules, Texts{rule}) && !waits_for(notice.position, rule);
    });
    return fallen;
  }

  bool waits_for(const Code& position, const std::string& rule) const {
    return std::ranges::any_of(case_.holds, [&](const KeptHold& hold) {
      return hold.is_pending() && hold.position == position &&
             covers(hold.terms.rules, Texts{rule});
    });
  }

  /// To who is outside nothing stands but what was released of this revision.
  void add_what_stands(Telling& telling, const KeptHold& hold) {
    const Notice* notice = find_notice(hold.position);
    if (notice == nullptr || !notice->is_told()) return;
    if (hold.outside && notice->revision != case_.revision) return;
    unite(telling.rules, notice->rules);
    unite(telling.show, notice->show);
    telling.urgency = std::max(telling.urgency, notice->urgency);
    if (!notice->acknowledged) telling.deadline = std::min(telling.deadline, notice->deadline);
  }

  void start(KeptHold& hold, Notice& decider) {
    hold.state = HoldState::open;
    hold.told_decider_at = now_;
    hold.due = now_ + hold.terms.within;
    if (!case_.touched.contains(decider.position)) touch(decider, NoticeState::changed);
  }

  Case& case_;
  std::string version_;
  Time now_;
};

// --- a new routing ------------------------------------------------------------------------------

class NewRouting {
 public:
  NewRouting(Case& in, const Routing& routing)
      : chain_(in, routing.version, routing.at), routing_(routing) {}

  void follow() {
    for (const Outcome& outcome : routing_.outcomes) note_whether_outside(outcome);
    for (const Outcome& outcome : routing_.outcomes) hold(outcome);
    close_what_is_gone();
    for (const Outcome& outcome : routing_.outcomes) tell(outcome);
    chain_.settle();
  }

 private:
  std::vector<KeptHold>& holds() { return chain_.in().holds; }

  void note_whether_outside(const Outcome& outcome) {
    std::set<Code>& outside = chain_.in().outside;
    if (outcome.outside) {
      outside.emplace(outcome.position);
    } else {
      outside.erase(Code(outcome.position));
    }
  }

  KeptHold* find_hold(std::string_view position, const Hold& hold) {
    const auto found = std::ranges::find_if(holds(), [&](const KeptHold& kept) {
      return kept.position == position && is_same_wait(kept.terms, hold);
    });
    return found == holds().end() ? nullptr : &*found;
  }

  void hold(const Outcome& outcome) {
    if (outcome.told != Told::held) return;
    for (const Hold& given : outcome.holds) {
      const Hold hold = decided_by_whoever_declined(outcome, given);
      if (!is_settled(outcome, hold)) keep(outcome, hold);
    }
  }

  /// Who was told before stays told, and waits only for what would show it more. But for who is
  /// outside each revision is a matter of its own.
  bool is_settled(const Outcome& outcome, const Hold& hold) {
    const Notice* notice = chain_.find_notice(outcome.position);
    if (notice == nullptr || !notice->is_told() || outcome.outside) return false;
    const KeptHold* kept = find_hold(outcome.position, hold);
    if (kept != nullptr && was_released(*kept)) return true;
    const Telling stands = standing(outcome);
    return covers(stands.rules.empty() ? notice->show : stands.show, hold.show);
  }

  /// A decider that was itself declined and hears nothing yet is not asked: whoever declined it
  /// decides, or else whose question that was, if this routing tells one of them.
  Hold decided_by_whoever_declined(const Outcome& outcome, Hold hold) {
    if (is_told_now(hold.decider)) return hold;
    for (const KeptHold& kept : holds()) {
      if (kept.position != hold.decider || kept.state != HoldState::declined) continue;
      for (const Code& instead : {kept.terms.decider, kept.ended_position}) {
        const Outcome* decider = routing_.find(instead);
        if (decider == nullptr || instead == outcome.position || !may_decide(*decider)) continue;
        hold.decider = decider->position;
      }
    }
    return hold;
  }

  static bool may_decide(const Outcome& decider) {
    return decider.told == Told::told || decider.told == Told::held;
  }

  /// Told by this routing, or before and not corrected by it.
  bool is_told_now(std::string_view position) {
    const Outcome* outcome = routing_.find(position);
    if (outcome == nullptr) return false;
    return outcome->told == Told::told || (outcome->told == Told::held && chain_.is_told(position));
  }

  void keep(const Outcome& outcome, const Hold& hold) {
    KeptHold* kept = find_hold(outcome.position, hold);
    if (kept == nullptr) kept = &holds().emplace_back(fresh(outcome, hold));
    if (kept->is_pending()) {
      renew(*kept, outcome, hold);
    } else if (kept->state != HoldState::declined || is_news(*kept, outcome, hold)) {
      KeptHold anew = fresh(outcome, hold);
      remember(anew, *kept);
      *kept = std::move(anew);
    }
    current_.insert(kept - holds().data());
  }

  /// Asked under the terms of the newest revision; its clock may only become shorter. The rules
  /// keep the text they were asked under while they are the same.
  void renew(KeptHold& kept, const Outcome& outcome, const Hold& hold) {
    KeptTerms terms = kept_terms(hold);
    const bool other_rules =
        kept.terms.rules != terms.rules || kept.terms.doubting != terms.doubting;
    if (other_rules) kept.version = routing_.version;
    if (kept.terms.escalate_to != terms.escalate_to) kept.escalated = false;
    kept.terms = std::move(terms);
    kept.outside = outcome.outside;
    kept.urgency = outcome.urgency;
    if (kept.due) kept.due = std::min(*kept.due, routing_.at + hold.within);
  }

  /// Whether a question that was declined must be asked again.
  static bool is_news(const KeptHold& declined, const Outcome& outcome, const Hold& hold) {
    const bool doubt_settled = !declined.terms.doubting.empty() && hold.doubting.empty();
    return !covers(declined.terms.rules, hold.rules) || (declined.terms.unknown && !hold.unknown) ||
           doubt_settled || outcome.urgency > declined.urgency;
  }

  KeptHold fresh(const Outcome& outcome, const Hold& hold) {
    return {.position = Code(outcome.position),
            .terms = kept_terms(hold),
            .outside = outcome.outside,
            .urgency = outcome.urgency,
            .revision = chain_.in().revision,
            .version = routing_.version,
            .due = {},
            .told_decider_at = {},
            .ended_by = {},
            .ended_position = {},
            .ended_at = {},
            .reason = {}};
  }

  void close_what_is_gone() {
    for (std::size_t i = 0; i < holds().size(); ++i) {
      if (!holds()[i].is_pending() || current_.contains(static_cast<std::ptrdiff_t>(i))) continue;
      chain_.end(holds()[i], HoldState::closed, "revision", {}, std::nullopt);
    }
  }

  void tell(const Outcome& outcome) {
    if (outcome.told == Told::told) return tell_now(outcome);
    Notice* notice = chain_.find_notice(outcome.position);
    if (notice == nullptr) return;
    if (outcome.told == Told::withheld) return correct(*notice, NoticeState::withheld);
    // Who is outside keeps what was released, until somebody releases this revision too.
    if (notice->is_told() && outcome.told == Told::held && outcome.outside) return;
    if (notice->is_told() && outcome.told == Told::held) return tell_again(outcome, *notice);
    if (notice->is_told() && is_asked(outcome.position)) return ask_again(outcome, *notice);
    correct(*notice, NoticeState::corrected);
  }

  /// Told by an act on a hold, or before the rules held it.
  void tell_again(const Outcome& outcome, const Notice& notice) {
    Telling telling = standing(outcome);
    if (telling.rules.empty()) {
      for (const Hold& hold : outcome.holds) unite(telling.rules, hold.rules);
      telling.show = notice.show;
    }
    telling.urgency = outcome.urgency;
    telling.deadline = answer_due(outcome).value_or(notice.deadline);
    chain_.tell(outcome.position, telling);
  }

  std::optional<Time> answer_due(const Outcome& outcome) {
    std::optional<Time> due;
    for (const Hold& hold : released(outcome)) {
      const Time answered = routing_.at + hold.answer_within;
      due = std::min(due.value_or(answered), answered);
    }
    return due;
  }

  /// Holds of this outcome that an act or a deadline has released.
  std::vector<Hold> released(const Outcome& outcome) {
    std::vector<Hold> released;
    for (const Hold& given : outcome.holds) {
      Hold hold = decided_by_whoever_declined(outcome, given);
      const KeptHold* kept = find_hold(outcome.position, hold);
      if (kept != nullptr && was_released(*kept)) released.push_back(std::move(hold));
    }
    return released;
  }

  /// No rule tells it any more, but somebody waits for its answer.
  void ask_again(const Outcome& outcome, Notice& notice) {
    Telling telling = standing(outcome);
    if (telling.rules.empty()) return chain_.touch(notice, NoticeState::changed);
    telling.urgency = notice.urgency;
    telling.deadline = notice.deadline;
    chain_.tell(outcome.position, telling);
  }

  /// What keeps a position told that no rule tells at once: what was released to it, and what it is
  /// asked because nobody answered in time.
  Telling standing(const Outcome& outcome) {
    Telling telling;
    for (const Hold& hold : released(outcome)) {
      unite(telling.rules, hold.rules);
      unite(telling.show, hold.show);
    }
    for (const KeptHold& hold : holds()) {
      if (!hold.is_pending() || !hold.escalated) continue;
      if (hold.terms.escalate_to != outcome.position) continue;
      unite(telling.rules, hold.terms.rules);
      unite(telling.show, hold.terms.show);
    }
    return telling;
  }

  void tell_now(const Outcome& outcome) {
    chain_.tell(outcome.position, {.rules = texts_of(outcome.rules),
                                   .show = texts_of(outcome.show),
                                   .urgency = outcome.urgency,
                                   .deadline = outcome.deadline.value_or(routing_.at)});
  }

  /// Asked when nobody else answered in time.
  bool is_asked(std::string_view view) {
    const Code position(view);
    return std::ranges::any_of(
        holds(), [&](const KeptHold& hold) { return hold.is_pending() && hold.asks(position); });
  }

  /// Once: who was told that it is no longer concerned hears nothing more.
  void correct(Notice& notice, NoticeState state) {
    if (notice.state == NoticeState::corrected || notice.state == state) return;
    chain_.touch(notice, state);
    notice.rules.clear();
  }

  Chain chain_;
  const Routing& routing_;
  std::set<std::ptrdiff_t> current_;  ///< Holds that this routing names.
};

// --- a person's act -----------------------------------------------------------------------------

class PersonsAct {
 public:
  PersonsAct(Chain chain, const Act& act) : chain_(std::move(chain)), act_(act) {}

  Followed follow() {
    if (!may_act()) {
      for (const Decision& decision : act_.decisions) {
        followed_.superseded.push_back(decision.position);
      }
      return std::move(followed_);
    }
    if (act_.kind == ReplyKind::forward) forward();
    if (act_.kind == ReplyKind::decide) {
      for (const Decision& decision : act_.decisions) decide(decision);
    }
    chain_.settle();
    return std::move(followed_);
  }

 private:
  /// Only who is being told of the report.
  bool may_act() { return chain_.is_told(act_.position); }

  void forward() {
    const auto waiting = holds_of(Release::forward, std::nullopt);
    if (waiting.empty()) supersede(act_.position);
    for (const std::size_t i : waiting) release(i);
  }

  void decide(const Decision& decision) {
    const auto open = holds_of(Release::decision, decision.position);
    if (open.empty()) return supersede(decision.position);
    for (const std::size_t i : open) {
      if (!decision.release) {
        decline(i);
      } else if (holds()[i].outside && act_.revision < chain_.in().revision) {
        supersede(decision.position);
      } else {
        release(i);
      }
    }
  }

  /// Pending holds on this position's act; of one waiting position, or of all.
  std::vector<std::size_t> holds_of(Release release, const std::optional<Code>& position) {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < holds().size(); ++i) {
      const KeptHold& hold = holds()[i];
      if (!hold.is_pending() || hold.terms.release != release || !hold.asks(act_.position)) {
        continue;
      }
      const bool may_pass = release == Release::decision || !hold.outside;
      if (may_pass && (!position || hold.position == *position)) found.push_back(i);
    }
    return found;
  }

  void release(std::size_t i) {
    if (!holds()[i].is_pending()) return;
    chain_.end(holds()[i], HoldState::released, act_.person, act_.position, act_.reason);
    chain_.release(holds()[i]);
    unite(followed_.released, Texts{holds()[i].position});
  }

  void decline(std::size_t i) {
    chain_.end(holds()[i], HoldState::declined, act_.person, act_.position, act_.reason);
    const Code& declined = holds()[i].position;
    followed_.declined.push_back(declined);
    if (chain_.is_told(declined)) return;  // By another's act; it answers for itself.
    for (KeptHold& waiting : holds()) {
      if (waiting.is_pending() && waiting.terms.decider == declined &&
          waiting.position != act_.position) {
        waiting.terms.decider = act_.position;
      }
    }
  }

  /// Goes back to its author: the notice says what was decided, by whom and when.
  void supersede(const Code& position) {
    followed_.superseded.push_back(position);
    Notice* notice = chain_.find_notice(act_.position);
    if (notice != nullptr && notice->is_told()) chain_.touch(*notice, NoticeState::changed);
  }

  std::vector<KeptHold>& holds() { return chain_.in().holds; }

  Chain chain_;
  const Act& act_;
  Followed followed_;
};

// --- a deadline ---------------------------------------------------------------------------------

class PassedDeadline {
 public:
  explicit PassedDeadline(Chain chain) : chain_(std::move(chain)) {}

  std::vector<Code> follow() {
    auto& holds = chain_.in().holds;
    for (std::size_t i = 0; i < holds.size(); ++i) {
      if (holds[i].state == HoldState::open && *holds[i].due <= chain_.now()) pass(holds[i]);
    }
    chain_.settle();
    return std::move(released_);
  }

 private:
  void pass(KeptHold& hold) {
    if (hold.terms.at_deadline == AtDeadline::forward && !hold.outside) {
      chain_.end(hold, HoldState::passed, "deadline", {}, std::nullopt);
      chain_.release(hold);
      unite(released_, Texts{hold.position});
      return;
    }
    hold.due = chain_.now() + until_next_reminder(hold);
    if (hold.terms.at_deadline == AtDeadline::escalate && hold.terms.escalate_to) escalate(hold);
    remind(hold.terms.decider);
    if (hold.escalated) remind(*hold.terms.escalate_to);
  }

  /// Reminders grow rarer, up to once a day.
  std::chrono::milliseconds until_next_reminder(const KeptHold& hold) const {
    const auto waited = chain_.now() - hold.told_decider_at.value_or(chain_.now());
    const std::chrono::milliseconds most = std::chrono::hours{24};
    return std::max<std::chrono::milliseconds>(hold.terms.within, std::min(waited, most));
  }

  void escalate(KeptHold& hold) {
    if (hold.escalated) return;
    Notice* notice = chain_.find_notice(*hold.terms.escalate_to);
    if (notice != nullptr && notice->state == NoticeState::withheld) return;
    hold.escalated = true;
    hold.climbed.push_back({*hold.terms.escalate_to, chain_.now()});
    if (notice != nullptr && notice->is_told()) return;
    chain_.tell(*hold.terms.escalate_to, {.rules = hold.terms.rules,
                                          .show = hold.terms.show,
                                          .urgency = hold.urgency,
                                          .deadline = *hold.due});
  }

  void remind(const Code& position) {
    Notice* notice = chain_.find_notice(position);
    if (notice == nullptr || !notice->is_told() || chain_.in().touched.contains(position)) return;
    chain_.touch(*notice, NoticeState::reminded);
  }

  Chain chain_;
  std::vector<Code> released_;
};

// --- a changed mission --------------------------------------------------------------------------

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
      : chain_(in, today.version, today.at), mission_(mission), today_(today) {}

  std::vector<HandedOver> follow() {
    std::vector<HandedOver> handed;
    for (KeptHold& hold : chain_.in().holds) {
      if (forwards_outside(hold, mission_)) leave_to_decision(hold);
      if (!asks_nobody(hold, mission_)) continue;
      if (!may_decide(mission_, hold.terms.decider)) hand_over(hold, handed);
      climb_elsewhere(hold);
    }
    chain_.settle();
    return handed;
  }

 private:
  /// Its clock runs on; whoever is asked reads that it is a question now.
  void leave_to_decision(KeptHold& hold) {
    hold.outside = true;
    hold.terms.release = Release::decision;
    if (hold.terms.at_deadline == AtDeadline::forward) hold.terms.at_deadline = AtDeadline::remind;
    if (hold.state == HoldState::open) chain_.touch_told(hold.terms.decider);
    if (hold.escalated) chain_.touch_told(*hold.terms.escalate_to);
  }

  void hand_over(KeptHold& hold, std::vector<HandedOver>& handed) {
    const Code to = successor(hold);
    if (to == hold.terms.decider) return;
    handed.push_back({.position = hold.position, .from = hold.terms.decider, .to = to});
    if (hold.told_decider_at) end_with_its_decider(hold);
    hold.terms.decider = to;
    hold.state = HoldState::waiting;
    hold.due.reset();
    if (!to.empty() && !chain_.is_told(to)) tell_as_today(*today_.find(to));
  }

  void end_with_its_decider(KeptHold& hold) {
    KeptHold ended = hold;
    ended.state = HoldState::closed;
    ended.due.reset();
    ended.ended_by = "mission";
    ended.ended_at = chain_.now();
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
    return may_ask(climbs, hold) ? climbs : Code{};
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
    return outcome->told == Told::told || (outcome->told == Told::held && chain_.is_told(position));
  }

  void tell_as_today(const Outcome& outcome) {
    chain_.tell(outcome.position, {.rules = texts_of(outcome.rules),
                                   .show = texts_of(outcome.show),
                                   .urgency = outcome.urgency,
                                   .deadline = outcome.deadline.value_or(today_.at)});
  }

  void climb_elsewhere(KeptHold& hold) {
    auto& climbs = hold.terms.escalate_to;
    if (!climbs || (may_decide(mission_, *climbs) && climbs != hold.terms.decider)) return;
    climbs = first_addressee(hold);
    if (climbs == hold.terms.decider) climbs.reset();
    hold.escalated = false;
  }

  Chain chain_;
  const config::Mission& mission_;
  const Routing& today_;
};

}  // namespace

KeptTerms kept_terms(const Hold& hold) {
  KeptTerms terms{.decider = Code(hold.decider),
                  .release = hold.release,
                  .unknown = hold.unknown,
                  .rules = texts_of(hold.rules),
                  .doubting = texts_of(hold.doubting),
                  .missing = texts_of(hold.missing),
                  .within = hold.within,
                  .at_deadline = hold.at_deadline,
                  .escalate_to = std::nullopt,
                  .show = texts_of(hold.show),
                  .answer_within = hold.answer_within};
  if (hold.escalate_to) terms.escalate_to = Code(*hold.escalate_to);
  return terms;
}

std::string_view to_string(HoldState state) {
  return hold_words.at(static_cast<std::size_t>(state));
}

std::optional<HoldState> parse_hold_state(std::string_view word) {
  return parse_word<HoldState>(hold_words, word);
}

std::string_view to_string(ReplyKind kind) {
  return reply_words.at(static_cast<std::size_t>(kind));
}

std::optional<ReplyKind> parse_reply_kind(std::string_view word) {
  return parse_word<ReplyKind>(reply_words, word);
}

bool KeptHold::asks(const Code& candidate) const {
  return terms.decider == candidate || (escalated && terms.escalate_to == candidate);
}

void follow_routing(Case& in, const Routing& routing, std::int64_t revision) {
  in.revision = revision;
  NewRouting(in, routing).follow();
}

Followed follow_act(Case& in, const Act& act, const std::string& version, Time now) {
  return PersonsAct(Chain(in, version, now), act).follow();
}

std::vector<Code> follow_deadlines(Case& in, const std::string& version, Time now) {
  return PassedDeadline(Chain(in, version, now)).follow();
}

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
