#include "intake/intake.h"

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>
#include <utility>

#include "intake/acceptance.h"
#include "intake/chain_watch.h"
#include "intake/http_api.h"
#include "intake/intake_commands.h"
#include "intake/intake_store.h"
#include "intake/refusal_record.h"
#include "intake/status_desk.h"
#include "link/exchange.h"
#include "link/verdicts.h"
#include "report/check.h"
#include "service/alarm_desk.h"
#include "service/control_commands.h"
#include "service/gauges.h"
#include "service/handshake_record.h"
#include "service/link_options.h"
#include "service/mailbox.h"
#include "service/program_state.h"
#include "store/alone.h"

namespace vigie::intake {
namespace {

using namespace std::chrono_literals;
using service::HttpResponse;
using service::Json;

/// Requests that wait for the loop; each holds one of the server's worker threads.
constexpr std::size_t mailbox_capacity = 64;
constexpr std::chrono::milliseconds http_patience = 10s;

/// What the patrols' door cannot apply is answered, not kept: the patrol still has it.
link::ReceiverOptions patrols_options(const config::Limits& limits) {
  link::ReceiverOptions options = service::receiver_options(limits);
  options.keeps_unapplied = false;
  return options;
}

/// A patrol asks how far its report is; nobody waits for the answer to change.
link::ReceiverOptions status_options(const config::Limits& limits) {
  link::ReceiverOptions options = service::receiver_options(limits);
  options.ordinary_wait = link::ride_wait;
  return options;
}

struct VerdictWriter {
  link::Verdict operator()(const Accepted& accepted) const {
    return {.outcome = link::Outcome::applied, .code = {}, .answer = accepted.receipt};
  }
  link::Verdict operator()(const Refusal& refusal) const {
    return {.outcome = link::Outcome::refused,
            .code = refusal.code(),
            .answer = write_problems(refusal.problems)};
  }
  link::Verdict operator()(const NotYet& not_yet) const {
    return {.outcome = link::Outcome::not_yet,
            .code = not_yet.code,
            .answer = write_not_yet(not_yet.code)};
  }
};

/// A sender tries again at least every 30 s, so silence means the router takes the key now.
bool forgotten(Time refused_at, Time now) { return now < refused_at || now - refused_at > 60s; }

bool is_kind(const link::Message& message, std::string_view kind) {
  return message.kind == kind && message.kind_version == 1;
}

}  // namespace

struct Intake::Parts {
  using Mailbox = service::Mailbox<HttpWork, HttpResponse>;
  using Letters = std::vector<Mailbox::Letter>;

  explicit Parts(const IntakeWiring& borrowed);

  Time turn(Time now);
  bool records_due(Time now);
  std::vector<HttpResponse> apply(Letters& letters, Time now);
  void start_and_housekeep(Time now);
  HttpResponse apply_alone(const HttpWork& work, Time now);
  HttpResponse apply(const HttpWork& work, Time now);
  std::string admit(const std::string& device, Time now);
  link::Verdict apply_report(const link::Message& message, Time now);
  link::Verdict apply_status(const link::Message& message, Time now);
  link::Parts parts_of(const link::OutboxEntry& entry);
  void note_answer(const link::Answered& answered, Time now);
  void note_refused(const std::string& code);
  bool retry(std::int64_t entry, const std::string& by, Time now);
  std::optional<Json> answer(const service::ControlRequest& request);
  Time next_wake(Time now);

