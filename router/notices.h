// What each position is owed about a report when it has been routed, given what it was told before.
//
// Pure. A position told before and now gets the change under the same notice; one that no longer
// matches gets a correction, never silence; one that the report now names as implicated hears
// nothing more, not even that. Notice ids follow from report and position alone, so that a router
// restored from a backup gives the same ones again.
//
// Errors: none.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "report/id.h"
#include "router/routing.h"

namespace vigie::router {

enum class NoticeState {
  told,       ///< For the first time.
  changed,    ///< Told before; a newer revision matches too.
  corrected,  ///< Told before; the newest revision no longer concerns this position.
  withheld,   ///< Told before; the newest revision implicates it. Nothing is sent.
};

std::string_view to_string(NoticeState state);
std::optional<NoticeState> parse_notice_state(std::string_view word);

struct Acknowledged {
  std::string by;  ///< Person id of the roster.
  Time at{};
  bool operator==(const Acknowledged&) const = default;
};

/// What one position is owed about one report: its newest state.
struct Notice {
  Uuid id;
  Uuid report;
  Code position;
  std::int64_t revision = 0;
  NoticeState state = NoticeState::told;
  Urgency urgency = Urgency::routine;
  Time deadline{};
  Time at{};                                 ///< When this state began.
  std::optional<Acknowledged> acknowledged;  ///< Of this revision; the first that came.
  bool operator==(const Notice&) const = default;
};

/// The same for every revision. A UUID of version 8: made from a digest, not from time or chance.
Uuid notice_id(const Uuid& report, const Code& position);

/// The notices that this routing makes or changes, by position.
std::vector<Notice> notices_after(const Uuid& report, std::int64_t revision, const Routing& routing,
                                  const std::vector<Notice>& earlier);

}  // namespace vigie::router
