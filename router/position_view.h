// What one position is shown of a report, or would be shown once it is released: the view that its
// notice shows under the profiles in force now.
//
// Source: its notice where it is told (a position that is no longer concerned has one that shows
//         nothing); else the holds that keep it waiting. Of an earlier revision: what that
//         revision's routing would show it.
// Limits: as its notice, the view is shortened when it would be too large to be told
//         (router/views/fitting_view.h).
// Errors: StoreFailure. No view: the position is neither told nor held, or the kept report cannot
//         be read any more.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "router/router_store.h"
#include "router/views/grant.h"
#include "router/workplace.h"

namespace vigie::router {

struct PositionView {
  std::int64_t revision = 0;
  bool told = false;                 ///< Else: what it would be shown if it were released.
  std::optional<NoticeState> state;  ///< Of its notice.
  std::vector<Code> waits_for;       ///< Not told: who decides or forwards.
  Grant grant;                       ///< Without what was left out.
  std::string view;
};

class PositionViews {
 public:
  explicit PositionViews(const Workplace& workplace) : at_(workplace) {}

  std::optional<PositionView> of(const Uuid& report, const Code& position,
                                 std::optional<std::int64_t> revision);

 private:
  std::optional<PositionView> now(const Uuid& report, const Code& position);
  std::optional<PositionView> then(const RoutingRow& routing, const Code& position);
  bool fill(PositionView& shown, const Uuid& report, const Code& position,
            const std::vector<Code>& profiles);

  Workplace at_;
};

}  // namespace vigie::router
