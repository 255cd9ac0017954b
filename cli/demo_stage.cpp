#include "cli/demo_stage.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "cli/demo_people.h"
#include "cli/free_ports.h"
#include "cli/key_making.h"
#include "cli/program_keys.h"
#include "config/load.h"
#include "service/control_client.h"

namespace vigie::cli {
namespace {

namespace fs = std::filesystem;
using service::ExitCode;
using service::Failure;
using std::chrono::steady_clock;

constexpr std::chrono::seconds starting_patience{30};
constexpr std::chrono::seconds answering_patience{5};
constexpr std::chrono::milliseconds readiness_asked_every{20};

void write_settings(const fs::path& file, Random& random) {
  const std::vector<std::uint16_t> ports = free_ports(random, 8);
  const auto at = [&](std::size_t which) { return "127.0.0.1:" + std::to_string(ports.at(which)); };
  std::ofstream stream(file);
  stream << "intakes:\n"
         << "  - name: intake\n"
         << "    patrols: tcp://" << at(0) << "\n    status: tcp://" << at(1) << "\n"
         << "    http: " << at(2) << "\n"
         << "router:\n"
         << "  name: router\n"
         << "  reports: tcp://" << at(3) << "\n  http: " << at(4) << "\n"
         << "notifier:\n"
         << "  name: notifier\n"
         << "  notices: tcp://" << at(5) << "\n  people: tcp://" << at(6) << "\n"
         << "  http: " << at(7) << "\n";
}

config::Mission loaded(const Invocation& invocation, const fs::path& settings) {
  write_settings(settings, invocation.random);
  Invocation with_settings = invocation;
  with_settings.options.settings = settings.string();
  return load_mission(with_settings);
}

std::string content_of(const fs::path& file) {
  std::ifstream stream(file);
  std::string text{std::istreambuf_iterator<char>(stream), {}};
  text.erase(text.find_last_not_of('\n') + 1);
  return text;
}

}  // namespace

DemoStage::DemoStage(const Invocation& invocation)
    : folder_("vigie-demo-"),
      mission_folder_(fs::absolute(mission_folder(invocation))),
      mission_(loaded(invocation, settings())),
      places_(program_places(mission_.settings, data())) {
  make_keys(invocation);
  start(invocation);
  wait_until_ready();
}

fs::path DemoStage::person_key(const std::string& person) const {
  return folder() / "people" / (person + ".key");
}

fs::path DemoStage::output_of(const ProgramPlace& place) const {
  return folder() / (place.name + ".out");
}

void DemoStage::make_keys(const Invocation& invocation) const {
  for (const ProgramPlace& place : places_) {
    make_program_key(place, data() / "keys", invocation.clock, invocation.random);
  }
  KeyMaking making{.settings = mission_.settings,
                   .data = data(),
                   .keys = data() / "keys",
                   .out = device_key().parent_path(),
                   .endpoint = ""};
  cli::make_keys(making, place_of(mission_.settings, data(), ProgramKind::intake),
                 {{.name = "patrol-demo", .kind = link::KeyKind::device, .unit = "unpol_demo"}},
                 invocation.clock, invocation.random);
  std::set<Code> people;
  for (const auto& [position, person] : DemoPeople::holders(mission_)) people.insert(person);
  std::vector<KeyWanted> wanted;
  for (const Code& person : people) {
    wanted.push_back({.name = person, .kind = link::KeyKind::person, .unit = ""});
  }
  making.out = folder() / "people";
  cli::make_keys(making, place_of(mission_.settings, data(), ProgramKind::notifier), wanted,
                 invocation.clock, invocation.random);
}

void DemoStage::start(const Invocation& invocation) {
  for (const ProgramPlace& place : places_) {
    const std::vector<std::string> arguments{std::string(name_of(place.kind)),
                                             "--mission",
                                             mission_folder_.string(),
                                             "--settings",
                                             settings().string(),
                                             "--data",
                                             data().string(),
                                             "--log",
                                             (folder() / (place.name + ".log")).string()};
    children_.push_back(
        std::make_unique<ChildProcess>(ChildOptions{.executable = invocation.console.executable,
                                                    .arguments = arguments,
                                                    .output = output_of(place)}));
  }
}

void DemoStage::wait_until_ready() {
  const auto end = steady_clock::now() + starting_patience;
  for (const ProgramPlace& place : places_) {
    while (!service::ask(place.socket(), R"({"command":"state"})", answering_patience)) {
      check_running();
      if (steady_clock::now() >= end) {
        throw Failure(ExitCode::failure, place.name + " did not start in time");
      }
      std::this_thread::sleep_for(readiness_asked_every);
    }
  }
}

void DemoStage::check_running() {
  for (std::size_t i = 0; i < children_.size(); ++i) {
    if (children_[i]->running()) continue;
    throw Failure(ExitCode::failure,
                  places_[i].name + " has ended: " + content_of(output_of(places_[i])));
  }
}

}  // namespace vigie::cli
