#include "notifier/notifier.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "link/exchange.h"
#include "link/key_registry.h"
#include "link/outbox.h"
#include "link/receiver.h"
#include "link/sender.h"
#include "notifier/nobody_watch.h"
#include "notifier/notices_desk.h"
#include "notifier/notifier_commands.h"
#include "notifier/notifier_store.h"
#include "notifier/people_access.h"
#include "notifier/people_desk.h"
#include "notifier/people_requests.h"
#include "notifier/pushes.h"
#include "notifier/sessions.h"
#include "report/check.h"
#include "service/alarm_desk.h"
#include "service/control_commands.h"
#include "service/gauges.h"
#include "service/handshake_record.h"
#include "service/link_options.h"
#include "service/program_state.h"
#include "store/audit.h"

namespace vigie::notifier {
namespace {

constexpr std::chrono::seconds gauges_every{5};

}  // namespace

/// Members in the order they depend on each other.
struct Notifier::Parts {
  explicit Parts(const NotifierWiring& given);

  link::Parts parts_of(const link::OutboxEntry& entry);
  void start(Time now);
  bool collect(Time now);
  void apply(Time now);
  std::optional<service::Json> answer(const service::ControlRequest& request);
  void set_gauges(Time now);

  NotifierWiring wiring;
  store::AuditTrail audit;
  service::AlarmDesk alarms;
  link::KeyRegistry keys;
  service::KeyCommands key_commands;
  link::Outbox outbox;
  NotifierStore store;
  PeopleAccess access;
  NobodyWatch nobody;
  Sessions sessions;
  Pushes pushes;
  NoticesDesk notices;
  link::Receiver receiver;
  link::Sender sender;
  link::Exchange exchange;
  service::QuarantineCommands quarantine;
  PeopleRequests requests;
  PeopleDesk people;
  NotifierCommands commands;
  service::HandshakeRecord handshakes;
  service::Gauges gauges;
  bool started = false;
  Time gauges_at{};
};

Notifier::Parts::Parts(const NotifierWiring& given)
    : wiring(given),
      audit(given.database),
      alarms(given.log, given.metrics, audit),
      keys(given.database),
      key_commands(keys, given.allow_list, "notifier/people", link::KeyKind::person, audit),
      outbox(given.database, given.random),
      store(given.database),
      access(given.mission, keys),
      nobody(store, access, alarms.sink()),
      pushes({.store = store,
              .access = access,
              .sessions = sessions,
              .audit = audit,
              .log = given.log,
              .metrics = given.metrics,
              .alarm = alarms.sink(),
              .actor = given.mission.settings.notifier.name}),
      notices({.mission = given.mission,
               .store = store,
               .nobody = nobody,
               .audit = audit,
               .log = given.log,
               .metrics = given.metrics,
               .offer = [this](const Notice& notice, const Content& content,
                               Time now) { pushes.offer(notice, content, now); }}),
      receiver(
          given.database, given.notices, service::receiver_options(given.mission.settings.limits),
          [this](const link::Message& message, Time now) { return notices.apply(message, now); },
          alarms.sink()),
      sender(
          outbox, given.router,
          service::sender_options(given.mission.settings.limits,
                                  given.mission.settings.router.name),
          [this](const link::OutboxEntry& entry) { return parts_of(entry); }, alarms.sink()),
      exchange(outbox, given.mission.settings.limits.resend_horizon),
      quarantine(receiver.held(), audit,
                 [this](std::int64_t entry, const std::string& by, Time now) {
                   return receiver.retry(entry, by, now);
                 }),
      requests({.mission = given.mission,
                .store = store,
                .access = access,
                .sessions = sessions,
                .outbox = outbox,
                .random = given.random,
                .audit = audit,
                .log = given.log,
                .metrics = given.metrics}),
      people({.database = given.database,
              .door = given.people,
              .access = access,
              .requests = requests,
              .pushes = pushes,
              .sessions = sessions,
              .alarm = alarms.sink(),
              .metrics = given.metrics,
              .requests_per_turn_max = given.mission.settings.limits.batch_messages_max}),
      commands({.mission = given.mission,
                .store = store,
                .sessions = sessions,
                .outbox = outbox,
                .held = receiver.held(),
                .audit = audit}),
      handshakes(given.allow_list, {"notifier/people", "notifier/notices"}, given.log,
                 given.metrics, audit),
      gauges(given.metrics, given.database, outbox, receiver.held(),
             {given.mission.settings.router.name}) {
  exchange.add(receiver);
  exchange.add(sender);
}

link::Parts Notifier::Parts::parts_of(const link::OutboxEntry& entry) {
  VIGIE_EXPECT(entry.reference.has_value());
  const auto reply = store.reply_at(*entry.reference);
  VIGIE_EXPECT(reply.has_value());
  return {write_reply(*reply)};
}

/// The first turn: another version of the mission may know what it did not, and who is there.
void Notifier::Parts::start(Time now) {
  if (started) return;
  receiver.retry_not_yet(now);
  nobody.look_everywhere(now);
  started = true;
}

bool Notifier::Parts::collect(Time now) {
  const bool from_programs = exchange.collect(now);
  const bool from_people = people.collect(now);
  handshakes.collect(now);
  return from_programs || from_people || !started || exchange.housekeeping_due(now) ||
         handshakes.waiting();
}

void Notifier::Parts::apply(Time now) {
  store::Transaction transaction(wiring.database);
  start(now);
  // First, by what was heard until now: one lane heard after a long sleep says nothing of another.
  if (exchange.housekeeping_due(now)) exchange.housekeeping(now);
  exchange.apply(now);
  people.apply(now);
  people.push(now);
  handshakes.write(now);
  transaction.commit();
}

void Notifier::Parts::set_gauges(Time now) {
  if (now >= gauges_at && now < gauges_at + gauges_every) return;
  gauges_at = now;
  const NotifierCounts counts = store.counts();
  service::Metrics& metrics = wiring.metrics;
  const auto set = [&](const char* state, std::int64_t count) {
    metrics.set("vigie_notices", static_cast<double>(count), {{"state", state}});
  };
  set("open", counts.open);
  set("notified", counts.notified);
  set("seen", counts.seen);
  set("acknowledged", counts.acknowledged);
  metrics.set("vigie_notices_nobody", static_cast<double>(counts.nobody));
  metrics.set("vigie_deliveries_waiting", static_cast<double>(counts.undelivered));
  metrics.set("vigie_sessions", static_cast<double>(sessions.count()));
}

std::optional<service::Json> Notifier::Parts::answer(const service::ControlRequest& request) {
  if (auto answer = quarantine.handle(request)) return answer;
  if (auto answer = key_commands.handle(request)) {
    if (request.command != "keys.list") nobody.look_everywhere(request.now);
    return answer;
  }
  return commands.handle(request);
}

Notifier::Notifier(const NotifierWiring& wiring) : parts_(std::make_unique<Parts>(wiring)) {}

Notifier::~Notifier() = default;

Time Notifier::turn(Time now) {
  const bool work = parts_->collect(now);
  if (work) parts_->apply(now);
  parts_->exchange.send(now);
  parts_->people.send();
  parts_->wiring.database.checkpoint(!work);
  parts_->gauges.show(now);
  parts_->set_gauges(now);
  const Time wake = std::min(parts_->exchange.next_wake(now), parts_->handshakes.next_look(now));
  return parts_->people.next_wake(now, wake);
}

std::vector<void*> Notifier::sockets() {
  std::vector<void*> sockets = parts_->exchange.sockets();
  for (void* socket : parts_->wiring.people.sockets()) sockets.push_back(socket);
  return sockets;
}

std::string Notifier::control(std::string_view request, std::string_view caller, Time now) {
  return service::answer_control(
      parts_->wiring.database, parts_->wiring.log, request, caller, now,
      [this](const service::ControlRequest& asked) { return parts_->answer(asked); });
}

void Notifier::mission_changed() { parts_->started = false; }

service::Health Notifier::health(Time /*now*/) {
  return service::quarantine_health(parts_->receiver.held());
}

}  // namespace vigie::notifier
