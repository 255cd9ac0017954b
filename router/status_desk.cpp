#include "router/status_desk.h"

#include <algorithm>

#include "router/shown_report.h"

namespace vigie::router {

namespace {

/// Colleagues whom a report concerns must not read in its status who was told of it.
bool names_positions(const Report& report) { return !report.concerns_un_personnel.concerned; }

}  // namespace

void StatusDesk::publish(const Report& report, Time now) {
  publish(report.id, names_positions(report), at_.store.status_of(report.id), now);
}

void StatusDesk::publish(const Uuid& report, Time now) {
  const auto before = at_.store.status_of(report);
  const auto named = before ? before->named : std::nullopt;
  publish(report, named ? *named : may_name(report), before, now);
}

void StatusDesk::publish(const Uuid& report, bool named, const std::optional<SentStatus>& before,
                         Time now) {
  const std::int64_t revision = at_.store.newest_routed(report);
  Status status = status_of(report, revision, at_.store.notices_of(report));
  status.named = named;
  if (before && before->body == write_status(status, before->count)) return;
  const std::int64_t count = std::max(before ? before->count + 1 : 1, to_milliseconds(now));
  const SentStatus sent{.count = count, .body = write_status(status, count), .named = named};
  at_.store.keep_status(report, sent);
  for (const std::string& intake : at_.store.intakes_of(report)) {
    enqueue(intake, sent, now);
  }
}

/// Not either when the disk has changed the report, and nobody can say.
bool StatusDesk::may_name(const Uuid& report) {
  const auto newest = reopen(at_.store, report);
  return newest && names_positions(newest->report);
}

void StatusDesk::repeat(const Uuid& report, const std::string& intake, Time now) {
  auto sent = at_.store.status_of(report);
  if (!sent) return;
  if (!sent->named) {  // Kept before it was known whether it may name positions.
    publish(report, now);
    sent = at_.store.status_of(report);
  }
  enqueue(intake, *sent, now);
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
