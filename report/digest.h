// SHA-256 digests (OpenSSL: 2.2 µs for a 3-KB report) and the hexadecimal form people compare.
//
// Errors: reading back gives nullopt: of a blob unless it is 32 bytes, of text unless it is 64
//         lower-case hexadecimal digits.

#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vigie {

struct Digest {
  std::array<std::uint8_t, 32> bytes{};
  auto operator<=>(const Digest&) const = default;
  std::string_view blob() const { return {reinterpret_cast<const char*>(bytes.data()), 32}; }
};

Digest sha256(std::string_view bytes);
std::string to_string(const Digest& digest);  ///< 64 lower-case hexadecimal digits.
std::optional<Digest> parse_digest(std::string_view hex);
std::optional<Digest> digest_from_blob(std::string_view blob);

/// Any bytes as lower-case hexadecimal, and back; nullopt for anything else.
std::string to_hex(std::string_view bytes);
std::optional<std::string> from_hex(std::string_view hex);

}  // namespace vigie
