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

}  // namespace

std::vector<fs::path> make_keys(const KeyMaking& making, const ProgramPlace& place,
                                const std::vector<KeyWanted>& wanted, Clock& clock,
                                Random& random) {
  const Contact contact = contact_of(making, place, curve_of(making, place, clock, random));
  make_out_folder(making.out);
  std::vector<fs::path> files;
  std::vector<Json> requests;
  try {
    for (const KeyWanted& one : wanted) {
      const link::SecretKey key = link::new_key(one.name, one.kind, one.unit, random);
      const fs::path file = making.out / (one.name + ".key");
      link::write_secret_key(file, key);
      files.push_back(file);
      requests.push_back(allow_request(key.public_key));
    }
    ask_keys(place, requests, clock);
  } catch (...) {
    std::error_code trouble;
    for (const fs::path& file : files) fs::remove(file, trouble);
    throw;
  }
  for (const fs::path& file : files) {
    write_contact(contact_file(file, name_of(place.kind)), contact);
  }
  return files;
}

}  // namespace vigie::cli
