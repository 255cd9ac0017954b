#include "tests/support/stepped_mission.h"

#include <algorithm>
#include <stdexcept>
#include <utility>
#include <variant>

#include <nlohmann/json.hpp>

#include "config/load.h"
#include "intake/intake.h"
#include "link/keys.h"
#include "notifier/notifier.h"
#include "report/check.h"
#include "router/router.h"
#include "service/logging.h"
#include "service/metrics.h"
#include "service/wake.h"
#include "store/database.h"

namespace vigie::support {
namespace {

using Json = nlohmann::json;
using std::chrono::milliseconds;

/// Reports of the generator are filed in June 2019; none may be from the future.
const Time after_every_example = std::chrono::sys_days{std::chrono::year{2019} / 8 / 1};

config::Mission mission_of(const SteppedMission::Options& options) {
  const auto folder = options.mission.empty()
                          ? std::filesystem::path(VIGIE_SOURCE_DIR) / "config/mali"
                          : options.mission;
  auto loaded = config::load_mission(folder);
  if (const auto* problems = std::get_if<config::ConfigProblems>(&loaded)) {
    throw std::runtime_error(config::to_string(problems->front()));
  }
  auto mission = std::get<config::Mission>(std::move(loaded));
  const config::IntakeSettings first = mission.settings.intakes.front();
  for (int i = 1; i < options.intakes; ++i) {
    mission.settings.intakes.push_back(first);
    mission.settings.intakes.back().name = "intake_" + std::to_string(i + 1);
  }
  return mission;
}

Json public_json(const link::PublicKey& key) {
  return {{"name", key.name},
          {"kind", link::to_string(key.kind)},
          {"unit", key.unit},
          {"curve_public", key.curve},
          {"sign_public", to_hex(key.sign)}};
}

}  // namespace

/// One program and everything it stands on, in the order in which it must be taken down.
struct SteppedMission::Running {
  Running(const std::filesystem::path& folder, const std::string& name, Clock& clock)
      : database(folder / (name + ".db")),
        log(name, clock, {.file = folder / (name + ".log"), .quiet = false}) {}

