#include "cli/program_keys.h"

#include "cli/folder_access.h"
#include "store/audit.h"

namespace vigie::cli {
namespace {

namespace fs = std::filesystem;

void publish(const fs::path& file, const link::PublicKey& key) {
  std::error_code trouble;
  if (!fs::exists(file, trouble)) return link::write_public_key(file, key);
  if (link::read_public_key(file).curve == key.curve) return;
  throw link::KeyTrouble(file.string() + ": is the key of another '" + key.name +
                         "'; remove it if that program is no more");
}

void make_folder(const fs::path& folder) {
  if (make_private_folder(folder)) return;
  throw link::KeyTrouble(folder.string() + ": cannot be made; choose another with --keys");
}

void make(const ProgramPlace& place, store::Database& database, Clock& clock, Random& random) {
  store::AuditTrail audit(database);
  store::Transaction transaction(database);
  audit.append(clock.now(), place.name, "key.made", place.name);
  link::write_secret_key(place.key_file(),
                         link::new_key(place.name, link::KeyKind::program, "", random));
  transaction.commit();
}

}  // namespace

link::SecretKey own_key(const ProgramPlace& place, const fs::path& keys, store::Database& database,
                        Clock& clock, Random& random) {
  std::error_code trouble;
  if (!fs::exists(place.key_file(), trouble)) make(place, database, clock, random);
  link::SecretKey own = link::read_secret_key(place.key_file());
  if (own.public_key.name != place.name) {
    throw link::KeyTrouble(place.key_file().string() + ": is the key of '" + own.public_key.name +
                           "', not of '" + place.name + "'");
  }
  make_folder(keys);
  refuse_writers(keys);
  publish(place.public_key_file(), own.public_key);
  publish(keys / (place.name + ".pub"), own.public_key);
  return own;
}

link::PublicKey make_program_key(const ProgramPlace& place, const fs::path& keys, Clock& clock,
                                 Random& random) {
  const service::DataFolder folder = open_folder(place);
  store::Database database(place.database(), place.database_options());
  return own_key(place, keys, database, clock, random).public_key;
}

link::PublicKey peer_key(const fs::path& keys, const std::string& name) {
  const fs::path file = keys / (name + ".pub");
  std::error_code trouble;
  if (!fs::exists(file, trouble)) {
    throw link::KeyTrouble(file.string() + ": the public key of '" + name +
                           "' is missing; run vigie keys new --program " + name +
                           ", or copy it from that machine");
  }
  refuse_writers(keys);
  link::PublicKey key = link::read_public_key(file);
  if (key.name == name && key.kind == link::KeyKind::program) return key;
  throw link::KeyTrouble(file.string() + ": is not the key of the program '" + name + "'");
}

}  // namespace vigie::cli
