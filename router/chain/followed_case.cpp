#include "router/chain/followed_case.h"

#include <algorithm>
#include <iterator>

namespace vigie::router {
namespace {

using Release = config::HoldTerms::Release;

Urgency question_urgency(const Notice& decider, const KeptHold& hold) {
  if (hold.terms.release == Release::forward) return decider.urgency;
  return std::max(decider.urgency, hold.urgency);
}

}  // namespace

Notice* FollowedCase::find_notice(std::string_view position) {
  const auto found = std::ranges::find(case_.notices, position, &Notice::position);
  return found == case_.notices.end() ? nullptr : &*found;
}

bool FollowedCase::is_told(std::string_view position) {
  const Notice* notice = find_notice(position);
  return notice != nullptr && notice->is_told();
}

bool FollowedCase::stays_told(const Outcome& outcome) {
  return outcome.told == Told::told || (outcome.told == Told::held && is_told(outcome.position));
}

void FollowedCase::touch(Notice& notice, NoticeState state) {
  touch(notice, state, state == NoticeState::corrected || state == NoticeState::withheld);
}

void FollowedCase::show_newest(Notice& notice) { touch(notice, NoticeState::changed, true); }

void FollowedCase::touch(Notice& notice, NoticeState state, bool newest) {
  const bool newer_revision = newest && notice.revision < case_.revision;
  const std::int64_t before = issues_.try_emplace(notice.position, notice.issue).first->second;
  const bool first = case_.touched.insert(notice.position).second;
  if (first) notice.no_longer.clear();
  // A revision has the same number whatever this event has said of the one before.
  if (first || newer_revision) notice.issue = next_issue(before, newer_revision, now_);
  if (newest) notice.revision = case_.revision;
  notice.state = state;
  notice.at = now_;
  notice.acknowledged.reset();
}

void FollowedCase::touch_told(const Code& position, NoticeState state) {
  Notice* notice = find_notice(position);
  if (notice == nullptr || !notice->is_told() || case_.touched.contains(position)) return;
  touch(*notice, state);
}

void FollowedCase::tell(std::string_view position, const Telling& telling) {
  Notice& notice = notice_of(position);
  const Texts before = notice.issue > 0 && notice.is_told() ? notice.rules : Texts{};
  touch(notice, notice.issue == 0 ? NoticeState::told : NoticeState::changed, true);
  notice.rules = telling.rules;
  notice.no_longer = fallen(notice, before);
  notice.show = telling.show;
  notice.version = version_;
  notice.urgency = telling.urgency;
  notice.deadline = telling.deadline;
}

void FollowedCase::tell_as(const Outcome& outcome) {
  tell(outcome.position, {.rules = texts_of(outcome.rules),
                          .show = texts_of(outcome.show),
                          .urgency = outcome.urgency,
                          .deadline = outcome.deadline.value_or(now_)});
}

void FollowedCase::release(const KeptHold& hold) {
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

void FollowedCase::end(KeptHold& hold, HoldState state, const std::string& by, const Code& position,
                       const std::optional<std::string>& reason) {
  if (hold.state == HoldState::open) {
    if (hold.terms.decider != position) touch_told(hold.terms.decider, NoticeState::changed);
    if (hold.escalated && *hold.terms.escalate_to != position) {
      touch_told(*hold.terms.escalate_to, NoticeState::changed);
    }
  }
  hold.state = state;
  hold.due.reset();
  hold.ended_by = by;
  hold.ended_position = position;
  hold.ended_at = now_;
  hold.reason = reason;
}

void FollowedCase::settle() {
  for (KeptHold& hold : case_.holds) {
    Notice* decider = hold.is_pending() ? find_notice(hold.terms.decider) : nullptr;
    if (decider == nullptr || !decider->is_told()) continue;
    if (hold.state == HoldState::waiting) start(hold, *decider);
    decider->urgency = question_urgency(*decider, hold);
  }
}

Notice& FollowedCase::notice_of(std::string_view position) {
  if (Notice* notice = find_notice(position)) return *notice;
  Notice& notice = case_.notices.emplace_back();
  notice.position = position;
  notice.id = notice_id(case_.report, notice.position);
  notice.report = case_.report;
  notice.issue = 0;
  return notice;
}

/// What it was told for and is no more; a rule whose question still waits has not fallen away.
Texts FollowedCase::fallen(const Notice& notice, const Texts& before) const {
  Texts fallen;
  std::ranges::copy_if(before, std::back_inserter(fallen), [&](const std::string& rule) {
    return !covers(notice.rules, Texts{rule}) && !waits_for(notice.position, rule);
  });
  return fallen;
}

bool FollowedCase::waits_for(const Code& position, const std::string& rule) const {
  return std::ranges::any_of(case_.holds, [&](const KeptHold& hold) {
    return hold.is_pending() && hold.position == position && covers(hold.terms.rules, Texts{rule});
  });
}

/// To who is outside nothing stands but what was released of this revision.
void FollowedCase::add_what_stands(Telling& telling, const KeptHold& hold) {
  const Notice* notice = find_notice(hold.position);
  if (notice == nullptr || !notice->is_told()) return;
  if (hold.outside && notice->revision != case_.revision) return;
  unite(telling.rules, notice->rules);
  unite(telling.show, notice->show);
  telling.urgency = std::max(telling.urgency, notice->urgency);
  if (!notice->acknowledged) telling.deadline = std::min(telling.deadline, notice->deadline);
}

void FollowedCase::start(KeptHold& hold, Notice& decider) {
  hold.state = HoldState::open;
  hold.told_decider_at = now_;
  hold.due = now_ + hold.terms.within;
  if (!case_.touched.contains(decider.position)) touch(decider, NoticeState::changed);
}

}  // namespace vigie::router
