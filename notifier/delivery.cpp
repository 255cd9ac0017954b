#include "notifier/delivery.h"

#include <algorithm>

#include "report/check.h"
#include "report/digest.h"

namespace vigie::notifier {
namespace {

std::string framed(std::string_view part) {
  return std::to_string(part.size()) + ":" + std::string(part);
}

}  // namespace

Uuid delivery_id(const Uuid& notice, std::string_view person, std::string_view channel,
                 std::int64_t revision, std::int64_t issue) {
  const Digest digest =
      sha256(framed(notice.blob()) + framed(person) + framed(channel) +
             framed(std::to_string(revision)) + (issue == 1 ? "" : framed(std::to_string(issue))));
  auto id = uuid_from_blob(digest.blob().substr(0, 16));
  VIGIE_EXPECT(id.has_value());
  // The notice's time in front: neighbours in time are neighbours in an index.
  std::copy_n(notice.bytes.begin(), uuid_time_bytes, id->bytes.begin());
  return *id;
}

Step next_step(DeliveryState state, const Pushed& pushed, Time confirmed_at, Time now) {
  if (state != DeliveryState::ready && state != DeliveryState::handed_over) return Step::settled;
  if (pushed.times == 0) return Step::push;
  return now < push_again_at(pushed, confirmed_at, now) ? Step::wait : Step::push;
}

Time push_again_at(const Pushed& pushed, Time confirmed_at, Time now) {
  constexpr int doublings_max = 10;
  const auto patience =
      std::min(push_again_after * (1 << std::clamp(pushed.times - 1, 0, doublings_max)),
               push_again_after_max);
  // A clock set back must not silence a push until it has caught up.
  const Time at = std::min(pushed.at, now);
  const Time quiet_since = std::max(at, std::min(confirmed_at, now));
  return std::min(quiet_since + patience, at + push_again_after_max);
}

}  // namespace vigie::notifier
