#include "router/chain/chain.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <utility>

#include "router/chain/followed_case.h"
#include "router/chain/texts.h"

namespace vigie::router {
namespace {

using config::AtDeadline;

/// Reminders grow rarer, up to once a day.
std::chrono::milliseconds until_next_reminder(const KeptHold& hold, Time now) {
  const auto waited = now - hold.told_decider_at.value_or(now);
  const std::chrono::milliseconds most = std::chrono::hours{24};
  return std::max<std::chrono::milliseconds>(hold.terms.within, std::min(waited, most));
}

class PassedDeadline {
 public:
  explicit PassedDeadline(FollowedCase in) : case_(std::move(in)) {}

  std::vector<Code> follow() {
    pull_in_deadlines(case_.in(), case_.now());
    auto& holds = case_.in().holds;
    for (std::size_t i = 0; i < holds.size(); ++i) {
      if (holds[i].state == HoldState::open && *holds[i].due <= case_.now()) pass(holds[i]);
    }
    case_.settle();
    return std::move(released_);
  }

 private:
  void pass(KeptHold& hold) {
    if (hold.terms.at_deadline == AtDeadline::forward && !hold.outside) {
      case_.end(hold, HoldState::passed, "deadline", {}, std::nullopt);
      case_.release(hold);
      unite(released_, Texts{hold.position});
      return;
    }
    hold.due = case_.now() + until_next_reminder(hold, case_.now());
    if (hold.terms.at_deadline == AtDeadline::escalate && hold.terms.escalate_to) escalate(hold);
    case_.touch_told(hold.terms.decider, NoticeState::reminded);
    if (hold.escalated) case_.touch_told(*hold.terms.escalate_to, NoticeState::reminded);
  }

  void escalate(KeptHold& hold) {
    if (hold.escalated) return;
    Notice* notice = case_.find_notice(*hold.terms.escalate_to);
    if (notice != nullptr && notice->state == NoticeState::withheld) return;
    hold.escalated = true;
    hold.climbed.push_back({*hold.terms.escalate_to, case_.now()});
    if (notice != nullptr && notice->is_told()) return;
    case_.tell(*hold.terms.escalate_to, {.rules = hold.terms.rules,
                                         .show = hold.terms.show,
                                         .urgency = hold.urgency,
                                         .deadline = *hold.due});
  }

  FollowedCase case_;
  std::vector<Code> released_;
};

}  // namespace

bool pull_in_deadlines(Case& in, Time now) {
  bool changed = false;
  for (KeptHold& hold : in.holds) {
    // What has waited longer may be due later: nothing set before now is beyond this.
    const Time latest = now + until_next_reminder(hold, now);
    if (hold.state != HoldState::open || *hold.due <= latest) continue;
    hold.due = latest;
    hold.told_decider_at = std::min(hold.told_decider_at.value_or(now), now);
    changed = true;
  }
  return changed;
}

std::vector<Code> follow_deadlines(Case& in, const std::string& version, Time now) {
  return PassedDeadline(FollowedCase(in, version, now)).follow();
}

}  // namespace vigie::router
