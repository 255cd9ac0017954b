// `vigie reload`: the running programs read the mission's files again.

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/control.h"

namespace vigie::cli {
namespace {

void show(const Invocation& invocation, const std::string& program, const Json& answer) {
  invocation.console.out << program << ": "
                         << (answer.at("changed").get<bool>() ? "now runs version "
                                                              : "already runs version ")
                         << answer.at("version").get<std::string>().substr(0, 12) << std::endl;
}

/// Refused files are refused once, by this command, before any program is asked.
void reload(const Invocation& invocation, const std::string& program) {
  const config::Mission mission = load_mission_of_today(invocation);
  const auto places = places_of(mission.settings, data_folder(invocation), program);
  Json programs = Json::array();
  const std::vector<Missed> missed = at_each(places, [&](const ProgramPlace& place) {
    Json answer = ask_program(place, {{"command", "reload"}});
    if (!invocation.options.json) show(invocation, place.name, answer);
    answer["program"] = place.name;
    programs.push_back(std::move(answer));
  });
  if (invocation.options.json) print(invocation, {{"programs", programs}});
  for (const Missed& one : missed) {
    invocation.console.err << one.program << ": " << one.text << std::endl;
  }
  if (!missed.empty()) {
    throw service::Failure(service::ExitCode::failure,
                           "not every program took the mission; the others run the new one");
  }
}

}  // namespace

void add_reload(CLI::App& app, Invocation& invocation) {
  const auto program = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand(
      "reload",
      "Running programs read the mission's files again; a bad one is refused and the old "
      "one goes on. Settings need a restart");
  command->add_option("--program", *program, "One program only");
  command->callback([&invocation, program] { reload(invocation, *program); });
}

}  // namespace vigie::cli
