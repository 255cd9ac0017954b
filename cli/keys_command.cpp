// `vigie keys new|allow|list|revoke|token`: who may speak to the programs.

#include <CLI/CLI.hpp>
#include <algorithm>
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
  /// Of `new`: whose key is made, or the intake a device reports to; else: whose list is meant.
  std::string program;
  std::string file;
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

/// Those that know keys of this kind; the one named first, else as in the settings.
std::vector<ProgramPlace> places_for(const Office& office, ProgramKind kind,
                                     const std::string& first) {
  std::vector<ProgramPlace> places;
  for (ProgramPlace& place : program_places(office.mission.settings, office.data)) {
    if (place.kind == kind) places.push_back(std::move(place));
  }
  if (first.empty()) return places;
  const auto named =
      std::ranges::find(places, first, [](const ProgramPlace& place) { return place.name; });
  if (named == places.end()) {
    throw Failure(ExitCode::usage, "no " + std::string(name_of(kind)) + " is called '" + first +
                                       "' in the settings");
  }
  std::rotate(places.begin(), named, named + 1);
  return places;
}

Json json_of(const std::vector<Missed>& missed) {
  Json list = Json::array();
  for (const Missed& one : missed) list.push_back({{"program", one.program}, {"text", one.text}});
  return list;
}

/// Loudly: a key half let in, or half shut out, is worse than one nobody touched.
void say_missed(Invocation& invocation, const std::vector<Missed>& missed,
                const std::string& what) {
  if (missed.empty()) return;
  invocation.exit_code = ExitCode::failure;
  for (const Missed& one : missed) {
    invocation.console.err << "vigie: " << what << " at " << one.program << ": " << one.text
                           << std::endl;
  }
}

/// Whether it has ever kept anything on this machine.
bool has_data(const ProgramPlace& place) {
  std::error_code trouble;
  return std::filesystem::exists(place.folder, trouble);
}

/// Right before the first start, and otherwise a forgotten --data: the program that runs never
/// hears of the key.
void say_new(const Invocation& invocation, const std::vector<ProgramPlace>& places) {
  for (const ProgramPlace& place : places) {
    if (!has_data(place)) continue;  // Not let in there, and said so.
    invocation.console.err << "vigie: " << place.folder.string() << " is new: " << place.name
                           << " has not run there yet. If it runs with another folder, say it with "
                              "--data or VIGIE_DATA and make the key there."
                           << std::endl;
  }
}

void make_owned(Invocation& invocation, const KeysArguments& arguments) {
  const Office office = open_office(invocation);
  const bool device = !arguments.device.empty();
  if (!device && office.mission.people.find(arguments.person) == office.mission.people.end()) {
    throw Failure(ExitCode::usage, "'" + arguments.person + "' is not a person of the roster");
  }
  const auto places =
      places_for(office, device ? ProgramKind::intake : ProgramKind::notifier, arguments.program);
  const KeyMaking making{.settings = office.mission.settings,
                         .data = office.data,
                         .keys = office.keys,
                         .out = arguments.out,
                         .endpoint = arguments.endpoint};
  const KeyWanted wanted{.name = device ? arguments.device : arguments.person,
                         .kind = device ? link::KeyKind::device : link::KeyKind::person,
                         .unit = arguments.unit};
  auto new_places = places;
  std::erase_if(new_places, has_data);
  const KeysMade made = make_keys_at(making, places, {wanted}, invocation.clock, invocation.random);
  say_missed(invocation, made.missed, "NOT ALLOWED");
  say_new(invocation, new_places);
  const std::string file = made.files.front().string();
  if (!invocation.options.json) {
    invocation.console.out << file << std::endl;
    return;
  }
  print(invocation, {{"name", wanted.name}, {"file", file}, {"missed", json_of(made.missed)}});
}

void make(Invocation& invocation, const KeysArguments& arguments) {
  const int owners = int{!arguments.device.empty()} + int{!arguments.person.empty()};
  if (owners > 1 || (owners == 0 && arguments.program.empty())) {
    throw Failure(ExitCode::usage, "say whose key: --device NAME, --person ID or --program NAME");
  }
  if (!arguments.device.empty() && arguments.unit.empty()) {
    throw Failure(ExitCode::usage, "say which unit the device belongs to: --unit UNIT");
  }
  if (owners == 0) return make_program(invocation, arguments);
  make_owned(invocation, arguments);
}

