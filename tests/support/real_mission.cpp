#include "tests/support/real_mission.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <stdexcept>
#include <thread>

#include "cli/contact.h"
#include "cli/free_ports.h"
#include "cli/key_making.h"
#include "cli/layout.h"
#include "cli/program_keys.h"
#include "service/control_client.h"
#include "service/failure.h"
#include "tests/support/file_bytes.h"
#include "tests/support/loaded_mission.h"

namespace vigie::support {
namespace {

using namespace std::chrono_literals;

/// All in one process, the links between the programs are inproc.
void write_settings(const std::filesystem::path& file, const std::vector<std::uint16_t>& ports,
                    const RealMission::Options& options) {
  const auto tcp = [&](std::size_t index) {
    return "tcp://127.0.0.1:" + std::to_string(ports.at(index));
  };
  const auto inner = [&](std::size_t index, const std::string& name) {
    return options.in_one_process ? "inproc://" + name : tcp(index);
  };
  std::ofstream(file) << "intakes:\n  - name: intake\n    patrols: " << tcp(0)
                      << "\n    status: " << inner(1, "status")
                      << "\n    http: 127.0.0.1:" << ports.at(5)
                      << "\nrouter:\n  name: router\n  reports: " << inner(2, "router")
                      << "\nnotifier:\n  name: notifier\n  notices: " << inner(3, "notifier")
                      << "\n  people: " << tcp(4)
                      << "\nlimits:\n  resend_after: " << options.resend_after.count() << " ms\n";
}

}  // namespace

const std::vector<std::string>& RealMission::programs() {
  static const std::vector<std::string> names{"intake", "router", "notifier"};
  return names;
}

RealMission::RealMission(Options options)
    : options_(std::move(options)),
      random_(options_.seed ^ static_cast<std::uint64_t>(::getpid())),
      settings_(folder_ / "settings.yaml") {
  const std::vector<std::uint16_t> ports = cli::free_ports(random_, 6);
  http_port_ = ports.back();
  write_settings(settings_, ports, options_);
  mission_ = loaded_mission(options_.mission, settings_);
  ::mkdir((folder_ / "data").c_str(), 0700);
  for (const auto& [program, place] : options_.places) {
    std::filesystem::create_directory_symlink(place, folder_.path() / "data" / program);
  }
  make_keys();
  if (options_.in_one_process) {
    start("up");
  } else {
    for (const std::string& program : programs()) start(program);
  }
  for (const std::string& program : programs()) wait_until_ready(program);
}

RealMission::EndsThem::~EndsThem() {
  for (const auto& [program, process] : processes) {
    ::kill(process, SIGKILL);
    ::waitpid(process, nullptr, 0);
  }
}

void RealMission::make_keys() {
  const std::filesystem::path data = folder_ / "data";
  cli::KeyMaking making{.settings = mission_.settings,
                        .data = data,
                        .keys = data / "keys",
                        .out = folder_ / "owners",
                        .endpoint = ""};
  std::map<std::string, std::vector<std::string>> positions_by_person;
  for (const auto& [position, holding] : mission_.roster) {
    if (!holding.people.empty()) positions_by_person[holding.people.front()].push_back(position);
  }
  std::vector<cli::KeyWanted> people;
  for (const auto& [person, positions] : positions_by_person) {
    people.push_back({.name = person, .kind = link::KeyKind::person, .unit = ""});
  }
  SystemRandom chance;
  for (const auto& place : cli::program_places(mission_.settings, data)) {
    cli::make_program_key(place, making.keys, clock_, chance);
  }
  const auto notifier = cli::place_of(mission_.settings, data, "notifier");
  const auto files = cli::make_keys(making, notifier, people, clock_, chance);
  const auto contact = cli::read_contact(cli::contact_file(files.front(), "notifier"));
  for (const auto& file : files) {
    const auto key = link::read_secret_key(file);
    officers_.push_back(std::make_unique<Officer>(
        key.public_key.name, positions_by_person.at(key.public_key.name), true,
        link::connect_line(
            context_,
            {.endpoint = contact.endpoint, .own = &key, .server_public = contact.curve_public}),
        random_));
  }
}

Device& RealMission::add_device(const std::string& name) {
  const std::filesystem::path data = folder_ / "data";
  const cli::KeyMaking making{.settings = mission_.settings,
                              .data = data,
                              .keys = data / "keys",
                              .out = folder_ / "owners",
                              .endpoint = ""};
  SystemRandom chance;
  const auto intake = cli::place_of(mission_.settings, data, "intake");
  const auto files = cli::make_keys(
      making, intake, {{.name = name, .kind = link::KeyKind::device, .unit = "unpol_test"}}, clock_,
      chance);
  const auto key = link::read_secret_key(files.front());
  const auto contact = cli::read_contact(cli::contact_file(files.front(), "intake"));
  return *devices_.emplace_back(std::make_unique<Device>(
      folder_ / (name + ".db"), key, random_,
      link::connect_line(
          context_,
          {.endpoint = contact.endpoint, .own = &key, .server_public = contact.curve_public})));
}

void RealMission::start(const std::string& program) {
  const std::string log = folder_ / (program + ".log");
  const std::vector<std::string> words{VIGIE_BINARY, program,
                                       "--mission",  options_.mission.string(),
                                       "--settings", settings_.string(),
                                       "--data",     (folder_ / "data").string()};
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions{};
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 1, log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  posix_spawn_file_actions_adddup2(&actions, 1, 2);
  pid_t process = 0;
  const int code =
      ::posix_spawn(&process, VIGIE_BINARY, &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (code != 0) throw std::runtime_error("cannot start " + std::string(VIGIE_BINARY));
  processes_[program] = process;
}

pid_t RealMission::process_of(const std::string& program) const {
  return processes_.at(options_.in_one_process ? "up" : program);
}

void RealMission::wait_until_ready(const std::string& program) {
  for (int attempt = 0; attempt < 400; ++attempt) {
    if (!control(program, R"({"command":"state"})").empty()) return;
    int status = 0;
    if (::waitpid(process_of(program), &status, WNOHANG) > 0) {
      processes_.erase(program);
      throw std::runtime_error(program + " ended at its start: " + log_of(program));
    }
    std::this_thread::sleep_for(25ms);
  }
  throw std::runtime_error(program + " does not answer: " + log_of(program));
}

void RealMission::signal(const std::string& program, int number) {
  ::kill(process_of(program), number);
}

void RealMission::kill(const std::string& program) {
  ::kill(process_of(program), SIGKILL);
  ::waitpid(process_of(program), nullptr, 0);
  processes_.erase(program);
}

bool RealMission::running(const std::string& program) {
  if (!processes_.contains(program)) return false;
  if (::waitpid(process_of(program), nullptr, WNOHANG) == 0) return true;
  processes_.erase(program);
  return false;
}

int RealMission::stop(const std::string& program) {
  ::kill(process_of(program), SIGTERM);
  int status = 0;
  ::waitpid(process_of(program), &status, 0);
  processes_.erase(program);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

std::string RealMission::control(const std::string& program, const std::string& request) {
  const auto place = cli::place_of(mission_.settings, folder_ / "data", program);
  try {
    return service::ask(place.socket(), request, 5s).value_or("");
  } catch (const service::Failure&) {
    return "";
  }
}

std::filesystem::path RealMission::database_of(const std::string& program) const {
  return cli::place_of(mission_.settings, folder_ / "data", program).database();
}

std::string RealMission::log_of(const std::string& program) const {
  const std::string whole = file_bytes(folder_ / (program + ".log"));
  constexpr std::size_t shown = 2000;
  return whole.size() > shown ? whole.substr(whole.size() - shown) : whole;
}

void RealMission::turn() {
  const Time now = clock_.now();
  for (auto& patrol : devices_) patrol->turn(now);
  for (auto& officer : officers_) officer->turn(now);
}

void RealMission::run_for(std::chrono::milliseconds time) {
  const auto end = std::chrono::steady_clock::now() + time;
  do {
    turn();
    std::this_thread::sleep_for(2ms);
  } while (std::chrono::steady_clock::now() < end);
}

bool RealMission::run_until(const std::function<bool()>& done, std::chrono::seconds patience) {
  const auto end = std::chrono::steady_clock::now() + patience;
  while (!done()) {
    if (std::chrono::steady_clock::now() > end) return false;
    run_for(10ms);
  }
  return true;
}

bool RealMission::shown(const Uuid& report, std::int64_t revision,
                        const std::string& position) const {
  return std::any_of(officers_.begin(), officers_.end(), [&](const auto& officer) {
    return officer->shown().contains({to_string(report), revision, position});
  });
}

}  // namespace vigie::support
