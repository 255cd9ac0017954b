#include "tests/support/office.h"

#include <doctest/doctest.h>

#include <chrono>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>
#include <utility>

#include "cli/free_ports.h"
#include "report/random.h"
#include "tests/support/file_bytes.h"

namespace vigie::support {

using namespace std::chrono_literals;
using Json = nlohmann::json;

Office::Office(const std::string& settings, std::filesystem::path mission)
    : mission_(std::move(mission)) {
  std::ofstream(folder_ / "settings.yaml") << settings;
}

void Office::start(const std::string& program) {
  programs_[program] = std::make_unique<cli::ChildProcess>(cli::ChildOptions{
      .executable = VIGIE_BINARY, .arguments = here({program}), .output = output_of(program)});
}

void Office::wait_until_ready() const {
  const bool ready = until([&] { return run({"quarantine", "list"}).code == 0; });
  std::string said;
  for (const auto& [program, process] : programs_) {
    said += program + ":\n" + file_bytes(output_of(program));
  }
  CAPTURE(said);
  REQUIRE(ready);
}

CommandResult Office::run(const Words& words) const { return run_vigie(here(words)); }

Json Office::ask(Words words) const {
  words.emplace_back("--json");
  const CommandResult result = run(words);
  CAPTURE(words.front());
  CAPTURE(result.err);
  REQUIRE(result.code == 0);
  Json answer = Json::parse(result.out, nullptr, false);
  REQUIRE(answer.is_object());
  return answer;
}

bool Office::until(const std::function<bool()>& done) const {
  const auto end = std::chrono::steady_clock::now() + 20s;
  while (!done() && std::chrono::steady_clock::now() < end) std::this_thread::sleep_for(50ms);
  return done();
}

void Office::stop() {
  for (const auto& [name, program] : programs_) program->ask_to_stop();
  for (const auto& [name, program] : programs_) {
    CAPTURE(name);
    CHECK(until([&child = *program] { return !child.running(); }));
    CHECK(program->exit_code() == 0);
  }
}

Words Office::here(Words words) const {
  for (const std::string& word :
       {std::string("--mission"), mission_.string(), std::string("--settings"),
        file("settings.yaml"), std::string("--data"), file("data")}) {
    words.push_back(word);
  }
  return words;
}

std::string settings_of_one_process() {
  const auto seed =
      static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch().count());
  MESSAGE("seed of the ports " << seed);
  SeededRandom random(seed);
  const std::vector<std::uint16_t> ports = cli::free_ports(random, 2);
  const std::string patrols = "tcp://127.0.0.1:" + std::to_string(ports.at(0));
  const std::string people = "tcp://127.0.0.1:" + std::to_string(ports.at(1));
  return "intakes:\n  - name: intake\n    patrols: " + patrols +
         "\n    status: inproc://intake-status\nrouter:\n  name: router\n"
         "  reports: inproc://router\nnotifier:\n  name: notifier\n"
         "  notices: inproc://notifier\n  people: " +
         people + "\n";
}

}  // namespace vigie::support