/// Lets in a key made elsewhere, at every program of its kind or at the one named.
void allow(Invocation& invocation, const KeysArguments& arguments) {
  const Office office = open_office(invocation);
  const link::PublicKey key = link::read_public_key(arguments.file);
  if (key.kind == link::KeyKind::program) {
    throw Failure(ExitCode::usage, arguments.file + ": is a program's key; copy it into " +
                                       office.keys.string() + " instead");
  }
  const bool device = key.kind == link::KeyKind::device;
  auto places =
      places_for(office, device ? ProgramKind::intake : ProgramKind::notifier, arguments.program);
  if (!arguments.program.empty()) places.resize(1, places.front());
  Json allowed = Json::array();
  const auto missed = at_each(places, [&](const ProgramPlace& place) {
    allow_key(office.mission.settings, place, key, invocation.clock);
    allowed.push_back(place.name);
  });
  say_missed(invocation, missed, "NOT ALLOWED");
  if (invocation.options.json) {
    return print(invocation,
                 {{"name", key.name}, {"allowed", allowed}, {"missed", json_of(missed)}});
  }
  for (const Json& name : allowed) {
    invocation.console.out << name.get<std::string>() << ": allowed " << key.name << std::endl;
  }
}

/// The programs that keep a list of keys: every intake (devices), the notifier (persons).
std::vector<ProgramPlace> registries(const Office& office, const std::string& program) {
  if (!program.empty()) return {place_of(office.mission.settings, office.data, program)};
  std::vector<ProgramPlace> places;
  for (ProgramPlace& place : program_places(office.mission.settings, office.data)) {
    if (place.kind != ProgramKind::router) places.push_back(std::move(place));
  }
  return places;
}

std::string key_line(const Json& key) {
  const bool revoked = key.contains("revoked_at") && key["revoked_at"].is_string();
  const std::string unit = key.value("unit", "");
  return key.value("name", "") + "  " + key.value("kind", "") + (unit.empty() ? "" : "  " + unit) +
         "  allowed " + key.value("allowed_at", "") +
         (revoked ? "  revoked " + key["revoked_at"].get<std::string>() : "");
}

Json registry_of(const Invocation& invocation, const ProgramPlace& place) {
  Json registry{{"program", place.name}, {"folder", place.folder.string()}};
  registry["here"] = has_data(place);
  registry["keys"] = Json::array();
  if (!has_data(place)) return registry;
  registry["keys"] =
      ask_keys(place, {{{"command", "keys.list"}}}, invocation.clock).front().at("keys");
  return registry;
}

