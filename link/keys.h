// Keys of devices, persons and programs: how they are made, kept in files, and read back.
//
// A secret key file is JSON, mode 0600, made once and never overwritten:
//   {"name", "kind", "unit", "curve_public", "curve_secret", "sign_public", "sign_secret"}
// A public key file is the same without the secrets. CURVE keys are Z85 text (40 characters),
// signing keys hexadecimal. A secret file that group or others can read is refused. Errors:
// KeyTrouble, with a sentence that names the file and what to do.

#pragma once

#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "report/random.h"
#include "report/signature.h"

namespace vigie::link {

class KeyTrouble : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

enum class KeyKind { device, person, program };

std::string_view to_string(KeyKind kind);
std::optional<KeyKind> parse_key_kind(std::string_view word);

struct PublicKey {
  std::string name;  ///< ^[a-z][a-z0-9_-]{0,63}$; unique per door.
  KeyKind kind = KeyKind::device;
  std::string unit;   ///< Of a device; empty otherwise.
  std::string curve;  ///< Z85.
  SignPublicKey sign;
};

struct SecretKey {
  PublicKey public_key;
  std::string curve_secret;  ///< Z85.
  SignSecretKey sign_secret;
};

bool valid_key_name(std::string_view name);

SecretKey new_key(std::string name, KeyKind kind, std::string unit, Random& random);

void write_secret_key(const std::filesystem::path& file, const SecretKey& key);
void write_public_key(const std::filesystem::path& file, const PublicKey& key);
SecretKey read_secret_key(const std::filesystem::path& file);
PublicKey read_public_key(const std::filesystem::path& file);

/// The 32 raw bytes of a Z85 key; nullopt when it is not one.
std::optional<std::string> raw_curve_key(std::string_view z85);

}  // namespace vigie::link
