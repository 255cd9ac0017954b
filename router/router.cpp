#include "router/router.h"

#include <limits>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "link/exchange.h"
#include "link/verdicts.h"
#include "report/check.h"
#include "router/deadline_desk.h"
#include "router/reply_desk.h"
#include "router/report_desk.h"
#include "router/router_commands.h"
#include "router/rules/version_record.h"
#include "service/control_commands.h"
#include "service/gauges.h"
#include "service/link_options.h"
#include "service/program_state.h"

namespace vigie::router {
namespace {

using service::Json;

constexpr int dispatches_at_once = 200;  ///< Pruned in one turn.

std::set<std::string> names_of(const std::map<std::string, link::Line*>& lines) {
  std::set<std::string> names;
  for (const auto& [name, line] : lines) names.insert(name);
  return names;
}

}  // namespace

struct Router::Parts {
  explicit Parts(const RouterWiring& given);

  link::Verdict apply(const link::Message& message, Time now);
  link::Parts parts_of(const link::OutboxEntry& entry);
  void note_answer(const link::Answered& answered, Time now);
  void start(Time now);
  void work(Time now);
  void retry_replies(Time now);
  void prune_dispatches();
  bool has_more_to_do() const { return reviewing || replies_tried || prune_before; }
  void housekeep(Time now);
  std::optional<Time> next_due();
  bool overdue(Time now) { return next_due().value_or(Time::max()) <= now; }
  std::optional<Json> answer(const service::ControlRequest& request);
  std::vector<std::string> peers() const;

  Workplace workplace() {
    return {wiring.mission, store,          outbox,        audit,  alarms,
            wiring.log,     wiring.metrics, wiring.random, current};
  }

