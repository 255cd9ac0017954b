// The way of one report through the mission as one list in time order: received, routed, whom the
// router told what, who acknowledged, forwarded and decided, whose time passed, and who is still
// waited for.
//
// Shapes: {"path":[step],"waiting":[wait],"open":[{"position","title","state","issue","deadline"}]}
//   step: {"at","what", …} with
//     received      "intake","revision"
//     routed        "revision","version","urgency"
//     told          "position","title","state" (told, changed, corrected, reminded),"revision",
//                   "issue"; one for every issue of a notice that was sent
//     asked         "position","title" (the decider),"for","for_title","release","within_min"
//     acknowledged, commented, forwarded, decided
//                   "position","title","person","said_at","revision","issue","reason"?,
//                   "decisions"?:[{"position","title","release"}]
//     passed, closed  "position","title" (who waited),"decider","decider_title","by"
//   wait: {"position","title","decider","decider_title","release","state","due"?,"at_deadline"}
//   `at` is the router's time, which orders them, `said_at` the person's. Texts a person wrote
//   stand in "reason" of forwarded and decided only. open: told and not acknowledged since.
// As a reader: only what was said to it, what it did, and what it was asked; "decider" is "hidden"
// where it may not know who acts in place of an implicated position.
// Reads arrival, routing, dispatch and reply itself; notices and holds through the store.
// Errors: StoreFailure. A message that the disk has changed is left out.

#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <vector>

#include "router/explanation.h"
#include "router/router_store.h"
#include "router/rule_texts.h"

namespace vigie::router {

class ReportPaths {
 public:
  ReportPaths(RouterStore& store, const RuleTexts& texts) : store_(store), texts_(texts) {}

  nlohmann::json of(const Uuid& report, const std::optional<Reader>& reader);

 private:
  std::vector<nlohmann::json> received(const Uuid& report);
  std::vector<nlohmann::json> routed(const Uuid& report);
  std::vector<nlohmann::json> told(const Uuid& report);
  std::vector<nlohmann::json> acts(const std::vector<Notice>& notices);
  nlohmann::json act(const ArrivedReply& arrived) const;
  nlohmann::json asked(const KeptHold& hold, const Code& whom, Time at) const;
  std::vector<nlohmann::json> of_holds(const std::vector<KeptHold>& holds);
  nlohmann::json titled(const Code& position) const;

  RouterStore& store_;
  const RuleTexts& texts_;
};

}  // namespace vigie::router
