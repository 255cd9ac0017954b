// A stored routing in full: what every position's outcome was and what it rests on, joined from the
// record (router/rules/routing_record.h), the values of all atoms and the record of the mission's
// version (router/rules/version_record.h). The loaded mission is not needed; only a reader's grant
// comes from it.
//
// Shapes: {"at","urgency","outcomes":[outcome]}; lists that are empty and members that say nothing
//         for an outcome are left out. text: {"en","fr"}; times: UTC milliseconds.
//   outcome: {"position","title":text,"outside","outcome","reason","urgency","deadline","show":
//            [profile],"then":[{"position","title","skipped",
//            "reason","show":[profile]}],"stands_in_for":[{"position",
//            "title"}],"rules":[rule],"withheld_by":[rule],"holds":[hold],"nearest":[rule]}
//   rule:    {"rule","title","because","authority","when","how","if_unknown","value":"yes"|"no"|
//            "unknown","in_force":false where its validity has passed,"facts":[{"text","words":
//            text,"value","where":JSON pointer}],"more_facts":how many are left out}; of nearest
//            also "changes":[[{"text","words","where","now","needed"}]]: every smallest set of
//            values that would make it true ("one_more": of an element the report does not have),
//            none when nothing would. The nearest rules stand first. A rule that rests on nothing
//            has an empty list of facts; rules of a version that kept no conditions have neither
//            facts nor changes. nearest is given where a condition kept the position from being
//            told; the facts are those of router/rules/carrying_facts.h.
//   hold:    {"decider","decider_title","release","unknown","rules":[rule],"doubting":[rule]: that
//            would withhold, were what is missing so,"missing":[{"text":of an
//            atom,"words":text}],"within_min","at_deadline","escalate_to","escalate_to_title","show",
//            "answer_within_min","now":{"state","escalated","told_decider_at","due","ended_by",
//            "ended_position","ended_at","reason"}}; now: as it is kept, when it still is; so are
//            then decider and escalate_to.
//
// As a reader: its own outcome, and the questions and forwards that it was given. Of a rule or a
// missing fact that rests on a path its grant does not see only "a fact you may not see" is left,
// under the id "hidden". Whoever decides in place of an implicated position is named only to a
// reader whose grant shows that UN personnel are concerned; the others read whom the rules name,
// and after a hand-over "another position" (decider "hidden"). Who is not being told sees no more
// than its outcome without any reason; who is withheld reads as not told. Never shown to a reader:
// who else is told, whom an overdue notice climbs to, for whom it stands in (each says of others
// what they are not told), the urgency of the whole, and the acts of other deciders. Errors: none
// for what the router stored.

#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string_view>
#include <vector>

#include "router/chain/kept_hold.h"
#include "router/views/grant.h"

namespace vigie::router {

inline constexpr std::size_t facts_shown_max = 8;  ///< Of one rule.

struct StoredRouting {
  std::string_view record;
  std::string_view version_record;
  std::vector<std::uint8_t> trace;   ///< Packed; empty: kept without one.
  std::map<Code, Text> newcomers{};  ///< Titles of positions that the mission has had since.
};

/// What a reader reads of a position that it may not know: "another position".
Text another_position();

/// For whose eyes.
struct Reader {
  Code position;
  bool told = false;  ///< It is being told of the report.
  Grant grant{};      ///< Of its notice.
};

/// `holds`: as they are kept now; none when the routing is not the newest.
nlohmann::json explain_routing(const StoredRouting& stored, const std::vector<KeptHold>& holds,
                               const std::optional<Reader>& reader);

}  // namespace vigie::router
