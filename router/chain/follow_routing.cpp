#include "router/chain/chain.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

#include "router/chain/followed_case.h"
#include "router/chain/texts.h"

namespace vigie::router {
namespace {

bool was_released(const KeptHold& hold) {
  return hold.state == HoldState::released || hold.state == HoldState::passed;
}

/// A hold of an outcome, put to whom it is put now, and the kept one that it goes on with.
struct Question {
  Hold hold;
  std::optional<std::size_t> kept;
};

class NewRouting {
 public:
  NewRouting(Case& in, const Routing& routing)
      : case_(in, routing.version, routing.at), routing_(routing) {}

  void follow() {
    for (const Outcome& outcome : routing_.outcomes) hold(outcome);
    close_what_is_gone();
    for (const Outcome& outcome : routing_.outcomes) tell(outcome);
    case_.settle();
  }

 private:
  std::vector<KeptHold>& holds() { return case_.in().holds; }

  /// Each goes on with another: two may have come to wait for the same act, when their deciders
  /// were declined.
  std::vector<Question> asked_of(const Outcome& outcome) {
    std::vector<Question> all;
    std::set<std::size_t> taken;
    for (const Hold& given : outcome.holds) {
      Hold hold = decided_by_whoever_declined(outcome, given);
      const auto kept = find_hold(outcome.position, hold, taken);
      if (kept) taken.insert(*kept);
      all.push_back({std::move(hold), kept});
    }
    return all;
  }

  /// That waits for the same act; of several one by the same rules.
  std::optional<std::size_t> find_hold(std::string_view position, const Hold& hold,
                                       const std::set<std::size_t>& taken) {
    std::optional<std::size_t> found;
    for (std::size_t i = 0; i < holds().size(); ++i) {
      const KeptHold& kept = holds()[i];
      if (kept.position != position || !is_same_wait(kept.terms, hold)) continue;
      if (taken.contains(i)) continue;
      if (std::ranges::equal(kept.terms.rules, hold.rules)) return i;
      if (!found) found = i;
    }
    return found;
  }

  void hold(const Outcome& outcome) {
    if (outcome.told != Told::held) return;
    for (const Question& asked : asked_of(outcome)) {
      if (!is_settled(outcome, asked)) keep(outcome, asked);
    }
  }

  /// Who was told before stays told, and waits only for what would show it more. But for who is
  /// outside each revision is a matter of its own, and so it is where a doubt is new.
  bool is_settled(const Outcome& outcome, const Question& asked) {
    const Notice* notice = case_.find_notice(outcome.position);
    if (notice == nullptr || !notice->is_told() || outcome.outside) return false;
    if (is_doubted(outcome)) return false;
    if (asked.kept && was_released(holds()[*asked.kept])) return true;
    const Telling stands = standing(outcome);
    return covers(stands.rules.empty() ? notice->show : stands.show, asked.hold.show);
  }

  /// Whether a rule may have to withhold it, and nobody has released it knowing that.
  bool is_doubted(const Outcome& outcome) {
    return std::ranges::any_of(outcome.holds, [&](const Hold& hold) {
      const auto releases = [&](const KeptHold& kept) {
        return kept.position == outcome.position && was_released(kept) && knows_doubt(kept, hold);
      };
      return !hold.doubting.empty() && std::ranges::none_of(holds(), releases);
    });
  }

  /// A decider that was itself declined and hears nothing yet is not asked: whoever declined it
  /// decides, or else whose question that was, if this routing tells one of them.
  Hold decided_by_whoever_declined(const Outcome& outcome, Hold hold) {
    const Outcome* decider = routing_.find(hold.decider);
    if (decider != nullptr && case_.stays_told(*decider)) return hold;
    for (const KeptHold& kept : holds()) {
      if (kept.position != hold.decider || kept.state != HoldState::declined) continue;
      for (const Code& instead : {kept.terms.decider, kept.ended_position}) {
        const Outcome* other = routing_.find(instead);
        if (other == nullptr || instead == outcome.position || !may_decide(*other)) continue;
        hold.decider = other->position;
      }
    }
    return hold;
  }

  static bool may_decide(const Outcome& decider) {
    return !decider.outside && (decider.told == Told::told || decider.told == Told::held);
  }

