#include "link/keys.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zmq.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>

namespace vigie::link {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t z85_characters = 40;

Json public_part(const PublicKey& key) {
  return {{"name", key.name},
          {"kind", to_string(key.kind)},
          {"unit", key.unit},
          {"curve_public", key.curve},
          {"sign_public", to_hex(key.sign)}};
}

bool write_whole(int descriptor, const std::string& text, mode_t mode) {
  return ::write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
         ::fchmod(descriptor, mode) == 0 && ::fsync(descriptor) == 0;
}

/// Written whole and synced before the name exists: a key half written would lock a device out.
void write_new_file(const std::filesystem::path& file, const std::string& text, mode_t mode) {
  std::string draft = file.string() + ".XXXXXX";
  const int descriptor = ::mkostemp(draft.data(), O_CLOEXEC);
  if (descriptor < 0) throw KeyTrouble(file.string() + ": cannot be made: " + std::strerror(errno));
  const bool written = write_whole(descriptor, text, mode);
  ::close(descriptor);
  // A link, not a rename: it never replaces a file that is there.
  const int failure = !written ? ENOSPC : ::link(draft.c_str(), file.c_str()) != 0 ? errno : 0;
  ::unlink(draft.c_str());
  if (!written) throw KeyTrouble(file.string() + ": cannot be written: is the disk full?");
  if (failure == 0) return;
  throw KeyTrouble(file.string() + ": cannot be made: " + std::strerror(failure) +
                   (failure == EEXIST ? "; keys are never overwritten, choose another name" : ""));
}

Json read_json(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw KeyTrouble(file.string() + ": cannot be opened: " + std::strerror(errno));
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) throw KeyTrouble(file.string() + ": is not a key file (JSON object)");
  return json;
}

std::string text_of(const Json& json, const char* name, const std::filesystem::path& file) {
  const auto found = json.find(name);
  if (found == json.end() || !found->is_string()) {
    throw KeyTrouble(file.string() + ": is not a key file: '" + name + "' is missing");
  }
  return found->get<std::string>();
}

PublicKey public_from(const Json& json, const std::filesystem::path& file) {
  const auto kind = parse_key_kind(text_of(json, "kind", file));
  const auto sign = parse_sign_public_key(text_of(json, "sign_public", file));
  PublicKey key{.name = text_of(json, "name", file),
                .kind = kind.value_or(KeyKind::device),
                .unit = text_of(json, "unit", file),
                .curve = text_of(json, "curve_public", file),
                .sign = sign.value_or(SignPublicKey{})};
  if (!kind || !sign || !valid_key_name(key.name) || !raw_curve_key(key.curve)) {
    throw KeyTrouble(file.string() + ": is damaged: a name or key in it cannot be read");
  }
  return key;
}

void refuse_if_others_can_read(const std::filesystem::path& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0) {
    throw KeyTrouble(file.string() + ": cannot be opened: " + std::strerror(errno));
  }
  if ((status.st_mode & 077U) != 0) {
    throw KeyTrouble(file.string() + ": others can read this secret key; run: chmod 600 " +
                     file.string());
  }
}

/// A secret that is not the public key's would be refused by everybody, and nobody would see why.
bool belong_together(const SecretKey& key) {
  const auto& secret = key.sign_secret.bytes;
  const auto& sign = key.public_key.sign.bytes;
  // libsodium keeps the public key in the second half of the secret one.
  if (!std::equal(sign.begin(), sign.end(), secret.begin() + 32)) return false;
  std::array<char, z85_characters + 1> curve{};
  return zmq_curve_public(curve.data(), key.curve_secret.c_str()) == 0 &&
         key.public_key.curve == curve.data();
}

}  // namespace

std::string_view to_string(KeyKind kind) {
  switch (kind) {
    case KeyKind::device:
      return "device";
    case KeyKind::person:
      return "person";
    case KeyKind::program:
      return "program";
  }
  return "device";
}

std::optional<KeyKind> parse_key_kind(std::string_view word) {
  for (const KeyKind kind : {KeyKind::device, KeyKind::person, KeyKind::program}) {
    if (word == to_string(kind)) return kind;
  }
  return std::nullopt;
}

bool valid_key_name(std::string_view name) {
  if (name.empty() || name.size() > 64 || name[0] < 'a' || name[0] > 'z') return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

SecretKey new_key(std::string name, KeyKind kind, std::string unit, Random& random) {
  if (!valid_key_name(name)) {
    throw KeyTrouble("'" + name + "' is not a key name: use a-z, 0-9, _ and -, a letter first");
  }
  std::array<char, z85_characters + 1> curve_public{};
  std::array<char, z85_characters + 1> curve_secret{};
  // libzmq draws CURVE keys from libsodium itself; it takes no generator.
  if (zmq_curve_keypair(curve_public.data(), curve_secret.data()) != 0) {
    throw KeyTrouble("this libzmq has no CURVE: install Debian's libzmq5");
  }
  const SignKeyPair pair = new_sign_key_pair(random);
  return {.public_key = {.name = std::move(name),
                         .kind = kind,
                         .unit = std::move(unit),
                         .curve = curve_public.data(),
                         .sign = pair.public_key},
          .curve_secret = curve_secret.data(),
          .sign_secret = pair.secret_key};
}

void write_secret_key(const std::filesystem::path& file, const SecretKey& key) {
  Json json = public_part(key.public_key);
  json["curve_secret"] = key.curve_secret;
  json["sign_secret"] = to_hex(key.sign_secret);
  write_new_file(file, json.dump(2) + "\n", 0600);
}

void write_public_key(const std::filesystem::path& file, const PublicKey& key) {
  write_new_file(file, public_part(key).dump(2) + "\n", 0644);
}

SecretKey read_secret_key(const std::filesystem::path& file) {
  refuse_if_others_can_read(file);
  const Json json = read_json(file);
  SecretKey key{.public_key = public_from(json, file),
                .curve_secret = text_of(json, "curve_secret", file),
                .sign_secret = {}};
  const auto secret = parse_sign_secret_key(text_of(json, "sign_secret", file));
  if (!secret || !raw_curve_key(key.curve_secret)) {
    throw KeyTrouble(file.string() + ": is damaged: a secret in it cannot be read");
  }
  key.sign_secret = *secret;
  if (!belong_together(key)) {
    throw KeyTrouble(file.string() + ": is damaged: its secrets do not belong to its public keys");
  }
  return key;
}

PublicKey read_public_key(const std::filesystem::path& file) {
  return public_from(read_json(file), file);
}

std::optional<std::string> raw_curve_key(std::string_view z85) {
  if (z85.size() != z85_characters) return std::nullopt;
  std::array<std::uint8_t, 32> raw{};
  if (zmq_z85_decode(raw.data(), std::string(z85).c_str()) == nullptr) return std::nullopt;
  return std::string(reinterpret_cast<const char*>(raw.data()), raw.size());
}

}  // namespace vigie::link
