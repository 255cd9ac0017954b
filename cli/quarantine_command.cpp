// `vigie quarantine list|show|retry|discard`: messages a program could not apply.

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/control.h"

namespace vigie::cli {
namespace {

struct QuarantineArguments {
  std::string program;
  std::int64_t entry = 0;
  std::string reason;
};

std::string entry_line(const Json& entry) {
  return std::to_string(entry.value("entry", 0)) + "  " + entry.value("in", "") + "  " +
         entry.value("code", "") + "  " + entry.value("kind", "") + " from " +
         entry.value("sender", "") + "  " + entry.value("at", "");
}

void list(const Invocation& invocation, const QuarantineArguments& arguments) {
  Json programs = Json::array();
  const config::Mission mission = load_mission(invocation);
  const auto places = places_of(mission.settings, data_folder(invocation), arguments.program);
  for (const ProgramPlace& place : places) {
    const Json answer = ask_program(place, {{"command", "quarantine.list"}});
    programs.push_back({{"program", place.name}, {"entries", answer.at("entries")}});
  }
  if (invocation.options.json) return print(invocation, {{"programs", programs}});
  for (const Json& program : programs) {
    const Json& entries = program.at("entries");
    invocation.console.out << program.at("program").get<std::string>()
                           << (entries.empty() ? ": nothing in quarantine" : ":") << std::endl;
    for (const Json& entry : entries) {
      invocation.console.out << "  " << entry_line(entry) << std::endl;
    }
  }
}

/// show, retry and discard: one entry of one program.
void act(const Invocation& invocation, const std::string& command,
         const QuarantineArguments& arguments) {
  const Json request{{"command", "quarantine." + command},
                     {"entry", arguments.entry},
                     {"reason", arguments.reason}};
  const config::Mission mission = load_mission(invocation);
  const ProgramPlace place =
      places_of(mission.settings, data_folder(invocation), arguments.program).front();
  const Json answer = ask_program(place, request);
  if (invocation.options.json || command == "show") return print(invocation, answer);
  invocation.console.out << place.name << ": entry " << arguments.entry
                         << (command == "retry" ? " applied" : " discarded") << std::endl;
}

CLI::App* add_act(CLI::App& quarantine, Invocation& invocation, const std::string& name,
                  const std::string& what, const std::shared_ptr<QuarantineArguments>& arguments) {
  CLI::App* command = quarantine.add_subcommand(name, what);
  command->add_option("entry", arguments->entry, "The entry's number")->required();
  command->add_option("--program", arguments->program, "Whose quarantine")->required();
  command->callback([&invocation, arguments, name] { act(invocation, name, *arguments); });
  return command;
}

}  // namespace

void add_quarantine(CLI::App& app, Invocation& invocation) {
  const auto arguments = std::make_shared<QuarantineArguments>();
  CLI::App* command = app.add_subcommand("quarantine", "Messages that could not be applied");
  command->require_subcommand(1);
  CLI::App* listing = command->add_subcommand("list", "What waits for a decision");
  listing->add_option("--program", arguments->program, "One program only");
  listing->callback([&invocation, arguments] { list(invocation, *arguments); });
  add_act(*command, invocation, "show", "One entry, without its content", arguments);
  add_act(*command, invocation, "retry", "Apply it again", arguments);
  add_act(*command, invocation, "discard", "Give it up; its bytes are kept", arguments)
      ->add_option("--reason", arguments->reason, "Why, for the audit trail")
      ->required();
}

}  // namespace vigie::cli