  IntakeWiring wiring;
  const config::Limits& limits;
  store::AuditTrail audit;
  service::AlarmDesk alarms;
  link::KeyRegistry registry;
  link::Outbox outbox;
  IntakeStore store;
  RefusalRecord refusals;
  ChainWatch chains;
  Acceptance acceptance;
  StatusDesk desk;
  link::Receiver patrols;
  link::Receiver status;
  link::Sender router;
  link::Exchange exchange;
  service::QuarantineCommands quarantine_commands;
  service::KeyCommands key_commands;
  IntakeCommands commands;
  Mailbox mailbox;
  service::HandshakeRecord handshakes;
  service::Gauges gauges;
  Time applying_at{};        ///< The instant of the turn, for callbacks that are not given one.
  bool started = false;      ///< What waits for a new version was tried again.
  std::string refused_code;  ///< With which the router last refused this intake's key.
  Time refused_at{};
};

Intake::Parts::Parts(const IntakeWiring& borrowed)
    : wiring(borrowed),
      limits(borrowed.mission.settings.limits),
      audit(borrowed.database),
      alarms(borrowed.log, borrowed.metrics, audit),
      registry(borrowed.database),
      outbox(borrowed.database, borrowed.random),
      store(borrowed.database),
      refusals(store, audit, borrowed.log, borrowed.metrics),
      chains(store, audit, alarms),
      acceptance({.mission = borrowed.mission,
                  .intake = borrowed.settings.name,
                  .random = borrowed.random,
                  .registry = registry,
                  .store = store,
                  .outbox = outbox,
                  .audit = audit,
                  .chains = chains,
                  .refusals = refusals,
                  .log = borrowed.log,
                  .metrics = borrowed.metrics}),
      desk(borrowed.mission, borrowed.settings.name, registry, store),
      patrols(
          borrowed.database, borrowed.patrols, patrols_options(limits),
          [this](const link::Message& message, Time now) { return apply_report(message, now); },
          alarms.sink()),
      status(
          borrowed.database, borrowed.status, status_options(limits),
          [this](const link::Message& message, Time now) { return apply_status(message, now); },
          alarms.sink()),
      router(
          outbox, borrowed.router,
          service::sender_options(limits, borrowed.mission.settings.router.name),
          [this](const link::OutboxEntry& entry) { return parts_of(entry); }, alarms.sink()),
      exchange(outbox, limits.resend_horizon),
      quarantine_commands(status.held(), audit,
                          [this](std::int64_t entry, const std::string& by, Time now) {
                            return retry(entry, by, now);
                          }),
      key_commands(registry, borrowed.allow_list, "intake/patrols", link::KeyKind::device, audit),
      commands({.mission = borrowed.mission,
                .intake = borrowed.settings.name,
                .random = borrowed.random,
                .registry = registry,
                .store = store,
                .outbox = outbox,
                .held = status.held(),
                .desk = desk,
                .audit = audit}),
      mailbox(mailbox_capacity, borrowed.wake),
      handshakes(borrowed.allow_list, {"intake/patrols", "intake/status"}, borrowed.log,
                 borrowed.metrics, audit),
      gauges(borrowed.metrics, borrowed.database, outbox, status.held(),
             {borrowed.mission.settings.router.name}) {
  patrols.on_admit([this](const std::string& device) { return admit(device, applying_at); });
  patrols.on_ask([this](const std::string& device, const link::Ask& ask, Time) {
    return desk.answer(device, ask);
  });
  router.on_answer(
      [this](const link::Answered& answered, Time now) { note_answer(answered, now); });
  router.on_refused([this](const std::string& code) { note_refused(code); });
  exchange.add(patrols);
  exchange.add(status);
  exchange.add(router);
}

Time Intake::Parts::turn(Time now) {
  const bool arrived = exchange.collect(now);
  Letters letters = mailbox.take(mailbox_capacity);
  std::vector<HttpResponse> answers;
  handshakes.collect(now);
  if (arrived || !letters.empty() || !started || records_due(now)) {
    store::Transaction transaction(wiring.database);
    applying_at = now;
    start_and_housekeep(now);
    exchange.apply(now);
    answers = apply(letters, now);
    transaction.commit();
    started = true;
  }
  exchange.send(now);
  for (std::size_t i = 0; i < answers.size(); ++i) letters[i].answer(std::move(answers[i]));
  wiring.database.checkpoint(!arrived && letters.empty());
  gauges.show(now);
  return next_wake(now);
}

bool Intake::Parts::records_due(Time now) {
  return exchange.housekeeping_due(now) || refusals.due(now) || chains.due(now) ||
         handshakes.waiting();
}

Time Intake::Parts::next_wake(Time now) {
  return std::min({exchange.next_wake(now), refusals.next_due().value_or(Time::max()),
                   chains.next_due().value_or(Time::max()), handshakes.next_look(now)});
}

void Intake::Parts::start_and_housekeep(Time now) {
  // The patrols' door keeps nothing "not yet": the patrol does.
  if (!started) status.retry_not_yet(now);
  if (exchange.housekeeping_due(now)) {
    exchange.housekeeping(now);
    store.forget_envelopes(now - limits.resend_horizon);
    store.forget_missing(now - limits.resend_horizon);
  }
  if (refusals.due(now)) refusals.summarize(now);
  if (chains.due(now)) chains.alarm_overdue(now);
  handshakes.write(now);
}

std::vector<HttpResponse> Intake::Parts::apply(Letters& letters, Time now) {
  std::vector<HttpResponse> answers;
  for (Mailbox::Letter& letter : letters) answers.push_back(apply_alone(letter.request(), now));
  return answers;
}

HttpResponse Intake::Parts::apply_alone(const HttpWork& work, Time now) {
  auto response = store::alone(wiring.database, [&] { return apply(work, now); });
  if (response) return *std::move(response);
  wiring.log.error("http_request_failed");
  return service::problem_response(500, "http.internal", "the request failed; nothing was kept");
}

HttpResponse Intake::Parts::apply(const HttpWork& work, Time now) {
  if (const auto* report = std::get_if<SignedReport>(&work)) {
    return http_response(acceptance.accept(*report, std::nullopt, now));
  }
  const auto& question = std::get<StatusQuestion>(work);
  const auto device = desk.device_of_token(question.token);
  if (!device) return http_refusal("token.unknown");
  auto document = desk.document_for(*device, question.report);
  if (!document) return http_refusal("status.unknown");
  HttpResponse response;
  response.body = *std::move(document);
  return response;
}

/// Consulted for every frame: a revoked device is not heard again, connected or not.
std::string Intake::Parts::admit(const std::string& device, Time now) {
  const auto known = registry.find(device);
  if (known && !known->revoked_at) return {};
  const std::string code = known ? "key.revoked" : "key.unknown";
  refusals.record({.actor = device, .act = "device.refused", .subject = device, .code = code}, now);
  return code;
}

link::Verdict Intake::Parts::apply_report(const link::Message& message, Time now) {
  if (!is_kind(message, "report")) {
    return std::visit(VerdictWriter{}, Decision{NotYet{.code = "version.kind"}});
  }
  const auto report = signed_report_from_parts(message.parts);
  const Decision decision = report ? acceptance.accept(*report, message.sender, now)
                                   : acceptance.refuse_unreadable(message.sender, now);
  return std::visit(VerdictWriter{}, decision);
}

link::Verdict Intake::Parts::apply_status(const link::Message& message, Time now) {
  if (!is_kind(message, "status")) {
    return link::not_yet("version.kind");
  }
  const auto told = message.parts.size() == 1 ? read_status(message.parts.front()) : std::nullopt;
  if (!told || message.sender != wiring.mission.settings.router.name) {
    return link::refused(told ? "sender.kind" : "status.unreadable");
  }
  store.keep(*told, now);
  const std::string report = to_string(told->report);
  audit.append(
      now, message.sender, "status.received", report,
      Json{{"revision", told->revision}, {"count", told->count}, {"state", told->state}}.dump());
  wiring.metrics.add("vigie_messages_applied_total", 1, {{"kind", "status"}});
  return {};
}

link::Parts Intake::Parts::parts_of(const link::OutboxEntry& entry) {
  VIGIE_EXPECT(entry.reference.has_value());
  StoredReport stored = store.stored(*entry.reference);
  return {write_hand_over({.intake = wiring.settings.name,
                           .received_at = stored.kept.received_at,
                           .device = stored.kept.device,
                           .unit = stored.kept.unit,
                           .digest = stored.kept.digest}),
          std::move(stored.envelope), std::move(stored.signature), std::move(stored.report)};
}

/// The router answers only what it did not apply.
void Intake::Parts::note_answer(const link::Answered& answered, Time now) {
  if (answered.item.outcome != link::Outcome::refused) return;
  VIGIE_EXPECT(answered.entry.reference.has_value());
  const StoredReport stored = store.stored(*answered.entry.reference);
  if (sha256(stored.report) != stored.kept.digest) {
    return alarms.raise(
        {.code = "report.damaged",
         .subject = to_string(answered.entry.message),
         .text = "the disk has changed this report of " + stored.kept.device +
                 " since it was kept, and the router did not take it: ask the patrol for it, look "
                 "at the disk"},
        now);
  }
  alarms.raise({.code = "router.refused",
                .subject = to_string(answered.entry.message),
                .text = "the router put this message in quarantine: " + answered.item.code +
                        "; see vigie quarantine list at the router"},
               now);
}

/// Logged when it changes; each refusal keeps /readyz degraded for a while.
void Intake::Parts::note_refused(const std::string& code) {
  const bool known = refused_code == code && !forgotten(refused_at, applying_at);
  refused_code = code;
  refused_at = applying_at;
  if (!known) wiring.log.error("refused_by_router", {{"code", code}});
}

bool Intake::Parts::retry(std::int64_t entry, const std::string& by, Time now) {
  const auto held = status.held().find(entry);
  if (!held) return false;
  const bool from_router = held->message.sender == wiring.mission.settings.router.name;
  return (from_router ? status : patrols).retry(entry, by, now);
}

std::optional<Json> Intake::Parts::answer(const service::ControlRequest& request) {
  if (auto answer = commands.handle(request)) return answer;
  if (auto answer = key_commands.handle(request)) return answer;
  return quarantine_commands.handle(request);
}

Intake::Intake(const IntakeWiring& wiring) : parts_(std::make_unique<Parts>(wiring)) {}

Intake::~Intake() = default;

Time Intake::turn(Time now) { return parts_->turn(now); }

std::vector<void*> Intake::sockets() { return parts_->exchange.sockets(); }

std::string Intake::control(std::string_view request, std::string_view caller, Time now) {
  return service::answer_control(
      parts_->wiring.database, parts_->wiring.log, request, caller, now,
      [this](const service::ControlRequest& asked) { return parts_->answer(asked); });
}

void Intake::mission_changed() { parts_->started = false; }

service::Health Intake::health(Time now) {
  service::Health health = service::quarantine_health(parts_->status.held());
  if (!parts_->refused_code.empty() && !forgotten(parts_->refused_at, now)) {
    health.ready = false;
    health.reasons.push_back("the router refuses this intake's key: " + parts_->refused_code);
  }
  return health;
}

HttpResponse Intake::http(const service::HttpRequest& request) {
  auto read = read_http(request);
  if (auto* response = std::get_if<HttpResponse>(&read)) return std::move(*response);
  auto result = parts_->mailbox.ask(std::move(std::get<HttpWork>(read)), http_patience);
  if (!result.answer) return service::unavailable(result.outcome);
  return *std::move(result.answer);
}

void Intake::close() { parts_->mailbox.close(); }

}  // namespace vigie::intake
