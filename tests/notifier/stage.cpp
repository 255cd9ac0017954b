#include "tests/notifier/stage.h"

#include <doctest/doctest.h>

#include <variant>

#include "config/load.h"
#include "link/keys.h"
#include "report/signature.h"
#include "store/packed.h"
#include "tests/support/file_bytes.h"

namespace vigie::notifier {
namespace {

Json rule_json() {
  return {{"rule", "chain.harbour"},
          {"because", {{"en", "Whatever happens on the water"}, {"fr", "Tout ce qui est en mer"}}},
          {"authority", "ours: invented"}};
}

config::Mission tiny_mission() {
  auto loaded = config::load_mission(VIGIE_SOURCE_DIR "/tests/missions/tiny");
  REQUIRE(std::holds_alternative<config::Mission>(loaded));
  return std::get<config::Mission>(std::move(loaded));
}

Json public_key_json(const link::PublicKey& key) {
  return {{"name", key.name},
          {"kind", link::to_string(key.kind)},
          {"unit", key.unit},
          {"curve_public", key.curve},
          {"sign_public",
           to_hex({reinterpret_cast<const char*>(key.sign.bytes.data()), key.sign.bytes.size()})}};
}

}  // namespace

Json ask_json(const std::string& position, bool outside) {
  return {{"position", position},
          {"title", {{"en", position}, {"fr", position}}},
          {"outside", outside},
          {"because", Json::array({{{"en", "It may concern them"}, {"fr", "Cela les concerne"}}})}};
}

Json forward_json(const std::string& position) {
  return {{"position", position}, {"title", {{"en", position}, {"fr", position}}}};
}

std::string notices_body(const Uuid& report, std::int64_t revision,
                         const std::vector<Telling>& tellings, Time routed_at,
                         const std::function<void(Json&)>& change, const std::string& region) {
  Json notices = Json::array();
  Json contents = Json::array();
  for (const Telling& telling : tellings) {
    contents.push_back(telling.content.is_null() ? Json{{"where", {{"region", region}}},
                                                        {"category", "canary_category"},
                                                        {"revision", revision}}
                                                 : telling.content);
    Json deadline = telling.deadline ? Json(to_milliseconds(*telling.deadline)) : Json(nullptr);
    notices.push_back({{"notice", to_string(telling.notice)},
                       {"position", telling.position},
                       {"issue", telling.issue},
                       {"state", telling.said},
                       {"urgency", telling.urgency},
                       {"deadline", deadline},
                       {"expect", telling.expect},
                       {"content", contents.size() - 1},
                       {"rules", Json::array({rule_json()})},
                       {"asks", telling.asks},
                       {"forwards", telling.forwards},
                       {"decided", telling.decided},
                       {"changes", telling.changes},
                       {"no_longer", telling.no_longer}});
  }
  Json body{{"report", to_string(report)},
            {"revision", revision},
            {"kind", "report"},
            {"exercise", false},
            {"language", "en"},
            {"region", region},
            {"urgency", "routine"},
            {"routed_at", to_milliseconds(routed_at)},
            {"version", "0123"},
            {"contents", contents},
            {"notices", notices}};
  if (change) change(body);
  return body.dump();
}

std::string first_version(const std::string& body) {
  Json json = Json::parse(body);
  json["content"] = json["contents"][0];
  json.erase("contents");
  for (Json& notice : json["notices"]) {
    for (const char* later :
         {"issue", "content", "asks", "forwards", "decided", "changes", "no_longer"}) {
      notice.erase(later);
    }
  }
  return json.dump();
}

RouterStub::RouterStub(const std::filesystem::path& file, support::SimulatedNetwork& network,
                       SeededRandom& random)
    : random_(random),
      database_(file),
      door_(network.door("router")),
      line_(network.line("router", "notices")),
      outbox_(database_, random),
      receiver_(
          database_, *door_, {},
          [this](const link::Message& message, Time) {
            if (message.kind == "reply") replies.push_back(Json::parse(message.parts.at(0)));
            return link::Verdict{};
          },
          [this](const link::Alarm& alarm, Time) { alarms.push_back(alarm.code); }),
      sender_(
          outbox_, *line_, {.peer = "notifier"},
          [](const link::OutboxEntry& entry) { return link::Parts{entry.body}; },
          [this](const link::Alarm& alarm, Time) { alarms.push_back(alarm.code); }),
      exchange_(outbox_, std::chrono::hours{24}) {
  exchange_.add(receiver_);
  exchange_.add(sender_);
}

void RouterStub::send(const std::string& body, Time now, link::Lane lane, const std::string& kind,
                      int kind_version) {
  store::Transaction transaction(database_);
  outbox_.enqueue({.peer = "notifier",
                   .lane = lane,
                   .message = new_uuid7(now, random_),
                   .kind = kind,
                   .kind_version = kind_version,
                   .reference = {},
                   .body = kind_version < 3 ? body : store::pack(body)},
                  now);
  transaction.commit();
}

void RouterStub::turn(Time now) {
  if (exchange_.collect(now)) {
    store::Transaction transaction(database_);
    exchange_.apply(now);
    transaction.commit();
  }
  exchange_.send(now);
}

Client::Client(support::SimulatedNetwork& network, SeededRandom& random, const std::string& person)
    : line(network.line(person, "people")), inbox(*line, random) {
  inbox.follow([this](const cli::InboxNotice& notice) { notices.push_back(notice); });
  inbox.on_refused([this](const cli::InboxRefusal& refusal) { refusals.push_back(refusal); });
}

void Client::open(const std::string& position) {
  inbox.open(position, [this](const auto& answer) {
    if (const auto* refusal = std::get_if<cli::InboxRefusal>(&answer)) refusals.push_back(*refusal);
    if (const auto* result = std::get_if<cli::InboxOpened>(&answer)) opened.push_back(*result);
  });
}

void Client::list(const std::string& position) {
  listed.reset();
  inbox.list(position, [this](const auto& answer) {
    if (const auto* refusal = std::get_if<cli::InboxRefusal>(&answer)) refusals.push_back(*refusal);
    if (const auto* result = std::get_if<cli::InboxList>(&answer)) listed = *result;
  });
}

void Client::show(const Uuid& notice) {
  shown.reset();
  inbox.show(notice, [this](const auto& answer) {
    if (const auto* refusal = std::get_if<cli::InboxRefusal>(&answer)) refusals.push_back(*refusal);
    if (const auto* result = std::get_if<cli::InboxNotice>(&answer)) shown = *result;
  });
}

void Client::take(const cli::InboxAnswer<cli::InboxRecorded>& answer) {
  if (const auto* refusal = std::get_if<cli::InboxRefusal>(&answer)) refusals.push_back(*refusal);
  if (const auto* result = std::get_if<cli::InboxRecorded>(&answer)) recorded.push_back(*result);
}

void Client::acknowledge(const Uuid& notice, std::int64_t revision, Time now, std::int64_t issue) {
  inbox.acknowledge({.notice = notice, .revision = revision, .issue = issue}, now,
                    [this](const auto& answer) { take(answer); });
}

void Client::forward(const cli::InboxRead& read, Time now) {
  inbox.forward(read, now, [this](const auto& answer) { take(answer); });
}

void Client::decide(const cli::InboxRead& read, const std::vector<cli::InboxDecision>& decisions,
                    const std::optional<std::string>& reason, Time now) {
  inbox.decide(read, decisions, reason, now, [this](const auto& answer) { take(answer); });
}

Stage::Stage(const std::vector<std::string>& people) : mission(tiny_mission()) {
  log_ = std::make_unique<service::Log>(
      "notifier", clock, service::LogOptions{.file = folder / "log", .quiet = false});
  router.emplace(folder / "router.db", network, random);
  start();
  for (const std::string& person : people) allow(person);
}

void Stage::stop() {
  notifier_.reset();
  database_.reset();
  notices_.reset();
  people_.reset();
  router_line_.reset();
}

void Stage::start() {
  database_ = std::make_unique<store::Database>(folder / "notifier.db");
  notices_ = network.door("notices");
  people_ = network.door("people");
  router_line_ = network.line("notifier", "router");
  notifier_ = std::make_unique<Notifier>(NotifierWiring{.mission = mission,
                                                        .database = *database_,
                                                        .random = random,
                                                        .allow_list = allow_list_,
                                                        .notices = *notices_,
                                                        .people = *people_,
                                                        .router = *router_line_,
                                                        .log = *log_,
                                                        .metrics = metrics});
}

void Stage::restart() {
  stop();
  start();
}

Client& Stage::client(const std::string& person) {
  return *clients_.emplace_back(std::make_unique<Client>(network, random, person));
}

link::Line& Stage::bare(const std::string& person) {
  return *bare_.emplace_back(network.line(person, "people"));
}

void Stage::run(std::chrono::milliseconds duration) {
  const Time end = clock.now() + duration;
  while (clock.now() < end) {
    clock.advance(20ms);
    network.advance(clock.now());
    if (notifier_) notifier_->turn(clock.now());
    router->turn(clock.now());
    for (const auto& client : clients_) client->inbox.turn(clock.now());
  }
}

void Stage::tell(const Uuid& report, std::int64_t revision, const std::vector<Telling>& tellings,
                 const std::string& region) {
  router->send(notices_body(report, revision, tellings, clock.now(), {}, region), clock.now());
}

Json Stage::control(const Json& request) {
  return Json::parse(notifier_->control(request.dump(), "tester (uid 0)", clock.now()));
}

void Stage::allow(const std::string& person) {
  const auto key = link::new_key(person, link::KeyKind::person, "", random);
  const Json answer =
      control({{"command", "keys.allow"}, {"key", public_key_json(key.public_key)}});
  REQUIRE(answer["ok"] == true);
}

std::vector<store::AuditEntry> Stage::audit(const std::string& act) {
  std::vector<store::AuditEntry> entries;
  store::read_audit(*database_, 0, [&](const store::AuditEntry& entry) {
    if (entry.act == act) entries.push_back(entry);
    return true;
  });
  return entries;
}

store::AuditVerdict Stage::verify() { return store::verify_audit(*database_); }

std::string Stage::log_text() const { return support::file_bytes(folder / "log"); }

}  // namespace vigie::notifier
