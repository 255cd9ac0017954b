#include "cli/serve.h"

#include <chrono>
#include <exception>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

#include "cli/folder_access.h"
#include "cli/hosted_program.h"
#include "cli/program_keys.h"
#include "intake/http_api.h"
#include "intake/intake.h"
#include "link/key_registry.h"
#include "notifier/notifier.h"
#include "notifier/people_requests.h"
#include "report/check.h"
#include "router/router.h"
#include "service/control_server.h"
#include "service/data_folder.h"
#include "service/failure.h"
#include "service/health.h"
#include "service/http_server.h"
#include "service/loop.h"
#include "service/metrics.h"
#include "service/system_clock.h"
#include "service/trusted_clock.h"
#include "service/wake.h"
#include "store/database.h"

namespace vigie::cli {
namespace {

using std::chrono::steady_clock;

// Held in memory at once: a handful of reports with every attachment they may have.
constexpr std::size_t all_bodies_bytes_max = 4 * intake::http_body_bytes_max;

// Of each connection: with hundreds of devices that never stop sending, what waits unread must fit
// into memory all the same.
constexpr int outer_unread_messages_max = 64;

/// What every program stands on.
struct Ground {
  Ground(Machine& machine_in, const ProgramPlace& place_in)
      : machine(machine_in),
        place(place_in),
        mission(machine_in.mission),
        folder(open_folder(place)),
        log(place.name, machine.clock, machine.log),
        database(place.database(), place.database_options()),
        own(own_key(place, machine.keys, database, machine.clock, machine.random)),
        health(steady_clock::now()),
        control(place.socket()) {}

  Machine& machine;
  ProgramPlace place;
  config::Mission mission;  ///< Of this program alone: reloading replaces it between two turns.
  service::DataFolder folder;
  service::Log log;
  store::Database database;
  link::SecretKey own;
  service::Metrics metrics;
  service::Wake wake;
  service::PublishedHealth health;
  service::ControlServer control;
};

bool is_inproc(const std::string& endpoint) { return endpoint.rfind("inproc://", 0) == 0; }

/// The door for `patrols` or `people`: whom it lets in is the program's own registry.
std::unique_ptr<link::Door> outer_door(Ground& ground, const std::string& name,
                                       const std::string& endpoint, std::int64_t frame_bytes_max) {
  if (is_inproc(endpoint)) {
    throw service::Failure(service::ExitCode::configuration,
                           endpoint + ": nobody outside this process can reach " + name +
                               " there; give it a tcp:// or ipc:// endpoint in the settings");
  }
  // The program behind the door is not built yet.
  link::KeyRegistry(ground.database).let_in(ground.machine.allow_list, name);
  return link::open_door(ground.machine.context, {.name = name,
                                                  .endpoint = endpoint,
                                                  .own = &ground.own,
                                                  .inproc_peers = {},
                                                  .unread_messages_max = outer_unread_messages_max,
                                                  .frame_bytes_max = frame_bytes_max});
}

/// A door for other programs: they are let in by the public keys in the keys folder.
std::unique_ptr<link::Door> inner_door(Ground& ground, const std::string& name,
                                       const std::string& endpoint,
                                       const std::vector<std::string>& peers) {
  for (const std::string& peer : peers) {
    if (is_inproc(endpoint)) break;
    const auto raw = link::raw_curve_key(peer_key(ground.machine.keys, peer).curve);
    VIGIE_EXPECT(raw.has_value());
    ground.machine.allow_list.allow(name, *raw, peer);
  }
  return link::open_door(
      ground.machine.context,
      {.name = name, .endpoint = endpoint, .own = &ground.own, .inproc_peers = peers});
}

std::unique_ptr<link::Line> line_to(Ground& ground, const std::string& endpoint,
                                    const std::string& peer) {
  link::LineOptions options{.endpoint = link::endpoint_for(endpoint, ground.place.name),
                            .own = &ground.own,
                            .server_public = ""};
  if (!is_inproc(endpoint)) options.server_public = peer_key(ground.machine.keys, peer).curve;
  return link::connect_line(ground.machine.context, options);
}

/// `clock`: the machine's, or what is made of it.
void run_loop(Ground& ground, service::Program& program, Clock& clock, service::Stop& stop) {
  HostedProgram hosted({.program = program,
                        .folder = ground.folder,
                        .mission = ground.mission,
                        .files = ground.machine.mission_files,
                        .log = ground.log});
  ground.log.info("started");
  service::run(
      hosted, clock,
      {.stop = stop, .wake = ground.wake, .control = &ground.control, .health = &ground.health});
  ground.log.info("stopped");
}

/// Health and metrics of a program, and behind them what else it serves. None without an address.
std::unique_ptr<service::HttpServer> serve_http(Ground& ground, service::HttpServerOptions options,
                                                service::HttpHandler rest) {
  if (options.listen.empty()) return nullptr;
  const config::Limits& limits = ground.machine.mission.settings.limits;
  options.connections_max = static_cast<std::size_t>(limits.http_connections_max);
  options.connections_per_address_max = options.connections_max - options.connections_max / 4;
  options.header_timeout = limits.http_header_timeout;
  const auto handler = [&ground, rest = std::move(rest)](const service::HttpRequest& request) {
    auto known =
        service::health_routes(request, ground.health, ground.metrics, steady_clock::now());
    return known ? std::move(*known) : rest(request);
  };
  return std::make_unique<service::HttpServer>(options, handler, ground.log, ground.metrics);
}

std::string listening_http(const service::HttpServer& server, const std::string& address) {
  return "http " + address.substr(0, address.rfind(':') + 1) + std::to_string(server.port());
}

service::HttpResponse nothing_else(const service::HttpRequest& /*request*/) {
  return service::not_found();
}

class IntakeHost final : public Host {
 public:
  IntakeHost(Machine& machine, const ProgramPlace& place, const config::IntakeSettings& settings)
      : ground_(machine, place),
        settings_(settings),
        patrols_(outer_door(ground_, "intake/patrols", settings.patrols,
                            link::DoorOptions::frame_bytes_default)),
        status_(inner_door(ground_, "intake/status", settings.status,
                           {machine.mission.settings.router.name})),
        router_(line_to(ground_, machine.mission.settings.router.reports,
                        machine.mission.settings.router.name)),
        intake_({.mission = ground_.mission,
                 .settings = settings,
                 .database = ground_.database,
                 .random = machine.random,
                 .allow_list = machine.allow_list,
                 .patrols = *patrols_,
                 .status = *status_,
                 .router = *router_,
                 .log = ground_.log,
                 .metrics = ground_.metrics,
                 .wake = ground_.wake}),
        http_(serve_http(ground_, http_options(settings),
                         [this](const auto& request) { return intake_.http(request); })) {}
  ~IntakeHost() override { intake_.close(); }  // Before the HTTP server waits for its workers.

