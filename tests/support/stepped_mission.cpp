#include "tests/support/stepped_mission.h"

#include <algorithm>
#include <stdexcept>
#include <utility>
#include <variant>

#include <nlohmann/json.hpp>

#include "intake/intake.h"
#include "link/keys.h"
#include "notifier/notifier.h"
#include "report/check.h"
#include "router/router.h"
#include "service/logging.h"
#include "service/metrics.h"
#include "service/trusted_clock.h"
#include "service/wake.h"
#include "store/database.h"
#include "tests/support/loaded_mission.h"

namespace vigie::support {
namespace {

using Json = nlohmann::json;
using std::chrono::milliseconds;

/// Reports of the generator are filed in June 2019; none may be from the future.
const Time after_every_example = std::chrono::sys_days{std::chrono::year{2019} / 8 / 1};

config::Mission mission_in(const SteppedMission::Options& options) {
  if (options.loaded != nullptr) return *options.loaded;
  return loaded_mission(options.mission.empty() ? "config/mali" : options.mission);
}

config::Mission mission_of(const SteppedMission::Options& options) {
  config::Mission mission = mission_in(options);
  const config::IntakeSettings first = mission.settings.intakes.front();
  for (int i = 1; i < options.intakes; ++i) {
    mission.settings.intakes.push_back(first);
    mission.settings.intakes.back().name = "intake_" + std::to_string(i + 1);
  }
  return mission;
}

/// On a disk that can fail, checkpoints come often enough to be failed in.
store::OpenOptions options_on(const std::string& vfs) {
  store::OpenOptions options{.vfs = vfs};
  if (!vfs.empty()) options.wal_bytes_idle = 128 * 1024;
  return options;
}

/// The clock of one machine, as wrong as a test wants it.
class MachineClock final : public Clock {
 public:
  explicit MachineClock(std::function<Time()> shown) : shown_(std::move(shown)) {}
  Time now() override { return shown_(); }

 private:
  std::function<Time()> shown_;
};

}  // namespace

/// One program and everything it stands on, in the order in which it must be taken down.
struct SteppedMission::Running {
  Running(const std::filesystem::path& folder, const std::string& name, const std::string& vfs,
          Clock& clock)
      : database(folder / (name + ".db"), options_on(vfs)),
        log(name, clock, {.file = folder / (name + ".log"), .quiet = !vfs.empty()}) {}

