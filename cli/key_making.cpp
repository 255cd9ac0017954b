#include "cli/key_making.h"

#include <sys/stat.h>

#include <cerrno>
#include <nlohmann/json.hpp>

#include "cli/contact.h"
#include "cli/control.h"
#include "cli/program_keys.h"

namespace vigie::cli {
namespace {

namespace fs = std::filesystem;
using service::ExitCode;
using service::Failure;

Json allow_request(const link::PublicKey& key) {
  return {{"command", "keys.allow"},
          {"key",
           {{"name", key.name},
            {"kind", link::to_string(key.kind)},
            {"unit", key.unit},
            {"curve_public", key.curve},
            {"sign_public", to_hex(key.sign)}}}};
}

void make_out_folder(const fs::path& out) {
  std::error_code trouble;
  if (out.has_parent_path()) fs::create_directories(out.parent_path(), trouble);
  if (::mkdir(out.c_str(), 0700) == 0 || errno == EEXIST) return;
  throw Failure(ExitCode::failure, out.string() + ": " + service::system_text(errno));
}

const config::IntakeSettings& intake_named(const config::Settings& settings,
                                           const std::string& name) {
  for (const config::IntakeSettings& intake : settings.intakes) {
    if (intake.name == name) return intake;
  }
  throw Failure(ExitCode::usage, "no intake is called '" + name + "' in the settings");
}

Contact contact_of(const KeyMaking& making, const ProgramPlace& place,
                   const std::string& curve_public) {
  Contact contact{
      .name = place.name, .endpoint = making.endpoint, .curve_public = curve_public, .http = ""};
  const bool intake = place.kind == ProgramKind::intake;
  if (intake) contact.http = intake_named(making.settings, place.name).http;
  if (!contact.endpoint.empty()) return contact;
  contact.endpoint =
      intake ? intake_named(making.settings, place.name).patrols : making.settings.notifier.people;
  const bool any_address = contact.endpoint.find("//*") != std::string::npos ||
                           contact.endpoint.find("//0.0.0.0") != std::string::npos ||
                           contact.endpoint.find("//[::]") != std::string::npos;
  if (any_address || contact.endpoint.rfind("inproc:", 0) == 0) {
    throw Failure(ExitCode::usage, place.name + " listens at " + contact.endpoint +
                                       ", which cannot be reached as such; say how with "
                                       "--endpoint tcp://HOST:PORT");
  }
  return contact;
}

/// The public key of a program of this mission, made now when it never ran on this machine.
std::string curve_of(const KeyMaking& making, const ProgramPlace& place, Clock& clock,
                     Random& random) {
  std::error_code trouble;
  const fs::path known = making.keys / (place.name + ".pub");
  if (!fs::exists(known, trouble)) make_program_key(place, making.keys, clock, random);
  return peer_key(making.keys, place.name).curve;
}

void allow(const config::Settings& settings, const ProgramPlace& place,
           const std::vector<Json>& requests, Clock& clock) {
  if (!is_here(settings, place)) {
    throw Failure(ExitCode::failure,
                  place.name + ": keeps no data in " + place.folder.string() +
                      "; if it runs on another machine, bring NAME.pub there and run vigie keys "
                      "allow NAME.pub --program " +
                      place.name);
  }
  ask_keys(place, requests, clock);
}

/// Adds the files to `made` one by one, so that they can go again, and returns the requests.
std::vector<Json> write_files(const KeyMaking& making, const std::vector<KeyWanted>& wanted,
                              Random& random, std::vector<fs::path>& made) {
  std::vector<Json> requests;
  for (const KeyWanted& one : wanted) {
    const link::SecretKey key = link::new_key(one.name, one.kind, one.unit, random);
    const fs::path file = making.out / (one.name + ".key");
    link::write_secret_key(file, key);
    made.push_back(file);
    const fs::path open_part = making.out / (one.name + ".pub");
    link::write_public_key(open_part, key.public_key);
    made.push_back(open_part);
    requests.push_back(allow_request(key.public_key));
  }
  return requests;
}

}  // namespace

KeysMade make_keys_at(const KeyMaking& making, const std::vector<ProgramPlace>& places,
                      const std::vector<KeyWanted>& wanted, Clock& clock, Random& random) {
  const ProgramPlace& nearest = places.front();
  const Contact contact = contact_of(making, nearest, curve_of(making, nearest, clock, random));
  make_out_folder(making.out);
  KeysMade keys;
  std::vector<fs::path> made;
  try {
    const std::vector<Json> requests = write_files(making, wanted, random, made);
    keys.missed = at_each(
        places, [&](const ProgramPlace& place) { allow(making.settings, place, requests, clock); });
  } catch (...) {
    std::error_code trouble;
    for (const fs::path& file : made) fs::remove(file, trouble);
    throw;
  }
  for (const KeyWanted& one : wanted) {
    keys.files.push_back(making.out / (one.name + ".key"));
    write_contact(contact_file(keys.files.back(), name_of(nearest.kind)), contact);
  }
  return keys;
}

std::vector<fs::path> make_keys(const KeyMaking& making, const ProgramPlace& place,
                                const std::vector<KeyWanted>& wanted, Clock& clock,
                                Random& random) {
  return make_keys_at(making, {place}, wanted, clock, random).files;
}

void allow_key(const config::Settings& settings, const ProgramPlace& place,
               const link::PublicKey& key, Clock& clock) {
  allow(settings, place, {allow_request(key)}, clock);
}

}  // namespace vigie::cli
