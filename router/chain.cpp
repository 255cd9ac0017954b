#include "router/chain.h"

#include <algorithm>
#include <array>

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

template <typename Value>
bool unite(std::vector<Value>& into, const std::vector<Value>& more) {
  const std::size_t before = into.size();
  for (const Value& value : more) {
    const auto place = std::ranges::lower_bound(into, value);
    if (place == into.end() || *place != value) into.insert(place, value);
  }
  return into.size() != before;
}

/// Follows one event through a case.
class Chain {
 public:
  Chain(Case& in, std::string version, Time now)
      : case_(in), version_(std::move(version)), now_(now) {}

  Notice* find_notice(const Code& position) {
    const auto found = std::ranges::find(case_.notices, position, &Notice::position);
    return found == case_.notices.end() ? nullptr : &*found;
  }

  /// A new issue of its notice, once for each event.
  void touch(Notice& notice, NoticeState state) {
    if (case_.touched.insert(notice.position).second) ++notice.issue;
    notice.revision = case_.revision;
    notice.state = state;
    notice.at = now_;
    notice.acknowledged.reset();
  }

  void tell(const Code& position, const Telling& telling) {
    Notice* notice = find_notice(position);
    if (notice == nullptr) {
      notice = &case_.notices.emplace_back();
      notice->id = notice_id(case_.report, position);
      notice->report = case_.report;
      notice->position = position;
      notice->issue = 0;
    }
    const bool first = notice->issue == 0;
    touch(*notice, first ? NoticeState::told : NoticeState::changed);
    notice->rules = telling.rules;
    notice->show = telling.show;
    notice->version = version_;
    notice->urgency = telling.urgency;
    notice->deadline = telling.deadline;
  }

