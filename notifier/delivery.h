// The delivery of one issue of a notice to one person over the ZeroMQ channel, and when to push
// it (again). Pure policy: the caller stores states and sends.
//
// ready → handed_over → delivered; or cancelled (another holder of the position answered) and
// replaced (a newer issue goes instead), both only before delivered. Handing bytes to a socket
// is handed_over; delivered is what the client said itself.
//
// Units:  push_again_after is counted from the last push on the same session; a new session is
//         pushed at once.
// Source: docs/decisions/0008; docs/protocol.md, "People".

#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "report/clock.h"
#include "report/id.h"
#include "report/report.h"

namespace vigie::notifier {

inline constexpr std::chrono::milliseconds push_again_after{5000};

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
  wait,     ///< Pushed on this session, not confirmed: look again at Decision::due.
  settled,  ///< Nothing more to do.
};

struct Decision {
  Step step;
  Time due;  ///< When step is wait.
};

/// What to do at `now` on a session that lives; `pushed_at`: last push of this delivery on it.
Decision next_step(DeliveryState state, std::optional<Time> pushed_at, Time now);

}  // namespace vigie::notifier
