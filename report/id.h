// Identifiers: UUIDs, version 7 where Vigie mints them (RFC 9562: time first, so they sort by age).
//
// Errors: parsing returns nullopt. Only the canonical lower-case form with hyphens is read: two
//         spellings of one id would be two ids to everything that compares text. A blob gives
//         nullopt unless it is 16 bytes.

#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "report/clock.h"
#include "report/random.h"

namespace vigie {

struct Uuid {
  std::array<std::uint8_t, 16> bytes{};
  auto operator<=>(const Uuid&) const = default;

  int version() const { return bytes[6] >> 4U; }
  /// The 16 bytes as text, for a BLOB column.
  std::string_view blob() const { return {reinterpret_cast<const char*>(bytes.data()), 16}; }
};

/// A version 7 UUID begins with so many bytes of milliseconds.
inline constexpr std::size_t uuid_time_bytes = 6;

Uuid new_uuid7(Time now, Random& random);
std::string to_string(const Uuid& id);
std::optional<Uuid> parse_uuid(std::string_view text);
std::optional<Uuid> uuid_from_blob(std::string_view blob);

}  // namespace vigie