/// The programs trusted here: what lies in the keys folder.
Json trusted_programs(const std::filesystem::path& keys) {
  std::vector<std::filesystem::path> files;
  std::error_code trouble;
  for (const auto& entry : std::filesystem::directory_iterator(keys, trouble)) {
    if (entry.path().extension() == ".pub") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  Json programs = Json::array();
  for (const auto& file : files) {
    const link::PublicKey key = link::read_public_key(file);
    programs.push_back(
        {{"name", key.name}, {"kind", link::to_string(key.kind)}, {"file", file.string()}});
  }
  return programs;
}

void show(const Invocation& invocation, const Json& registries, const Json& trusted) {
  std::ostream& out = invocation.console.out;
  for (const Json& registry : registries) {
    const Json& keys = registry.at("keys");
    out << registry.at("program").get<std::string>() << ": "
        << (registry.at("here").get<bool>()
                ? std::to_string(keys.size()) + " keys"
                : "keeps no data in " + registry.at("folder").get<std::string>())
        << std::endl;
    for (const Json& key : keys) out << "  " << key_line(key) << std::endl;
  }
  if (trusted.empty()) return;
  out << "programs trusted here: " << trusted.size() << " keys" << std::endl;
  for (const Json& key : trusted) {
    out << "  " << key.value("name", "") << "  " << key.value("kind", "") << "  "
        << key.value("file", "") << std::endl;
  }
}

void list(const Invocation& invocation, const KeysArguments& arguments) {
  const Office office = open_office(invocation);
  Json programs = Json::array();
  for (const ProgramPlace& place : registries(office, arguments.program)) {
    programs.push_back(registry_of(invocation, place));
  }
  const Json trusted = arguments.program.empty() ? trusted_programs(office.keys) : Json::array();
  if (!invocation.options.json) return show(invocation, programs, trusted);
  print(invocation, {{"programs", programs}, {"trusted", trusted}});
}

/// The names shut out at one program: none when it knows no such key.
Json revoke_at(const ProgramPlace& place, const Json& request, Clock& clock) {
  if (!has_data(place)) {
    throw Failure(ExitCode::failure,
                  place.name + ": keeps no data in " + place.folder.string() +
                      "; if it runs on another machine, revoke the key there too");
  }
  try {
    return ask_keys(place, {request}, clock).front().at("revoked");
  } catch (const ProgramRefused& refusal) {
    if (refusal.code() == "keys.none") return Json::array();
    throw;
  }
}

/// Every program that may know the key. One that keeps its data elsewhere and takes another kind of
/// key is none of them.
std::vector<ProgramPlace> places_to_revoke_at(const Office& office,
                                              const KeysArguments& arguments) {
  const bool person = office.mission.people.contains(arguments.name);
  const ProgramKind kind = person ? ProgramKind::notifier : ProgramKind::intake;
  std::vector<ProgramPlace> places = registries(office, arguments.program);
  std::erase_if(places, [&](const ProgramPlace& place) {
    return arguments.program.empty() && place.kind != kind && !has_data(place);
  });
  return places;
}

void show_revoked(const Invocation& invocation, const Json& programs,
                  const std::vector<Missed>& missed) {
  if (invocation.options.json) {
    return print(invocation, {{"programs", programs}, {"missed", json_of(missed)}});
  }
  for (const Json& program : programs) {
    for (const Json& name : program.at("revoked")) {
      invocation.console.out << program.at("program").get<std::string>() << ": revoked "
                             << name.get<std::string>() << std::endl;
    }
  }
}

void revoke(Invocation& invocation, const KeysArguments& arguments) {
  if (arguments.name.empty() == arguments.unit.empty()) {
    throw Failure(ExitCode::usage, "say which keys: NAME, or --all-of UNIT");
  }
  const Office office = open_office(invocation);
  Json request{{"command", "keys.revoke"}, {"reason", arguments.reason}};
  const bool one = arguments.unit.empty();
  request[one ? "name" : "unit"] = one ? arguments.name : arguments.unit;
  Json programs = Json::array();
  const auto missed = at_each(places_to_revoke_at(office, arguments), [&](const auto& place) {
    const Json names = revoke_at(place, request, invocation.clock);
    if (!names.empty()) programs.push_back({{"program", place.name}, {"revoked", names}});
  });
  say_missed(invocation, missed, "NOT REVOKED");
  if (programs.empty() && missed.empty()) {
    throw Failure(ExitCode::failure, "no allowed key matches; see vigie keys list");
  }
  show_revoked(invocation, programs, missed);
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
  command->add_option("--program", arguments->program,
                      "A program, before its first start; with --device, the intake it "
                      "reports to");
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
  CLI::App* allowing = command->add_subcommand("allow", "Let in a key that was made elsewhere");
  CLI::App* listing = command->add_subcommand("list", "The keys each program knows");
  CLI::App* revoking = command->add_subcommand("revoke", "Shut a key out for good");
  CLI::App* giving = command->add_subcommand("token", "A token for a device's HTTP requests");
  for (CLI::App* one : {allowing, listing, revoking, giving}) {
    one->add_option("--program", arguments->program, "Which program, when there are several");
  }
  revoking->add_option("name", arguments->name, "The key's name");
  revoking->add_option("--all-of", arguments->unit, "Every device of this unit");
  revoking->add_option("--reason", arguments->reason, "Why, for the audit trail")->required();
  giving->add_option("device", arguments->device, "The device")->required();
  allowing->add_option("file", arguments->file, "Its NAME.pub")->required();
  allowing->callback([&invocation, arguments] { allow(invocation, *arguments); });
  listing->callback([&invocation, arguments] { list(invocation, *arguments); });
  revoking->callback([&invocation, arguments] { revoke(invocation, *arguments); });
  giving->callback([&invocation, arguments] { token(invocation, *arguments); });
}

}  // namespace vigie::cli