  RouterWiring wiring;
  std::string notifier_name;
  store::AuditTrail audit;
  service::AlarmDesk alarms;
  link::Outbox outbox;
  RouterStore store;
  std::unique_ptr<Current> current;
  StatusDesk statuses;
  ReportDesk reports;
  ReplyDesk replies;
  DeadlineDesk deadlines;
  Teller teller;
  link::Receiver receiver;
  link::Sender notifier;
  std::vector<std::unique_ptr<link::Sender>> intakes;
  link::Exchange exchange;
  service::QuarantineCommands quarantine;
  RouterCommands commands;
  service::Gauges gauges;
  bool started = false;
  bool reviewing = false;     ///< The mission has changed, and not every notice and hold looked at.
  bool reports_came = false;  ///< Since waiting replies were last tried again from the first.
  std::optional<std::int64_t> replies_tried;  ///< While they are: up to this entry.
  std::optional<std::int64_t> prune_before;   ///< Dispatches still to be pruned: before this one.
};

Router::Parts::Parts(const RouterWiring& given)
    : wiring(given),
      notifier_name(given.mission.settings.notifier.name),
      audit(given.database),
      alarms(given.log, given.metrics, audit),
      outbox(given.database, given.random),
      store(given.database),
      current(std::make_unique<Current>(given.mission, store)),
      statuses(workplace(), names_of(given.intakes)),
      reports(workplace(), statuses),
      replies(workplace(), statuses),
      deadlines(workplace(), statuses),
      teller(workplace()),
      receiver(
          given.database, given.reports, service::receiver_options(given.mission.settings.limits),
          [this](const link::Message& message, Time now) { return apply(message, now); },
          alarms.sink()),
      notifier(
          outbox, given.notifier,
          service::sender_options(given.mission.settings.limits, notifier_name),
          [this](const link::OutboxEntry& entry) { return parts_of(entry); }, alarms.sink()),
      exchange(outbox, given.mission.settings.limits.resend_horizon),
      quarantine(receiver.held(), audit,
                 [this](std::int64_t entry, const std::string& by, Time now) {
                   return receiver.retry(entry, by, now);
                 }),
      commands(workplace(), receiver.held(), peers()),
      gauges(given.metrics, given.database, outbox, receiver.held(), peers()) {
  notifier.on_answer(
      [this](const link::Answered& answered, Time now) { note_answer(answered, now); });
  exchange.add(receiver);
  exchange.add(notifier);
  for (const auto& [name, line] : wiring.intakes) {
    intakes.push_back(std::make_unique<link::Sender>(
        outbox, *line, service::sender_options(wiring.mission.settings.limits, name),
        [](const link::OutboxEntry& entry) { return link::Parts{entry.body}; }, alarms.sink()));
    exchange.add(*intakes.back());
  }
}

link::Verdict Router::Parts::apply(const link::Message& message, Time now) {
  const bool report = message.kind == "report";
  const bool known =
      report ? message.kind_version == 1 : message.kind == "reply" && message.kind_version <= 2;
  if (!known) {
    return link::not_yet("version.kind");
  }
  const bool may_send =
      report ? wiring.intakes.contains(message.sender) : message.sender == notifier_name;
  if (!may_send) {
    return link::refused("sender.kind");
  }
  link::Verdict verdict = report ? reports.apply(message, now) : replies.apply(message, now);
  reports_came = reports_came || report;
  wiring.metrics.add(
      "vigie_messages_taken_total", 1,
      {{"kind", message.kind}, {"outcome", std::string(to_string(verdict.outcome))}});
  return verdict;
}

/// Notices the disk has changed never leave: the notifier refuses the empty part sent instead, and
/// nothing behind it waits.
link::Parts Router::Parts::parts_of(const link::OutboxEntry& entry) {
  VIGIE_EXPECT(entry.reference.has_value());
  return {store.dispatch(*entry.reference).value_or("")};
}

/// The notifier answers only what it did not apply.
void Router::Parts::note_answer(const link::Answered& answered, Time now) {
  if (answered.item.outcome != link::Outcome::refused) return;
  VIGIE_EXPECT(answered.entry.reference.has_value());
  const std::string message = to_string(answered.entry.message);
  if (!store.dispatch(*answered.entry.reference)) {
    return alarms.raise({.code = "notices.damaged",
                         .subject = message,
                         .text = "the disk has changed these notices since they were kept; they "
                                 "were not sent: tell their positions by hand, look at the disk"},
                        now);
  }
  alarms.raise({.code = "notifier.refused",
                .subject = message,
                .text = "the notifier put this message in quarantine: " + answered.item.code +
                        "; see vigie quarantine list at the notifier"},
               now);
}

/// Records what the mission's ids mean, and applies what waited for it. The first transaction.
void Router::Parts::start(Time now) {
  store::Transaction transaction(wiring.database);
  const std::string& version = wiring.mission.version;
  store.keep_version(version, write_version_record(wiring.mission), now);
  if (store.put_in_force(version)) {
    audit.append(now, wiring.mission.settings.router.name, "mission.version", version);
    wiring.log.info("mission_version", {{"version", version}});
  }
  receiver.retry_not_yet(now);
  reports.record_refusals(now);
  transaction.commit();
  started = true;
  reviewing = store.reviewed() || store.holds_reviewed();
}

std::optional<Time> Router::Parts::next_due() { return deadlines.next_due(); }

void Router::Parts::work(Time now) {
  store::Transaction transaction(wiring.database);
  // First, by what was heard until now: one lane heard after a long sleep says nothing of another.
  if (exchange.housekeeping_due(now)) housekeep(now);
  exchange.apply(now);
  retry_replies(now);
  prune_dispatches();
  reports.record_refusals(now);
  deadlines.pull_in(now);
  deadlines.apply(now);
  if (reviewing) {
    const bool more_holds = deadlines.review(now);
    reviewing = teller.review(now) || more_holds;
  }
  transaction.commit();
}

/// A few each turn: reading and writing each again takes its time, and others wait.
void Router::Parts::prune_dispatches() {
  if (!prune_before) return;
  const int pruned = store.prune_dispatches(*prune_before, dispatches_at_once);
  if (pruned < dispatches_at_once) prune_before.reset();
}

/// A reply may have come before the report its notice belongs to.
void Router::Parts::retry_replies(Time now) {
  if (!replies_tried && std::exchange(reports_came, false)) replies_tried = 0;
  if (!replies_tried) return;
  replies_tried = receiver.retry_not_yet("reply.unknown_notice", *replies_tried, now);
}

void Router::Parts::housekeep(Time now) {
  exchange.housekeeping(now);
  prune_before =
      outbox.oldest_reference("notices").value_or(std::numeric_limits<std::int64_t>::max());
}

std::optional<Json> Router::Parts::answer(const service::ControlRequest& request) {
  auto answer = quarantine.handle(request);
  if (!answer) answer = commands.handle(request);
  reports.record_refusals(request.now);
  return answer;
}

std::vector<std::string> Router::Parts::peers() const {
  std::vector<std::string> names{notifier_name};
  for (const auto& [name, line] : wiring.intakes) names.push_back(name);
  return names;
}

Router::Router(const RouterWiring& wiring) : parts_(std::make_unique<Parts>(wiring)) {}
Router::~Router() = default;

Time Router::turn(Time now) {
  Parts& parts = *parts_;
  if (!parts.started) parts.start(now);
  const bool arrived = parts.exchange.collect(now);
  const bool pulling_in = parts.deadlines.clock_was_ahead(now);
  if (arrived || pulling_in || parts.exchange.housekeeping_due(now) || parts.overdue(now) ||
      parts.has_more_to_do()) {
    parts.work(now);
  }
  parts.exchange.send(now);
  parts.wiring.database.checkpoint(!arrived);
  parts.gauges.show(now);
  if (parts.has_more_to_do() || pulling_in) return now;
  return std::min(parts.exchange.next_wake(now), parts.next_due().value_or(Time::max()));
}

std::vector<void*> Router::sockets() { return parts_->exchange.sockets(); }

std::string Router::control(std::string_view request, std::string_view caller, Time now) {
  Parts& parts = *parts_;
  if (!parts.started) parts.start(now);
  std::string answer = service::answer_control(
      parts.wiring.database, parts.wiring.log, request, caller, now,
      [&](const service::ControlRequest& asked) { return parts.answer(asked); });
  // A retried message may owe something; nothing else would wake the loop for it.
  parts.exchange.send(now);
  return answer;
}

void Router::mission_changed() {
  parts_->current = std::make_unique<Current>(parts_->wiring.mission, parts_->store);
  parts_->started = false;
}

service::Health Router::health(Time /*now*/) {
  return service::quarantine_health(parts_->receiver.held());
}

}  // namespace vigie::router
