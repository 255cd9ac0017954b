#include "tests/intake/intake_bench.h"

#include <doctest/doctest.h>

#include <chrono>
#include <future>
#include <nlohmann/json.hpp>

#include "tests/support/report_generator.h"

namespace vigie::intake {

using namespace std::chrono_literals;

RouterStandIn::RouterStandIn(World& world)
    : world_(world),
      database_(world.folder / "router.db"),
      door_(world.network.door("router/reports")),
      line_(world.network.line("router", "intake/status")),
      outbox_(database_, world.random),
      receiver_(
          database_, *door_, {},
          [this](const link::Message& message, Time) {
            messages.push_back(message);
            return verdict;
          },
          [](const link::Alarm&, Time) {}),
      sender_(
          outbox_, *line_, {.peer = "intake"},
          [](const link::OutboxEntry& entry) { return link::Parts{entry.body}; },
          [](const link::Alarm&, Time) {}) {}

void RouterStandIn::tell(const std::string& body, Time now, const std::string& kind) {
  store::Transaction transaction(database_);
  outbox_.enqueue({.peer = "intake",
                   .lane = link::Lane::ordinary,
                   .message = new_uuid7(now, world_.random),
                   .kind = kind,
                   .kind_version = 1,
                   .reference = std::nullopt,
                   .body = body},
                  now);
  transaction.commit();
}

void RouterStandIn::turn(Time now) {
  receiver_.collect(now);
  sender_.collect(now);
  store::Transaction transaction(database_);
  receiver_.apply(now);
  sender_.apply(now);
  transaction.commit();
  receiver_.answer();
  sender_.transmit(now);
}

struct IntakeBench::Running {
  Running(World& world, link::AllowList& allow_list);

  store::Database database;
  service::Log log;
  service::Metrics metrics;
  service::Wake wake;
  std::unique_ptr<link::Door> patrols;
  std::unique_ptr<link::Door> status;
  std::unique_ptr<link::Line> router;
  Intake intake;
};

IntakeBench::Running::Running(World& world, link::AllowList& allow_list)
    : database(world.folder / "intake.db"),
      log("intake", world.clock, {.file = world.folder / "intake.log", .quiet = false}),
      patrols(world.network.door("intake/patrols")),
      status(world.network.door("intake/status")),
      router(world.network.line("intake", "router/reports")),
      intake({.mission = island(),
              .settings = island().settings.intakes.front(),
              .database = database,
              .random = world.random,
              .allow_list = allow_list,
              .patrols = *patrols,
              .status = *status,
              .router = *router,
              .log = log,
              .metrics = metrics,
              .wake = wake}) {}

IntakeBench::IntakeBench(std::uint64_t seed) : world(seed), router(world) { start(); }

IntakeBench::~IntakeBench() = default;

void IntakeBench::start() { running_ = std::make_unique<Running>(world, allow_list_); }

void IntakeBench::stop() { running_.reset(); }

void IntakeBench::step() {
  world.clock.advance(20ms);
  world.network.advance(now());
  for (auto& patrol : patrols_) patrol->turn(now());
  if (running_) running_->intake.turn(now());
  router.turn(now());
}

bool IntakeBench::run_until(const std::function<bool()>& done, int steps_max) {
  for (int i = 0; i < steps_max; ++i) {
    if (done()) return true;
    step();
  }
  return done();
}

support::Device& IntakeBench::patrol(const std::string& name, const std::string& unit) {
  const SigningDevice device(name, unit, world.random);
  REQUIRE(nlohmann::json::parse(control(allow_request(device))).at("ok") == true);
  patrols_.push_back(std::make_unique<support::Device>(world.folder / (name + ".db"), device.key(),
                                                       world.random,
                                                       world.network.line(name, "intake/patrols")));
  return *patrols_.back();
}

Report IntakeBench::report_of(const support::Device& patrol) {
  Report report = minimal_report();
  const link::PublicKey& key = patrol.key().public_key;
  report.catalogue = island().catalogue_current;
  report.id = new_uuid7(now(), world.random);
  report.patrol = {.unit = key.unit, .team_site = {}, .device = key.name, .on_behalf_of = {}};
  report.when.filed_at.utc = now();
  report.where.region = "south_shore";
  return report;
}

std::string IntakeBench::control(const std::string& request) {
  return intake().control(request, "tester (uid 0, pid 1)", now());
}

service::HttpResponse IntakeBench::http(const service::HttpRequest& request) {
  auto answer = std::async(std::launch::async, [&] { return intake().http(request); });
  while (answer.wait_for(1ms) != std::future_status::ready) intake().turn(now());
  return answer.get();
}

std::vector<store::AuditEntry> IntakeBench::audit(const std::string& act) {
  std::vector<store::AuditEntry> entries;
  store::read_audit(running_->database, 0, [&](const store::AuditEntry& entry) {
    if (entry.act == act) entries.push_back(entry);
    return true;
  });
  return entries;
}

std::optional<support::Device::Answered> IntakeBench::answer_to(const support::Device& patrol,
                                                                const Report& report) {
  const auto found = patrol.answers().find({report.id, report.revision});
  if (found == patrol.answers().end()) return std::nullopt;
  return found->second;
}

Intake& IntakeBench::intake() { return running_->intake; }

service::Metrics& IntakeBench::metrics() { return running_->metrics; }

}  // namespace vigie::intake
