// Ed25519 signatures (libsodium): who wrote these exact bytes.
//
// Shapes: keys and signatures are raw bytes; files and databases hold them as lower-case
// hexadecimal. Errors: verify() says no; it never throws. Cost: sign 28 µs, verify 50 µs.

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "report/random.h"

namespace vigie {

struct SignPublicKey {
  std::array<std::uint8_t, 32> bytes{};
  bool operator==(const SignPublicKey&) const = default;
};

struct SignSecretKey {
  std::array<std::uint8_t, 64> bytes{};
};

struct Signature {
  std::array<std::uint8_t, 64> bytes{};
  std::string_view blob() const { return {reinterpret_cast<const char*>(bytes.data()), 64}; }
};

struct SignKeyPair {
  SignPublicKey public_key;
  SignSecretKey secret_key;
};

SignKeyPair new_sign_key_pair(Random& random);
Signature sign(std::string_view bytes, const SignSecretKey& key);
bool verify(std::string_view bytes, const Signature& signature, const SignPublicKey& key);

std::optional<Signature> signature_from_blob(std::string_view blob);
std::string to_hex(const SignPublicKey& key);
std::string to_hex(const SignSecretKey& key);
std::optional<SignPublicKey> parse_sign_public_key(std::string_view hex);
std::optional<SignSecretKey> parse_sign_secret_key(std::string_view hex);

}  // namespace vigie