  const std::string& name() const override { return ground_.place.name; }
  std::vector<std::string> listening() const override {
    std::vector<std::string> places{"patrols " + patrols_->endpoint()};
    if (http_) places.push_back(listening_http(*http_, settings_.http));
    return places;
  }
  void run(service::Stop& stop) override {
    run_loop(ground_, intake_, ground_.machine.clock, stop);
  }

 private:
  static service::HttpServerOptions http_options(const config::IntakeSettings& settings) {
    service::HttpServerOptions options;
    options.listen = settings.http;
    options.certificate = settings.certificate;
    options.private_key = settings.private_key;
    options.body_bytes_max = intake::http_body_bytes_max;
    options.all_bodies_bytes_max = all_bodies_bytes_max;
    return options;
  }

  Ground ground_;
  const config::IntakeSettings& settings_;
  std::unique_ptr<link::Door> patrols_;
  std::unique_ptr<link::Door> status_;
  std::unique_ptr<link::Line> router_;
  intake::Intake intake_;
  std::unique_ptr<service::HttpServer> http_;
};

service::HttpServerOptions health_only(const std::string& listen) {
  service::HttpServerOptions options;
  options.listen = listen;
  return options;
}

class RouterHost final : public Host {
 public:
  RouterHost(Machine& machine, const ProgramPlace& place)
      : ground_(machine, place),
        settings_(machine.mission.settings),
        reports_(inner_door(ground_, "router/reports", settings_.router.reports, peers(settings_))),
        notifier_(line_to(ground_, settings_.notifier.notices, settings_.notifier.name)),
        intakes_(lines_to_intakes(ground_, settings_)),
        router_({.mission = ground_.mission,
                 .database = ground_.database,
                 .random = machine.random,
                 .reports = *reports_,
                 .notifier = *notifier_,
                 .intakes = borrowed(intakes_),
                 .log = ground_.log,
                 .metrics = ground_.metrics}),
        http_(serve_http(ground_, health_only(settings_.router.http), nothing_else)) {}

  const std::string& name() const override { return ground_.place.name; }
  std::vector<std::string> listening() const override {
    std::vector<std::string> places{"reports " + settings_.router.reports};
    if (http_) places.push_back(listening_http(*http_, settings_.router.http));
    return places;
  }
  /// Whom it tells when a deadline has passed, nobody can untell: its clock must be trusted.
  void run(service::Stop& stop) override {
    service::TrustedClock clock(ground_.machine.clock, service::since_boot,
                                [this](auto step, bool counts) { note_step(step, counts); });
    run_loop(ground_, router_, clock, stop);
  }

