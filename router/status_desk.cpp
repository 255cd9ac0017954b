#include "router/status_desk.h"

#include <algorithm>

namespace vigie::router {

void StatusDesk::publish(const Uuid& report, Time now) {
  const auto routing = at_.store.routing_of(report, std::nullopt);
  if (!routing) return;
  const Status status = status_of(report, routing->revision, at_.store.notices_of(report));
  const auto before = at_.store.status_of(report);
  if (before && before->body == write_status(status, before->count)) return;
  const std::int64_t count = std::max(before ? before->count + 1 : 1, to_milliseconds(now));
  const SentStatus sent{.count = count, .body = write_status(status, count)};
  at_.store.keep_status(report, sent);
  for (const std::string& intake : at_.store.intakes_of(report)) {
    enqueue(intake, sent, now);
  }
}

void StatusDesk::repeat(const Uuid& report, const std::string& intake, Time now) {
  if (const auto sent = at_.store.status_of(report)) enqueue(intake, *sent, now);
}

void StatusDesk::enqueue(const std::string& intake, const SentStatus& status, Time now) {
  if (!intakes_.contains(intake)) return;
  at_.outbox.enqueue({.peer = intake,
                      .lane = link::Lane::ordinary,
                      .message = new_uuid7(now, at_.random),
                      .kind = "status",
                      .reference = std::nullopt,
                      .body = status.body},
                     now);
}

}  // namespace vigie::router
