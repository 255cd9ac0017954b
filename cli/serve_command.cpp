// `vigie up`, `vigie intake`, `vigie router`, `vigie notifier`.

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/program_keys.h"
#include "cli/serve.h"
#include "service/logging.h"
#include "service/stop.h"

namespace vigie::cli {
namespace {

struct ServeArguments {
  std::string name;  ///< Which intake, when the settings name several.
  std::string log;
  bool quiet = false;
};

void announce(const Invocation& invocation, const Host& host) {
  if (invocation.options.json) {
    const Json line{{"program", host.name()}, {"listening", host.listening()}};
    invocation.console.out << line.dump() << std::endl;
    return;
  }
  for (const std::string& place : host.listening()) {
    invocation.console.out << host.name() << ": " << place << std::endl;
  }
}

/// Programs of one process meet through the keys folder like any others, so all have their keys
/// before the first of them looks for another's.
void make_keys_first(const std::vector<ProgramPlace>& places, const Machine& machine) {
  for (const ProgramPlace& place : places) {
    std::error_code trouble;
    if (std::filesystem::exists(place.key_file(), trouble)) continue;
    make_program_key(place, machine.keys, machine.clock, machine.random);
  }
}

/// They count for nothing in a routing. They are said aloud and no more: a program that did not
/// start because a day passed would take no reports. The log is what a person at the terminal reads
/// too, unless it goes to a file.
void warn_of_expired_rules(const Invocation& invocation, const config::Mission& mission,
                           const service::LogOptions& options) {
  const std::vector<std::string> expired = expired_rules(invocation, mission);
  if (expired.empty()) return;
  service::Log log("vigie", invocation.clock, options);
  for (const std::string& line : expired) {
    log.warn("rule_expired", {{"text", line}});
    if (!options.file.empty()) invocation.console.err << "warning: " << line << std::endl;
  }
}

void serve_places(Invocation& invocation, const config::Mission& mission,
                  const std::vector<ProgramPlace>& places, const ServeArguments& arguments) {
  service::Stop stop;
  const service::StopSignals signals(stop);
  link::AllowList allow_list;
  link::Context context(allow_list);
  Machine machine{.mission = mission,
                  .mission_files = {mission_folder(invocation), settings_file(invocation)},
                  .data = data_folder(invocation),
                  .keys = keys_folder(invocation),
                  .log = {.file = arguments.log, .quiet = arguments.quiet},
                  .clock = invocation.clock,
                  .random = invocation.random,
                  .allow_list = allow_list,
                  .context = context};
  warn_of_expired_rules(invocation, mission, machine.log);
  if (places.size() > 1) make_keys_first(places, machine);
  std::vector<std::unique_ptr<Host>> hosts;
  for (const ProgramPlace& place : places) hosts.push_back(make_host(machine, place));
  for (const auto& host : hosts) announce(invocation, *host);
  serve(hosts, stop);
}

void serve_all(Invocation& invocation, const ServeArguments& arguments) {
  const config::Mission mission = load_mission(invocation);
  serve_places(invocation, mission, program_places(mission.settings, data_folder(invocation)),
               arguments);
}

void serve_one(Invocation& invocation, ProgramKind kind, const ServeArguments& arguments) {
  const config::Mission mission = load_mission(invocation);
  const ProgramPlace place =
      arguments.name.empty() ? place_of(mission.settings, data_folder(invocation), kind)
                             : place_of(mission.settings, data_folder(invocation), arguments.name);
  if (place.kind != kind) {
    throw service::Failure(service::ExitCode::usage,
                           "'" + place.name + "' is a " + std::string(name_of(place.kind)));
  }
  serve_places(invocation, mission, {place}, arguments);
}

CLI::App* add_program(CLI::App& app, const std::string& name, const std::string& what,
                      const std::shared_ptr<ServeArguments>& arguments) {
  CLI::App* command = app.add_subcommand(name, what);
  command->add_option("--log", arguments->log, "File for the log; standard error without it");
  command->add_flag("--quiet", arguments->quiet, "Log warnings and errors only");
  return command;
}

}  // namespace

void add_serve(CLI::App& app, Invocation& invocation) {
  // Shared between the declaration and the callback that runs later.
  const auto arguments = std::make_shared<ServeArguments>();
  add_program(app, "up", "Run all programs of the mission in one process", arguments)
      ->callback([&invocation, arguments] { serve_all(invocation, *arguments); });
  CLI::App* intake =
      add_program(app, "intake", "Run intake: takes reports from patrols", arguments);
  intake->add_option("--name", arguments->name, "Which intake of the settings; the first");
  intake->callback(
      [&invocation, arguments] { serve_one(invocation, ProgramKind::intake, *arguments); });
  add_program(app, "router", "Run the router: decides who is told", arguments)
      ->callback(
          [&invocation, arguments] { serve_one(invocation, ProgramKind::router, *arguments); });
  add_program(app, "notifier", "Run the notifier: brings notices to people", arguments)
      ->callback(
          [&invocation, arguments] { serve_one(invocation, ProgramKind::notifier, *arguments); });
}

}  // namespace vigie::cli