  void release(KeptHold& hold, HoldState state) {
    hold.state = state;
    tell(hold.position, {.rules = hold.terms.rules,
                         .show = hold.terms.show,
                         .urgency = hold.urgency,
                         .deadline = now_ + hold.terms.answer_within});
    find_notice(hold.position)->version = hold.version;
    for (KeptHold& other : case_.holds) {
      if (&other != &hold && other.position == hold.position && other.is_pending()) {
        end(other, HoldState::closed, "another", {}, std::nullopt);
      }
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

  /// Starts the clock of every hold whose decider has been told by now.
  void settle() {
    for (KeptHold& hold : case_.holds) {
      if (hold.state != HoldState::waiting) continue;
      Notice* decider = find_notice(hold.terms.decider);
      if (decider == nullptr || !decider->is_told()) continue;
      hold.state = HoldState::open;
      hold.told_decider_at = now_;
      hold.due = now_ + hold.terms.within;
      decider->urgency = question_urgency(*decider, hold);
      if (!case_.touched.contains(decider->position)) touch(*decider, NoticeState::changed);
    }
  }

  static Urgency question_urgency(const Notice& decider, const KeptHold& hold) {
    if (hold.terms.release == Release::forward) return decider.urgency;
    return std::max(decider.urgency, hold.urgency);
  }

  Case& in() { return case_; }
  Time now() const { return now_; }

 private:
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
    for (const Outcome& outcome : routing_.outcomes) hold(outcome);
    close_what_is_gone();
    for (const Outcome& outcome : routing_.outcomes) tell(outcome);
    chain_.settle();
  }

 private:
  std::vector<KeptHold>& holds() { return chain_.in().holds; }

  KeptHold* find_hold(const Code& position, const Hold& hold) {
    const auto found = std::ranges::find_if(holds(), [&](const KeptHold& kept) {
      return kept.position == position && is_same_wait(kept.terms, hold);
    });
    return found == holds().end() ? nullptr : &*found;
  }

  bool was_told(const Code& position) {
    const Notice* notice = chain_.find_notice(position);
    return notice != nullptr && notice->is_told();
  }

  /// Who was told before stays told: there is nothing left to hold. But for who is outside each
  /// revision is a matter of its own.
  void hold(const Outcome& outcome) {
    if (outcome.told != Told::held) return;
    if (was_told(outcome.position) && !outcome.outside) return;
    for (const Hold& hold : outcome.holds)
      keep(outcome, decided_by_whoever_declined(outcome, hold));
  }

  /// A decider that was itself declined is not asked: whoever declined it decides.
  Hold decided_by_whoever_declined(const Outcome& outcome, Hold hold) {
    for (const KeptHold& kept : holds()) {
      const bool declined = kept.position == hold.decider && kept.state == HoldState::declined;
      if (declined && kept.ended_position != outcome.position) hold.decider = kept.ended_position;
    }
    return hold;
  }

  void keep(const Outcome& outcome, const Hold& hold) {
    KeptHold* kept = find_hold(outcome.position, hold);
    if (kept == nullptr) kept = &holds().emplace_back(fresh(outcome, hold));
    if (kept->is_pending()) {
      renew(*kept, outcome, hold);
    } else if (kept->state != HoldState::declined || is_news(*kept, outcome, hold)) {
      *kept = fresh(outcome, hold);
    }
    current_.insert(kept - holds().data());
  }

  /// Asked under the terms of the newest revision; its clock may only become shorter. The rules
  /// keep the text they were asked under while they are the same.
  void renew(KeptHold& kept, const Outcome& outcome, const Hold& hold) {
    if (kept.terms.rules != hold.rules) kept.version = routing_.version;
    if (kept.terms.escalate_to != hold.escalate_to) kept.escalated = false;
    kept.terms = hold;
    kept.outside = outcome.outside;
    kept.urgency = outcome.urgency;
    if (kept.due) kept.due = std::min(*kept.due, routing_.at + hold.within);
  }

  /// Whether a question that was declined must be asked again.
  static bool is_news(const KeptHold& declined, const Outcome& outcome, const Hold& hold) {
    return !std::ranges::includes(declined.terms.rules, hold.rules) ||
           (declined.terms.unknown && !hold.unknown) || outcome.urgency > declined.urgency;
  }

  KeptHold fresh(const Outcome& outcome, const Hold& hold) {
    return {.position = outcome.position,
            .terms = hold,
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
    if (notice->is_told() && is_asked(outcome.position)) {
      return chain_.touch(*notice, NoticeState::changed);
    }
    correct(*notice, NoticeState::corrected);
  }

  /// Told by an act on a hold: on the newest revision for the reasons and as urgently as it says.
  void tell_again(const Outcome& outcome, Notice& notice) {
    chain_.touch(notice, NoticeState::changed);
    notice.urgency = outcome.urgency;
    for (const Hold& hold : outcome.holds) {
      const KeptHold* kept = find_hold(outcome.position, hold);
      const bool told_by_it = kept != nullptr && (kept->state == HoldState::released ||
                                                  kept->state == HoldState::passed);
      if (!told_by_it) continue;
      notice.rules = hold.rules;
      notice.show = hold.show;
      notice.version = routing_.version;
      notice.deadline = routing_.at + hold.answer_within;
    }
  }

  void tell_now(const Outcome& outcome) {
    chain_.tell(outcome.position, {.rules = {outcome.rules.begin(), outcome.rules.end()},
                                   .show = outcome.show,
                                   .urgency = outcome.urgency,
                                   .deadline = outcome.deadline.value_or(routing_.at)});
  }

  /// Asked when nobody else answered in time.
  bool is_asked(const Code& position) {
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
  bool may_act() {
    const Notice* notice = chain_.find_notice(act_.position);
    return notice != nullptr && notice->is_told();
  }

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
    chain_.release(holds()[i], HoldState::released);
    followed_.released.push_back(holds()[i].position);
  }

  void decline(std::size_t i) {
    chain_.end(holds()[i], HoldState::declined, act_.person, act_.position, act_.reason);
    const Code& declined = holds()[i].position;
    followed_.declined.push_back(declined);
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
      chain_.release(hold, HoldState::passed);
      released_.push_back(hold.position);
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

template <typename Enum, std::size_t count>
std::optional<Enum> parse(const std::array<std::string_view, count>& words, std::string_view word) {
  const auto* found = std::ranges::find(words, word);
  if (found == words.end()) return std::nullopt;
  return static_cast<Enum>(found - words.begin());
}

}  // namespace

std::string_view to_string(HoldState state) {
  return hold_words.at(static_cast<std::size_t>(state));
}

std::optional<HoldState> parse_hold_state(std::string_view word) {
  return parse<HoldState>(hold_words, word);
}

std::string_view to_string(ReplyKind kind) {
  return reply_words.at(static_cast<std::size_t>(kind));
}

std::optional<ReplyKind> parse_reply_kind(std::string_view word) {
  return parse<ReplyKind>(reply_words, word);
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

}  // namespace vigie::router