  store::Database database;
  service::Log log;
  service::Metrics metrics;
  service::Wake wake;
  std::vector<std::unique_ptr<link::Door>> doors;
  std::vector<std::unique_ptr<link::Line>> lines;
  std::map<std::string, link::Line*> intakes;
  // The router's, as in cli/serve.cpp.
  std::unique_ptr<MachineClock> machine_clock;
  std::unique_ptr<service::TrustedClock> trusted_clock;
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
  add_disks(options);
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

void SteppedMission::add_disks(const Options& options) {
  if (!options.disks_can_fail) return;
  device_disk_ = std::make_unique<FaultyStorage>(options.seed ^ 0xdecafU);
  std::shared_ptr<FaultyStorage> disk;
  for (const std::string& name : names_) {
    if (disk == nullptr || !options.one_machine) {
      disk = std::make_shared<FaultyStorage>(options.seed * names_.size() + disks_.size());
    }
    disks_[name] = disk;
  }
}

std::string SteppedMission::vfs_of(const std::string& program) const {
  const auto disk = disks_.find(program);
  return disk == disks_.end() ? "" : disk->second->vfs();
}

bool SteppedMission::start(const std::string& program) {
  try {
    running_[program] = make(program);
  } catch (const store::StoreFailure& failure) {
    running_.erase(program);
    if (disks_.empty()) throw;
    stopped_[program] = failure.what();
    return false;
  }
  stopped_.erase(program);
  wakes_[program] = clock_.now();
  return true;
}

void SteppedMission::start_all() {
  for (const std::string& name : names_) {
    if (const auto disk = disks_.find(name); disk != disks_.end()) disk->second->repair();
    if (!running_.contains(name)) start(name);
  }
}

void SteppedMission::take_down(const std::string& program) {
  running_.erase(program);
  wakes_.erase(program);
  network_.disconnect(program);
  network_.unsilence(program);
}

void SteppedMission::kill(const std::string& program) {
  const auto disk = disks_.find(program);
  // Without its disk it cannot tidy up on its way out.
  if (disk != disks_.end()) disk->second->cut_off();
  take_down(program);
  if (disk != disks_.end()) disk->second->attach();
}

void SteppedMission::power_cut(const std::string& program, Leaves leaves) {
  const auto machine = disks_.at(program);
  for (const std::string& name : names_) {
    if (disks_.at(name) == machine) kill(name);
  }
  machine->power_cut(leaves);
}

void SteppedMission::stop_reaching_out(const std::string& program) {
  disks_.at(program)->cut_off();
  network_.silence(program);
}

bool SteppedMission::running(const std::string& program) const {
  return running_.contains(program);
}
service::Program& SteppedMission::program(const std::string& name) {
  return *running_.at(name)->program;
}

std::string SteppedMission::control(const std::string& program, const std::string& request) {
  return running_.at(program)->program->control(request, "test", time_of(program));
}

Time SteppedMission::now_at(const std::string& program) {
  const auto error = clock_errors_.find(program);
  return clock_.now() + (error != clock_errors_.end() ? error->second : milliseconds{0});
}

Time SteppedMission::time_of(const std::string& program) {
  const auto& trusted = running_.at(program)->trusted_clock;
  return trusted ? trusted->now() : now_at(program);
}

std::string SteppedMission::metrics_of(const std::string& program) const {
  return running_.at(program)->metrics.text();
}

std::filesystem::path SteppedMission::log_of(const std::string& program) const {
  return folder_ / (program + ".log");
}

std::unique_ptr<SteppedMission::Running> SteppedMission::make(const std::string& name) {
  auto made = std::make_unique<Running>(folder_.path(), name, vfs_of(name), clock_);
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
    made->machine_clock = std::make_unique<MachineClock>([this, name] { return now_at(name); });
    made->trusted_clock = std::make_unique<service::TrustedClock>(
        *made->machine_clock, [this] { return clock_.now().time_since_epoch() - jumped_; },
        [](milliseconds /*step*/, bool /*counts*/) {});
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
    control(item.name, allow_request(key.public_key));
  }
  return connect(key, intake);
}

Device& SteppedMission::connect_again(const Device& patrol, const std::string& intake) {
  return connect(patrol.key(), intake);
}

Device& SteppedMission::connect(const link::SecretKey& key, const std::string& intake) {
  const auto file = folder_ / ("patrol-" + std::to_string(devices_.size()) + ".db");
  return *devices_.emplace_back(std::make_unique<Device>(
      file, key, random_, network_.line(key.public_key.name, intake + "/patrols"),
      device_disk_ ? device_disk_->vfs() : ""));
}

void SteppedMission::add_officers(bool acknowledge) {
  std::map<std::string, std::vector<std::string>> positions_by_person;
  for (const auto& [position, holding] : mission_.roster) {
    if (!holding.people.empty()) positions_by_person[holding.people.front()].push_back(position);
  }
  const std::string& notifier = mission_.settings.notifier.name;
  for (const auto& [person, positions] : positions_by_person) {
    const link::SecretKey key = link::new_key(person, link::KeyKind::person, "", random_);
    control(notifier, allow_request(key.public_key));
    officers_.push_back(std::make_unique<Officer>(
        person, positions, acknowledge, network_.line(person, notifier + "/people"), random_));
  }
}

void SteppedMission::turn(const std::string& name) {
  try {
    const Time now = time_of(name);
    wakes_[name] = clock_.now() + (running_.at(name)->program->turn(now) - now);
  } catch (const store::StoreFailure& failure) {
    if (disks_.empty()) throw;
    stopped_[name] = failure.what();
    // Unless it was cut off: then it is dead already, and its end is the test's to say.
    if (disks_.at(name)->attached()) take_down(name);
  }
}

void SteppedMission::turn_everything() {
  network_.advance(clock_.now());
  for (auto& patrol : devices_) patrol->turn(clock_.now());
  for (const std::string& name : names_) {
    if (running_.contains(name) && !stopped_.contains(name)) turn(name);
  }
  for (auto& officer : officers_) officer->turn(clock_.now());
}

void SteppedMission::step(milliseconds step) {
  clock_.advance(step);
  turn_everything();
}

void SteppedMission::step_to_next() {
  constexpr milliseconds longest{2000};
  const Time now = clock_.now();
  Time next = now + network_.until_next().value_or(longest);
  for (const auto& [name, wake] : wakes_) next = std::min(next, wake);
  for (auto& patrol : devices_) next = std::min(next, patrol->next_wake(now));
  for (const auto& officer : officers_) next = std::min(next, officer->next_wake(now));
  step(std::clamp(next - now, milliseconds{1}, longest));
}

bool SteppedMission::run_until(const std::function<bool()>& done, int steps_max) {
  for (int i = 0; i < steps_max; ++i) {
    if (done()) return true;
    step();
  }
  return done();
}

bool SteppedMission::owing() {
  const auto owes = [](const auto& person) { return person->owed() > 0; };
  if (std::ranges::any_of(devices_, owes)) return true;
  for (const std::string& name : names_) {
    if (!running_.contains(name)) return true;
    const Json state = Json::parse(control(name, R"({"command":"state"})"));
    for (const auto& [peer, owed] : state.at("owed").items()) {
      if (owed.get<int>() > 0) return true;
    }
  }
  return false;
}

/// Whether a push, a confirmation or a reply of an officer is still on its way.
bool SteppedMission::delivering() {
  const auto owes = [](const auto& officer) { return officer->owed() > 0; };
  if (std::ranges::any_of(officers_, owes)) return true;
  const std::string& notifier = mission_.settings.notifier.name;
  const Json state = Json::parse(control(notifier, R"({"command":"state"})"));
  return state.at("counts").at("undelivered").get<int>() > 0;
}

std::string SteppedMission::unrest() {
  std::string text;
  for (const std::string& name : names_) {
    text += running_.contains(name) ? control(name, R"({"command":"state"})") + "\n"
                                    : name + " is down\n";
  }
  for (const auto& [name, why] : stopped_) text += name + " stopped: " + why + "\n";
  for (const auto& device : devices_) {
    if (device->owed() > 0) {
      text += device->key().public_key.name + " owes " + std::to_string(device->owed()) + "\n";
    }
  }
  for (const auto& officer : officers_) {
    if (officer->owed() > 0) {
      text += officer->person() + " owes " + std::to_string(officer->owed()) + "\n";
    }
  }
  return text;
}

bool SteppedMission::run_to_rest(std::chrono::minutes time_max) {
  constexpr std::chrono::seconds quiet_for{5};  // Two rounds of the officers' openings.
  const Time started = clock_.now();
  Time busy_at = started;
  while (clock_.now() - started < time_max) {
    step_to_next();
    if (owing() || delivering()) busy_at = clock_.now();
    if (clock_.now() - busy_at >= quiet_for) return true;
  }
  return false;
}

bool SteppedMission::run_until_quiet(int steps_max) {
  int quiet_steps = 0;
  return run_until(
      [&] {
        quiet_steps = owing() ? 0 : quiet_steps + 1;
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