 private:
  using Lines = std::map<std::string, std::unique_ptr<link::Line>>;

  void note_step(std::chrono::milliseconds step, bool counts) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(step).count();
    ground_.log.warn("clock_stepped", {{"by_s", seconds}, {"counts", counts}});
  }

  static std::vector<std::string> peers(const config::Settings& settings) {
    std::vector<std::string> names{settings.notifier.name};
    for (const config::IntakeSettings& intake : settings.intakes) names.push_back(intake.name);
    return names;
  }

  static Lines lines_to_intakes(Ground& ground, const config::Settings& settings) {
    Lines lines;
    for (const config::IntakeSettings& intake : settings.intakes) {
      lines[intake.name] = line_to(ground, intake.status, intake.name);
    }
    return lines;
  }

  static std::map<std::string, link::Line*> borrowed(const Lines& lines) {
    std::map<std::string, link::Line*> pointers;
    for (const auto& [name, line] : lines) pointers[name] = line.get();
    return pointers;
  }

  Ground ground_;
  const config::Settings& settings_;
  std::unique_ptr<link::Door> reports_;
  std::unique_ptr<link::Line> notifier_;
  Lines intakes_;
  router::Router router_;
  std::unique_ptr<service::HttpServer> http_;
};

class NotifierHost final : public Host {
 public:
  NotifierHost(Machine& machine, const ProgramPlace& place)
      : ground_(machine, place),
        settings_(machine.mission.settings),
        notices_(inner_door(ground_, "notifier/notices", settings_.notifier.notices,
                            {settings_.router.name})),
        people_(outer_door(ground_, "notifier/people", settings_.notifier.people,
                           notifier::people_frame_bytes_max)),
        router_(line_to(ground_, settings_.router.reports, settings_.router.name)),
        notifier_({.mission = ground_.mission,
                   .database = ground_.database,
                   .random = machine.random,
                   .allow_list = machine.allow_list,
                   .notices = *notices_,
                   .people = *people_,
                   .router = *router_,
                   .log = ground_.log,
                   .metrics = ground_.metrics}),
        http_(serve_http(ground_, health_only(settings_.notifier.http), nothing_else)) {}

  const std::string& name() const override { return ground_.place.name; }
  std::vector<std::string> listening() const override {
    std::vector<std::string> places{"people " + people_->endpoint()};
    if (http_) places.push_back(listening_http(*http_, settings_.notifier.http));
    return places;
  }
  void run(service::Stop& stop) override {
    run_loop(ground_, notifier_, ground_.machine.clock, stop);
  }

 private:
  Ground ground_;
  const config::Settings& settings_;
  std::unique_ptr<link::Door> notices_;
  std::unique_ptr<link::Door> people_;
  std::unique_ptr<link::Line> router_;
  notifier::Notifier notifier_;
  std::unique_ptr<service::HttpServer> http_;
};

const config::IntakeSettings& settings_of(const config::Settings& settings,
                                          const std::string& name) {
  for (const config::IntakeSettings& intake : settings.intakes) {
    if (intake.name == name) return intake;
  }
  VIGIE_EXPECT(false && "places come from the settings");
}

/// The first failure among loops that run side by side.
class FirstFailure {
 public:
  void note(std::exception_ptr failure) {
    const std::lock_guard lock(mutex_);
    if (!first_) first_ = std::move(failure);
  }
  void rethrow() const {
    if (first_) std::rethrow_exception(first_);
  }

 private:
  std::mutex mutex_;
  std::exception_ptr first_;
};

}  // namespace

std::unique_ptr<Host> make_host(Machine& machine, const ProgramPlace& place) {
  switch (place.kind) {
    case ProgramKind::intake:
      return std::make_unique<IntakeHost>(machine, place,
                                          settings_of(machine.mission.settings, place.name));
    case ProgramKind::router:
      return std::make_unique<RouterHost>(machine, place);
    case ProgramKind::notifier:
      return std::make_unique<NotifierHost>(machine, place);
  }
  VIGIE_EXPECT(false && "every kind has a host");
}

void serve(const std::vector<std::unique_ptr<Host>>& hosts, service::Stop& stop) {
  FirstFailure failure;
  std::vector<std::thread> loops;
  for (const auto& host : hosts) {
    loops.emplace_back([&failure, &stop, program = host.get()] {
      try {
        program->run(stop);
      } catch (...) {
        failure.note(std::current_exception());
        stop.request();
      }
    });
  }
  for (std::thread& loop : loops) loop.join();
  failure.rethrow();
}

}  // namespace vigie::cli
