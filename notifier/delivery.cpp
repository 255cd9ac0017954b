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

Decision next_step(DeliveryState state, std::optional<Time> pushed_at, Time now) {
  if (state != DeliveryState::ready && state != DeliveryState::handed_over) {
    return {Step::settled, now};
  }
  if (!pushed_at) return {Step::push, now};
  // A clock set back must not silence a push until it has caught up.
  const Time due = std::min(*pushed_at, now) + push_again_after;
  return {now < due ? Step::wait : Step::push, due};
}

}  // namespace vigie::notifier