  store::Database database;
  service::Log log;
  service::Metrics metrics;
  service::Wake wake;
  std::vector<std::unique_ptr<link::Door>> doors;
  std::vector<std::unique_ptr<link::Line>> lines;
  std::map<std::string, link::Line*> intakes;
  std::unique_ptr<service::Program> program;
};

SteppedMission::SteppedMission(const Options& options)
    : random_(options.seed),
      network_random_(options.seed ^ 0x5deece66dU),
      clock_(after_every_example),
      mission_(mission_of(options)),
      network_(network_random_) {
  for (const auto& intake : mission_.settings.intakes) names_.push_back(intake.name);
  names_.push_back(mission_.settings.router.name);
  names_.push_back(mission_.settings.notifier.name);
  for (const std::string& name : names_) start(name);
  add_officers(options.officers_acknowledge);
}

SteppedMission::~SteppedMission() = default;

std::string SteppedMission::intake_name(int index) const {
  return mission_.settings.intakes.at(static_cast<std::size_t>(index)).name;
}

std::filesystem::path SteppedMission::database_of(const std::string& program) const {
  return folder_ / (program + ".db");
}

void SteppedMission::start(const std::string& program) { running_[program] = make(program); }
void SteppedMission::kill(const std::string& program) {
  running_.erase(program);
  network_.disconnect(program);
}
bool SteppedMission::running(const std::string& program) const {
  return running_.contains(program);
}
service::Program& SteppedMission::program(const std::string& name) {
  return *running_.at(name)->program;
}

std::string SteppedMission::control(const std::string& program, const std::string& request) {
  return running_.at(program)->program->control(request, "test", clock_.now());
}

std::unique_ptr<SteppedMission::Running> SteppedMission::make(const std::string& name) {
  auto made = std::make_unique<Running>(folder_.path(), name, clock_);
  const auto door = [&](const std::string& what) -> link::Door& {
    return *made->doors.emplace_back(network_.door(name + "/" + what));
  };
  const auto line = [&](const std::string& to, const std::string& what) -> link::Line& {
    return *made->lines.emplace_back(network_.line(name, to + "/" + what));
  };
  const config::Settings& settings = mission_.settings;
  const auto intake = std::find_if(settings.intakes.begin(), settings.intakes.end(),
                                   [&](const auto& item) { return item.name == name; });
  if (intake != settings.intakes.end()) {
    link::Door& patrols = door("patrols");
    link::Door& status = door("status");
    made->program = std::make_unique<intake::Intake>(
        intake::IntakeWiring{.mission = mission_,
                             .settings = *intake,
                             .database = made->database,
                             .random = random_,
                             .allow_list = allow_list_,
                             .patrols = patrols,
                             .status = status,
                             .router = line(settings.router.name, "reports"),
                             .log = made->log,
                             .metrics = made->metrics,
                             .wake = made->wake});
  } else if (name == settings.router.name) {
    link::Door& reports = door("reports");
    for (const auto& item : settings.intakes) made->intakes[item.name] = &line(item.name, "status");
    made->program = std::make_unique<router::Router>(
        router::RouterWiring{.mission = mission_,
                             .database = made->database,
                             .random = random_,
                             .reports = reports,
                             .notifier = line(settings.notifier.name, "notices"),
                             .intakes = made->intakes,
                             .log = made->log,
                             .metrics = made->metrics});
  } else {
    link::Door& notices = door("notices");
    link::Door& people = door("people");
    made->program = std::make_unique<notifier::Notifier>(
        notifier::NotifierWiring{.mission = mission_,
                                 .database = made->database,
                                 .random = random_,
                                 .allow_list = allow_list_,
                                 .notices = notices,
                                 .people = people,
                                 .router = line(settings.router.name, "reports"),
                                 .log = made->log,
                                 .metrics = made->metrics});
  }
  return made;
}

Device& SteppedMission::add_device(const std::string& name, const std::string& unit,
                                   const std::string& intake) {
  const link::SecretKey key = link::new_key(name, link::KeyKind::device, unit, random_);
  for (const auto& item : mission_.settings.intakes) {
    control(item.name,
            Json{{"command", "keys.allow"}, {"key", public_json(key.public_key)}}.dump());
  }
  return connect(key, intake);
}

Device& SteppedMission::connect_again(const Device& patrol, const std::string& intake) {
  return connect(patrol.key(), intake);
}

Device& SteppedMission::connect(const link::SecretKey& key, const std::string& intake) {
  const auto file = folder_ / ("patrol-" + std::to_string(devices_.size()) + ".db");
  return *devices_.emplace_back(std::make_unique<Device>(
      file, key, random_, network_.line(key.public_key.name, intake + "/patrols")));
}

void SteppedMission::add_officers(bool acknowledge) {
  std::map<std::string, std::vector<std::string>> positions_by_person;
  for (const auto& [position, holding] : mission_.roster) {
    if (!holding.people.empty()) positions_by_person[holding.people.front()].push_back(position);
  }
  const std::string& notifier = mission_.settings.notifier.name;
  for (const auto& [person, positions] : positions_by_person) {
    const link::SecretKey key = link::new_key(person, link::KeyKind::person, "", random_);
    control(notifier, Json{{"command", "keys.allow"}, {"key", public_json(key.public_key)}}.dump());
    officers_.push_back(std::make_unique<Officer>(
        person, positions, acknowledge, network_.line(person, notifier + "/people"), random_));
  }
}

void SteppedMission::step(milliseconds step) {
  clock_.advance(step);
  network_.advance(clock_.now());
  for (auto& patrol : devices_) patrol->turn(clock_.now());
  for (auto& [name, running] : running_) running->program->turn(clock_.now());
  for (auto& officer : officers_) officer->turn(clock_.now());
}

bool SteppedMission::run_until(const std::function<bool()>& done, int steps_max) {
  for (int i = 0; i < steps_max; ++i) {
    if (done()) return true;
    step();
  }
  return done();
}

bool SteppedMission::run_until_quiet(int steps_max) {
  int quiet_steps = 0;
  return run_until(
      [&] {
        bool owing = std::any_of(devices_.begin(), devices_.end(),
                                 [](const auto& patrol) { return patrol->owed() > 0; });
        for (const std::string& name : names_) {
          const Json state = Json::parse(control(name, R"({"command":"state"})"));
          for (const auto& [peer, owed] : state.at("owed").items()) owing |= owed.get<int>() > 0;
        }
        quiet_steps = owing ? 0 : quiet_steps + 1;
        // Longer than an officer takes to open again and the notifier to push again, so that what
        // is on its way shows up as owed.
        return quiet_steps > 400;
      },
      steps_max);
}

bool SteppedMission::shown(const Uuid& report, std::int64_t revision,
                           const std::string& position) const {
  return std::any_of(officers_.begin(), officers_.end(), [&](const auto& officer) {
    return officer->shown().contains({to_string(report), revision, position});
  });
}

}  // namespace vigie::support