  void keep(const Outcome& outcome, const Question& asked) {
    const Hold& hold = asked.hold;
    const std::size_t place = asked.kept.value_or(holds().size());
    if (!asked.kept) holds().push_back(fresh(outcome, hold));
    KeptHold& kept = holds()[place];
    if (kept.is_pending()) {
      renew(kept, outcome, hold);
    } else if (kept.state != HoldState::declined || is_news(kept, outcome, hold) ||
               (case_.is_told(outcome.position) && !knows_doubt(kept, hold))) {
      KeptHold anew = fresh(outcome, hold);
      remember(anew, kept);
      kept = std::move(anew);
    }
    current_.insert(place);
  }

  /// Asked under the terms of the newest revision; its clock may only become shorter. The rules
  /// keep the text they were asked under while they are the same.
  void renew(KeptHold& kept, const Outcome& outcome, const Hold& hold) {
    KeptTerms terms = kept_terms(hold);
    const bool other_rules =
        kept.terms.rules != terms.rules || kept.terms.doubting != terms.doubting;
    if (other_rules) kept.version = routing_.version;
    if (kept.terms.escalate_to != terms.escalate_to) {
      // Its time has passed once: the next is asked now, not at the next reminder.
      if (kept.escalated && terms.escalate_to && kept.due) kept.due = routing_.at;
      kept.escalated = false;
    }
    kept.terms = std::move(terms);
    kept.outside = outcome.outside;
    kept.urgency = outcome.urgency;
    if (kept.due) kept.due = std::min(*kept.due, routing_.at + hold.within);
  }

  /// Whether what that one was asked named all that speaks against this one.
  static bool knows_doubt(const KeptHold& kept, const Hold& hold) {
    return covers(kept.terms.doubting, hold.doubting);
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
            .revision = case_.in().revision,
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
      if (!holds()[i].is_pending() || current_.contains(i)) continue;
      case_.end(holds()[i], HoldState::closed, "revision", {}, std::nullopt);
    }
  }

  void tell(const Outcome& outcome) {
    if (outcome.told == Told::told) return case_.tell_as(outcome);
    Notice* notice = case_.find_notice(outcome.position);
    if (notice == nullptr) return;
    if (outcome.told == Told::withheld || outcome.hears_nothing) {
      return correct(*notice, NoticeState::withheld);
    }
    // They keep what they have read, until somebody releases this revision too.
    const bool waits = outcome.told == Told::held && (outcome.outside || is_doubted(outcome));
    if (notice->is_told() && waits) return;
    if (notice->is_told() && outcome.told == Told::held) return tell_again(outcome, *notice);
    if (notice->is_told() && is_asked(outcome.position)) return ask_again(outcome, *notice);
    if (notice->state == NoticeState::withheld && climb_again(outcome)) return;
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
    case_.tell(outcome.position, telling);
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
    for (Question& asked : asked_of(outcome)) {
      if (!asked.kept || !was_released(holds()[*asked.kept])) continue;
      released.push_back(std::move(asked.hold));
    }
    return released;
  }

  /// No rule tells it any more, but somebody waits for its answer.
  void ask_again(const Outcome& outcome, Notice& notice) {
    Telling telling = standing(outcome);
    if (telling.rules.empty()) return case_.show_newest(notice);
    telling.urgency = notice.urgency;
    telling.deadline = notice.deadline;
    case_.tell(outcome.position, telling);
  }

  /// Withheld from by an earlier revision, and by this one no more: what had climbed to it is put
  /// to it again. Whether anything had.
  bool climb_again(const Outcome& outcome) {
    Telling telling = standing(outcome);
    telling.deadline = Time::max();
    bool asked = false;
    for (KeptHold& hold : holds()) {
      if (!climbed_to(hold, outcome)) continue;
      hold.climbed.push_back({*hold.terms.escalate_to, case_.now()});
      telling.urgency = std::max(telling.urgency, hold.urgency);
      telling.deadline = std::min(telling.deadline, hold.due.value_or(case_.now()));
      asked = true;
    }
    if (asked) case_.tell(outcome.position, telling);
    return asked;
  }

  static bool climbed_to(const KeptHold& hold, const Outcome& outcome) {
    return hold.is_pending() && hold.has_climbed_to(outcome.position);
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
      if (!climbed_to(hold, outcome)) continue;
      unite(telling.rules, hold.terms.rules);
      unite(telling.show, hold.terms.show);
    }
    return telling;
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
    case_.touch(notice, state);
    notice.rules.clear();
  }

  FollowedCase case_;
  const Routing& routing_;
  std::set<std::size_t> current_;  ///< Holds that this routing names.
};

}  // namespace

void follow_routing(Case& in, const Routing& routing, std::int64_t revision) {
  in.revision = revision;
  NewRouting(in, routing).follow();
}

}  // namespace vigie::router
