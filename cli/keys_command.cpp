// `vigie keys new|list|revoke|token`: who may speak to the programs.

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/control.h"
#include "cli/key_making.h"
#include "cli/program_keys.h"

namespace vigie::cli {
namespace {

using service::ExitCode;
using service::Failure;

struct KeysArguments {
  std::string device;
  std::string unit;
  std::string person;
  std::string program;  ///< Of `new`: the program whose key is made; else: whose list is meant.
  std::string out = ".";
  std::string endpoint;
  std::string name;
  std::string reason;
};

struct Office {
  config::Mission mission;
  std::filesystem::path data;
  std::filesystem::path keys;
};

Office open_office(const Invocation& invocation) {
  return {.mission = load_mission(invocation),
          .data = data_folder(invocation),
          .keys = keys_folder(invocation)};
}

/// The one asked for, or the first of that kind.
ProgramPlace place_for(const Office& office, ProgramKind kind, const std::string& name) {
  if (name.empty()) return place_of(office.mission.settings, office.data, kind);
  return place_of(office.mission.settings, office.data, name);
}

void make_program(const Invocation& invocation, const KeysArguments& arguments) {
  const Office office = open_office(invocation);
  const ProgramPlace place = place_of(office.mission.settings, office.data, arguments.program);
  make_program_key(place, office.keys, invocation.clock, invocation.random);
  const std::string file = (office.keys / (place.name + ".pub")).string();
  if (invocation.options.json) return print(invocation, {{"program", place.name}, {"file", file}});
  invocation.console.out << file << std::endl;
}

void make_owned(const Invocation& invocation, const KeysArguments& arguments) {
  const Office office = open_office(invocation);
  const bool device = !arguments.device.empty();
  if (!device && office.mission.people.find(arguments.person) == office.mission.people.end()) {
    throw Failure(ExitCode::usage, "'" + arguments.person + "' is not a person of the roster");
  }
  const ProgramPlace place = place_of(office.mission.settings, office.data,
                                      device ? ProgramKind::intake : ProgramKind::notifier);
  const KeyMaking making{.settings = office.mission.settings,
                         .data = office.data,
                         .keys = office.keys,
                         .out = arguments.out,
                         .endpoint = arguments.endpoint};
  const KeyWanted wanted{.name = device ? arguments.device : arguments.person,
                         .kind = device ? link::KeyKind::device : link::KeyKind::person,
                         .unit = arguments.unit};
  const auto files = make_keys(making, place, {wanted}, invocation.clock, invocation.random);
  if (invocation.options.json) {
    return print(invocation, {{"name", wanted.name}, {"file", files.front().string()}});
  }
  invocation.console.out << files.front().string() << std::endl;
}

void make(const Invocation& invocation, const KeysArguments& arguments) {
  const int asked = int{!arguments.device.empty()} + int{!arguments.person.empty()} +
                    int{!arguments.program.empty()};
  if (asked != 1) {
    throw Failure(ExitCode::usage, "say whose key: --device NAME, --person ID or --program NAME");
  }
  if (!arguments.device.empty() && arguments.unit.empty()) {
    throw Failure(ExitCode::usage, "say which unit the device belongs to: --unit UNIT");
  }
  if (!arguments.program.empty()) return make_program(invocation, arguments);
  make_owned(invocation, arguments);
}

/// The programs that keep a list of keys: every intake (devices), the notifier (persons).
std::vector<ProgramPlace> registries(const Office& office, const std::string& program) {
  if (!program.empty()) return {place_for(office, ProgramKind::intake, program)};
  std::vector<ProgramPlace> places;
  for (ProgramPlace& place : program_places(office.mission.settings, office.data)) {
    if (place.kind != ProgramKind::router) places.push_back(std::move(place));
  }
  return places;
}

std::string line_of(const Json& key) {
  const bool revoked = key.contains("revoked_at") && key["revoked_at"].is_string();
  const std::string unit = key.value("unit", "");
  return key.value("name", "") + "  " + key.value("kind", "") + (unit.empty() ? "" : "  " + unit) +
         "  allowed " + key.value("allowed_at", "") +
         (revoked ? "  revoked " + key["revoked_at"].get<std::string>() : "");
}

void list(const Invocation& invocation, const KeysArguments& arguments) {
  Json programs = Json::array();
  for (const ProgramPlace& place : registries(open_office(invocation), arguments.program)) {
    const Json answer = ask_keys(place, {{{"command", "keys.list"}}}, invocation.clock).front();
    programs.push_back({{"program", place.name}, {"keys", answer.at("keys")}});
  }
  if (invocation.options.json) return print(invocation, {{"programs", programs}});
  for (const Json& program : programs) {
    invocation.console.out << program.at("program").get<std::string>() << ": "
                           << program.at("keys").size() << " keys" << std::endl;
    for (const Json& key : program.at("keys")) {
      invocation.console.out << "  " << line_of(key) << std::endl;
    }
  }
}

void revoke(const Invocation& invocation, const KeysArguments& arguments) {
  if (arguments.name.empty() == arguments.unit.empty()) {
    throw Failure(ExitCode::usage, "say which keys: NAME, or --all-of UNIT");
  }
  const Office office = open_office(invocation);
  const bool person = office.mission.people.find(arguments.name) != office.mission.people.end();
  const ProgramPlace place =
      place_for(office, person ? ProgramKind::notifier : ProgramKind::intake, arguments.program);
  Json request{{"command", "keys.revoke"}, {"reason", arguments.reason}};
  request[arguments.unit.empty() ? "name" : "unit"] =
      arguments.unit.empty() ? arguments.name : arguments.unit;
  const Json answer = ask_keys(place, {request}, invocation.clock).front();
  if (invocation.options.json) return print(invocation, answer);
  for (const Json& name : answer.at("revoked")) {
    invocation.console.out << place.name << ": revoked " << name.get<std::string>() << std::endl;
  }
}

void token(const Invocation& invocation, const KeysArguments& arguments) {
  const ProgramPlace place =
      place_for(open_office(invocation), ProgramKind::intake, arguments.program);
  const Json answer = ask_program(place, {{"command", "keys.token"}, {"device", arguments.device}});
  if (invocation.options.json) return print(invocation, answer);
  invocation.console.out << answer.value("token", "") << std::endl;
}

void add_new(CLI::App& keys, Invocation& invocation,
             const std::shared_ptr<KeysArguments>& arguments) {
  CLI::App* command = keys.add_subcommand("new", "Make a key and let its owner in");
  command->add_option("--device", arguments->device, "A patrol's device, known at intake");
  command->add_option("--unit", arguments->unit, "The unit the device belongs to");
  command->add_option("--person", arguments->person, "A person of the roster, at the notifier");
  command->add_option("--program", arguments->program, "A program, before its first start");
  command->add_option("--out", arguments->out, "Folder for the key file; here");
  command->add_option("--endpoint", arguments->endpoint,
                      "How the owner reaches the program, when not as the settings say");
  command->callback([&invocation, arguments] { make(invocation, *arguments); });
}

}  // namespace

void add_keys(CLI::App& app, Invocation& invocation) {
  const auto arguments = std::make_shared<KeysArguments>();
  CLI::App* command = app.add_subcommand("keys", "Who may speak to the programs");
  command->require_subcommand(1);
  add_new(*command, invocation, arguments);
  CLI::App* listing = command->add_subcommand("list", "The keys each program knows");
  CLI::App* revoking = command->add_subcommand("revoke", "Shut a key out for good");
  CLI::App* giving = command->add_subcommand("token", "A token for a device's HTTP requests");
  for (CLI::App* one : {listing, revoking, giving}) {
    one->add_option("--program", arguments->program, "Which program, when there are several");
  }
  revoking->add_option("name", arguments->name, "The key's name");
  revoking->add_option("--all-of", arguments->unit, "Every device of this unit");
  revoking->add_option("--reason", arguments->reason, "Why, for the audit trail")->required();
  giving->add_option("device", arguments->device, "The device")->required();
  listing->callback([&invocation, arguments] { list(invocation, *arguments); });
  revoking->callback([&invocation, arguments] { revoke(invocation, *arguments); });
  giving->callback([&invocation, arguments] { token(invocation, *arguments); });
}

}  // namespace vigie::cli
