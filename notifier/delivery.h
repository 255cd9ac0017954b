// The delivery of one issue of a notice to one person over the ZeroMQ channel, and when to push
// it (again). Pure policy: the caller stores states and sends.
//
// ready → handed_over → delivered; or cancelled (another holder of the position answered) and
// replaced (a newer issue goes instead), both only before delivered. Handing bytes to a socket
// is handed_over; delivered is what the client said itself.
//
// A connection keeps its order, so what a slow link has not brought yet is not lost: while the
// client confirms other pushes, repeats would only stand in the way of what they repeat. They wait
// until it confirms nothing for a while, push_again_after doubling with each repeat, or until
// push_again_after_max since the last one.
//
// Units:  counted from the last push on the same session; a new session is pushed at once.
// Source: docs/decisions/0008; docs/protocol.md, "People".

#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "report/clock.h"
#include "report/id.h"
#include "report/report.h"

namespace vigie::notifier {

inline constexpr std::chrono::milliseconds push_again_after{5000};
inline constexpr std::chrono::milliseconds push_again_after_max{60'000};

enum class DeliveryState { ready, handed_over, delivered, cancelled, replaced };

struct Delivery {
  Uuid delivery;
  Uuid notice;
  std::int64_t revision = 1;
  std::int64_t issue = 1;
  std::string person;
  Code position;
  DeliveryState state = DeliveryState::ready;
};

/// The same for the same (notice, person, channel, revision, issue), on every restart and every
/// host: the first 16 bytes of SHA-256 over these, each behind its length; a first issue counts as
/// none.
Uuid delivery_id(const Uuid& notice, std::string_view person, std::string_view channel,
                 std::int64_t revision, std::int64_t issue);

inline constexpr std::string_view zeromq_channel = "zeromq";

enum class Step {
  push,     ///< Now.
  wait,     ///< Pushed on this session, not confirmed: look again at push_again_at().
  settled,  ///< Nothing more to do.
};

/// One delivery on one session.
struct Pushed {
  Time at{};      ///< Last.
  int times = 0;  ///< So far.
};

/// What to do at `now` on a session that lives and has last confirmed something at `confirmed_at`.
Step next_step(DeliveryState state, const Pushed& pushed, Time confirmed_at, Time now);
/// When it is pushed again if nothing is confirmed before.
Time push_again_at(const Pushed& pushed, Time confirmed_at, Time now);

}  // namespace vigie::notifier
