#include "report/digest.h"

#include <openssl/evp.h>

#include <algorithm>

#include "report/check.h"
#include "report/hex_digits.h"

namespace vigie {

Digest sha256(std::string_view bytes) {
  // Fetched once: OpenSSL looks the algorithm up by name at every digest otherwise.
  static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  Digest digest;
  unsigned int size = 0;
  VIGIE_EXPECT(
      EVP_Digest(bytes.data(), bytes.size(), digest.bytes.data(), &size, algorithm, nullptr) == 1);
  VIGIE_EXPECT(size == digest.bytes.size());
  return digest;
}

std::string to_string(const Digest& digest) { return to_hex(digest.blob()); }

std::optional<Digest> parse_digest(std::string_view hex) {
  const auto bytes = from_hex(hex);
  if (!bytes) return std::nullopt;
  return digest_from_blob(*bytes);
}

std::optional<Digest> digest_from_blob(std::string_view blob) {
  Digest digest;
  if (blob.size() != digest.bytes.size()) return std::nullopt;
  std::copy(blob.begin(), blob.end(), reinterpret_cast<char*>(digest.bytes.data()));
  return digest;
}

std::string to_hex(std::string_view bytes) {
  std::string hex;
  hex.reserve(bytes.size() * 2);
  for (const char byte : bytes) {
    const auto value = static_cast<unsigned char>(byte);
    hex += hex_digits[value >> 4U];
    hex += hex_digits[value & 0x0fU];
  }
  return hex;
}

std::optional<std::string> from_hex(std::string_view hex) {
  if (hex.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  bytes.reserve(hex.size() / 2);
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    const std::size_t high = hex_digits.find(hex[i]);
    const std::size_t low = hex_digits.find(hex[i + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
    bytes += static_cast<char>(high << 4U | low);
  }
  return bytes;
}

}  // namespace vigie
