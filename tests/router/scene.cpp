#include "tests/router/scene.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "store/packed.h"
#include "tests/router/missions.h"
#include "tests/support/encode.h"
#include "tests/support/file_bytes.h"

namespace vigie::router {
namespace {

using Json = nlohmann::json;
using namespace std::chrono_literals;

void nobody_to_alarm(const link::Alarm& /*alarm*/, Time /*now*/) {}

config::Settings two_intakes() {
  config::Settings settings = tiny().settings;
  config::IntakeSettings second = settings.intakes.front();
  second.name = "intake_south";
  settings.intakes.push_back(second);
  return settings;
}

}  // namespace

Peer::Peer(support::SimulatedNetwork& network, const std::filesystem::path& file, Random& random,
           const std::string& name, const std::string& door)
    : database_(file),
      random_(random),
      outbox_(database_, random),
      line_(network.line(name, "router")),
      door_(network.door(door)),
      sender_(
          outbox_, *line_, {.peer = "router"},
          [this](const link::OutboxEntry& entry) {
            return sent_.at(static_cast<std::size_t>(entry.reference.value_or(0)));
          },
          nobody_to_alarm),
      receiver_(
          database_, *door_, {},
          [this](const link::Message& message, Time /*now*/) {
            taken.push_back(message);
            return link::Verdict{};
          },
          nobody_to_alarm),
      exchange_(outbox_, 24h) {
  exchange_.add(sender_);
  exchange_.add(receiver_);
}

void Peer::send(link::Lane lane, const std::string& kind, link::Parts parts, Time now) {
  sent_.push_back(std::move(parts));
  store::Transaction transaction(database_);
  outbox_.enqueue({.peer = "router",
                   .lane = lane,
                   .message = new_uuid7(now, random_),
                   .kind = kind,
                   .reference = static_cast<std::int64_t>(sent_.size()) - 1,
                   .body = ""},
                  now);
  transaction.commit();
}

void Peer::turn(Time now) {
  if (exchange_.collect(now)) {
    store::Transaction transaction(database_);
    exchange_.apply(now);
    transaction.commit();
  }
  exchange_.send(now);
}

Scene::Scene() : Scene(tiny()) {}

Scene::Scene(config::Mission routed)
    : mission(std::move(routed)),
      log_("router", clock, {.file = folder_ / "router.log"}),
      device_(new_sign_key_pair(random)) {
  mission.settings = two_intakes();
  for (const char* name : {"intake", "intake_south"}) {
    intakes_[name] = std::make_unique<Peer>(network, folder_ / (std::string(name) + ".db"), random,
                                            name, std::string(name) + "/status");
  }
  notifier_ = std::make_unique<Peer>(network, folder_ / "notifier.db", random, "notifier",
                                     "notifier/notices");
  start_router();
}

void Scene::start_router() {
  database_ = std::make_unique<store::Database>(folder_ / "router.db");
  door_ = network.door("router");
  to_notifier_ = network.line("router", "notifier/notices");
  std::map<std::string, link::Line*> lines;
  for (const auto& [name, peer] : intakes_) {
    to_intakes_[name] = network.line("router", name + "/status");
    lines[name] = to_intakes_[name].get();
  }
  router = std::make_unique<Router>(
      RouterWiring{mission, *database_, random, *door_, *to_notifier_, lines, log_, metrics_});
}

void Scene::change_database(const char* sql) {
  store::Database database(folder_ / "router.db");
  database.run(sql);
}

std::int64_t Scene::number(const char* query) {
  store::Rows rows = database_->query(query);
  if (!rows.next()) throw std::runtime_error("no row");
  return rows.integer(0);
}

void Scene::empty_database() {
  for (const char* name : {"router.db", "router.db-wal", "router.db-shm"}) {
    std::filesystem::remove(folder_ / name);
  }
}

void Scene::lose_router_database() {
  stop_router();
  empty_database();
  start_router();
}

void Scene::copy_router_database() {
  stop_router();  // The last one to close it copies the log into it.
  std::filesystem::copy_file(folder_ / "router.db", folder_ / "copy.db");
  start_router();
}

void Scene::restore_router_database() {
  stop_router();
  empty_database();
  std::filesystem::copy_file(folder_ / "copy.db", folder_ / "router.db");
  start_router();
}

void Scene::replace_chief() {
  auto chief = mission.positions.extract("sector_chief_north");
  chief.key() = "shore_chief";
  chief.mapped().id = "shore_chief";
  mission.positions.insert(std::move(chief));
  mission.version = "another chief";
  router->mission_changed();
  run();
}

void Scene::stop_router() {
  router.reset();
  to_intakes_.clear();
  to_notifier_.reset();
  door_.reset();
  database_.reset();
}

void Scene::file(const std::string& intake, const Report& report, link::Lane lane) {
  intakes_.at(intake)->send(lane, "report", handed_over(intake, report, encode_report(report)),
                            clock.now());
}

void Scene::file_bytes(const std::string& intake, const Report& report, const std::string& bytes) {
  send(*intakes_.at(intake), handed_over(intake, report, bytes), "report");
}

link::Parts Scene::handed_over(const std::string& intake, const Report& report,
                               const std::string& bytes) {
  const Envelope envelope{.device = report.patrol.device,
                          .counter = ++counter_,
                          .previous = {},
                          .report = report.id,
                          .revision = report.revision,
                          .digest = sha256(bytes),
                          .signed_at = clock.now()};
  const Json hand_over{{"intake", intake},
                       {"received_at", to_milliseconds(clock.now())},
                       {"device", report.patrol.device},
                       {"unit", report.patrol.unit},
                       {"digest", to_string(sha256(bytes))}};
  link::Parts parts = to_parts(sign_report(envelope, bytes, device_.secret_key));
  parts.insert(parts.begin(), hand_over.dump());
  return parts;
}

void Scene::send(Peer& from, link::Parts parts, const std::string& kind) {
  from.send(link::Lane::ordinary, kind, std::move(parts), clock.now());
}

Json Scene::reply_to(const std::string& position, std::int64_t number) {
  const auto all = notices();
  for (auto message = all.rbegin(); message != all.rend(); ++message) {
    for (const Json& notice : message->at("notices")) {
      if (notice.at("position") != position) continue;
      SeededRandom ids(static_cast<std::uint64_t>(number));
      return {{"reply", to_string(new_uuid7(Time{}, ids))},
              {"notice", notice.at("notice")},
              {"report", message->at("report")},
              {"revision", message->at("revision")},
              {"issue", notice.at("issue")},
              {"position", position},
              {"person", "nora"},
              {"kind", "acknowledge"},
              {"at", to_milliseconds(clock.now())}};
    }
  }
  throw std::runtime_error("no notice for " + position);
}

void Scene::answer(const Json& reply) {
  notifier_->send(link::Lane::ordinary, "reply", {reply.dump()}, clock.now());
}

void Scene::run(int turns) {
  for (int turn = 0; turn < turns; ++turn) {
    network.advance(clock.now());
    if (router) router->turn(clock.now());
    for (auto& [name, peer] : intakes_) peer->turn(clock.now());
    notifier_->turn(clock.now());
    clock.advance(100ms);
  }
}

Json Scene::control(const Json& request) {
  return Json::parse(router->control(request.dump(), "tester (uid 0)", clock.now()));
}

Json Scene::state() { return control({{"command", "state"}}); }

std::vector<Json> Scene::notices() const {
  std::vector<Json> messages;
  for (const link::Message& message : notifier_->taken) {
    messages.push_back(Json::parse(store::unpack(message.parts.at(0)).value()));
  }
  return messages;
}

std::vector<Json> Scene::statuses(const std::string& intake) const {
  std::vector<Json> messages;
  for (const link::Message& message : intakes_.at(intake)->taken) {
    messages.push_back(Json::parse(message.parts.at(0)));
  }
  return messages;
}

std::vector<std::string> Scene::acts() {
  std::vector<std::string> acts;
  store::read_audit(*database_, 0, [&](const store::AuditEntry& entry) {
    acts.push_back(entry.act);
    return true;
  });
  return acts;
}

std::int64_t Scene::count_of(const std::string& act) { return std::ranges::count(acts(), act); }

std::vector<std::string> Scene::details_of(const std::string& act) {
  std::vector<std::string> details;
  store::read_audit(*database_, 0, [&](const store::AuditEntry& entry) {
    if (act.empty() || entry.act == act) details.push_back(entry.detail);
    return true;
  });
  return details;
}

std::string Scene::log_text() const { return support::file_bytes(folder_ / "router.log"); }

}  // namespace vigie::router
