#include "report/signature.h"

#include <sodium.h>

#include <algorithm>

#include "report/check.h"
#include "report/digest.h"

namespace vigie {
namespace {

const unsigned char* unsigned_bytes(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

template <typename Key>
std::optional<Key> key_from_bytes(const std::optional<std::string>& bytes) {
  Key key;
  if (!bytes || bytes->size() != key.bytes.size()) return std::nullopt;
  std::copy(bytes->begin(), bytes->end(), reinterpret_cast<char*>(key.bytes.data()));
  return key;
}

template <typename Key>
std::string key_to_hex(const Key& key) {
  return to_hex(
      std::string_view(reinterpret_cast<const char*>(key.bytes.data()), key.bytes.size()));
}

}  // namespace

SignKeyPair new_sign_key_pair(Random& random) {
  std::array<std::uint8_t, crypto_sign_SEEDBYTES> seed{};
  random.fill(std::as_writable_bytes(std::span(seed)));
  SignKeyPair pair;
  VIGIE_EXPECT(crypto_sign_seed_keypair(pair.public_key.bytes.data(), pair.secret_key.bytes.data(),
                                        seed.data()) == 0);
  sodium_memzero(seed.data(), seed.size());
  return pair;
}

Signature sign(std::string_view bytes, const SignSecretKey& key) {
  Signature signature;
  VIGIE_EXPECT(crypto_sign_detached(signature.bytes.data(), nullptr, unsigned_bytes(bytes),
                                    bytes.size(), key.bytes.data()) == 0);
  return signature;
}

bool verify(std::string_view bytes, const Signature& signature, const SignPublicKey& key) {
  return crypto_sign_verify_detached(signature.bytes.data(), unsigned_bytes(bytes), bytes.size(),
                                     key.bytes.data()) == 0;
}

std::optional<Signature> signature_from_blob(std::string_view blob) {
  return key_from_bytes<Signature>(std::string(blob));
}

std::string to_hex(const SignPublicKey& key) { return key_to_hex(key); }
std::string to_hex(const SignSecretKey& key) { return key_to_hex(key); }

std::optional<SignPublicKey> parse_sign_public_key(std::string_view hex) {
  return key_from_bytes<SignPublicKey>(from_hex(hex));
}

std::optional<SignSecretKey> parse_sign_secret_key(std::string_view hex) {
  return key_from_bytes<SignSecretKey>(from_hex(hex));
}

}  // namespace vigie
