#include "router/chain/chain.h"

#include <cstddef>
#include <optional>
#include <utility>

#include "router/chain/followed_case.h"
#include "router/chain/texts.h"

namespace vigie::router {
namespace {

using Release = config::HoldTerms::Release;

class PersonsAct {
 public:
  PersonsAct(FollowedCase in, const Act& act) : case_(std::move(in)), act_(act) {}

  Followed follow() {
    if (!may_act()) {
      for (const Decision& decision : act_.decisions) {
        unite(followed_.superseded, Texts{decision.position});
      }
      return std::move(followed_);
    }
    if (act_.kind == ReplyKind::forward) forward();
    if (act_.kind == ReplyKind::decide) {
      for (const Decision& decision : act_.decisions) decide(decision);
    }
    case_.settle();
    return std::move(followed_);
  }

 private:
  /// Only who is being told of the report.
  bool may_act() { return case_.is_told(act_.position); }

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
      } else if (holds()[i].outside && act_.revision < case_.in().revision) {
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
    case_.end(holds()[i], HoldState::released, act_.person, act_.position, act_.reason);
    case_.release(holds()[i]);
    unite(followed_.released, Texts{holds()[i].position});
  }

  void decline(std::size_t i) {
    case_.end(holds()[i], HoldState::declined, act_.person, act_.position, act_.reason);
    const Code& declined = holds()[i].position;
    unite(followed_.declined, Texts{declined});
    if (case_.is_told(declined)) return;  // By another's act; it answers for itself.
    for (KeptHold& waiting : holds()) {
      if (waiting.is_pending() && waiting.terms.decider == declined &&
          waiting.position != act_.position) {
        waiting.terms.decider = act_.position;
      }
    }
  }

  /// Goes back to its author: the notice says what was decided, by whom and when.
  void supersede(const Code& position) {
    unite(followed_.superseded, Texts{position});
    Notice* notice = case_.find_notice(act_.position);
    if (notice != nullptr && notice->is_told()) case_.touch(*notice, NoticeState::changed);
  }

  std::vector<KeptHold>& holds() { return case_.in().holds; }

  FollowedCase case_;
  const Act& act_;
  Followed followed_;
};

}  // namespace

Followed follow_act(Case& in, const Act& act, const std::string& version, Time now) {
  return PersonsAct(FollowedCase(in, version, now), act).follow();
}

}  // namespace vigie::router
