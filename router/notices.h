// What each position is owed about one report: its newest state.
//
// `issue` numbers what the router has said on a notice; the notifier keeps the highest of revision
// and issue. Notice ids follow from report and position alone, so that a router restored from a
// backup gives the same ones again, and no number of an issue twice (decision 0022).

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "report/clock.h"
#include "report/digest.h"
#include "report/id.h"
#include "report/report.h"

namespace vigie::router {

enum class NoticeState {
  told,       ///< For the first time.
  changed,    ///< Told before; a revision, a question, a decision or a tightened view is new.
  reminded,   ///< Told before; what it was asked is overdue.
  corrected,  ///< Told before; the newest revision no longer concerns this position.
  withheld,   ///< Told before; it may hear no more of this report; the notifier
              ///< stops showing it.
};

std::string_view to_string(NoticeState state);
std::optional<NoticeState> parse_notice_state(std::string_view word);

struct Acknowledged {
  std::string by;  ///< Person id of the roster.
  Time at{};
  bool operator==(const Acknowledged&) const = default;
};

struct Notice {
  Uuid id;
  Uuid report;
  Code position;
  std::int64_t revision = 0;
  std::int64_t issue = 1;
  NoticeState state = NoticeState::told;
  Urgency urgency = Urgency::routine;
  Time deadline{};
  Time at{};                                 ///< When this state began.
  std::vector<std::string> rules;            ///< That tell it, by id.
  std::vector<std::string> no_longer;        ///< That told it until this issue, by id.
  std::vector<Code> show;                    ///< Profiles those rules grant.
  std::string version;                       ///< Of the mission whose rules those are.
  std::optional<Digest> view;                ///< Of what it was last shown.
  std::optional<Acknowledged> acknowledged;  ///< Of this issue; the first that came.
  bool operator==(const Notice&) const = default;

  /// Whether the position is being told of the report: neither corrected nor withheld.
  bool is_told() const { return state != NoticeState::corrected && state != NoticeState::withheld; }
};

/// The number of what is said next, of the revision that was told before or of a newer one.
std::int64_t next_issue(std::int64_t issue, bool newer_revision, Time now);

/// The same for every revision. A UUID of version 8: made from a digest, not from time or chance.
Uuid notice_id(const Uuid& report, const Code& position);

}  // namespace vigie::router
