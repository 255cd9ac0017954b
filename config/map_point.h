// A point on the map, WGS 84.
//
// Units: 10^-7 degrees, about a centimetre, so that points are compared exactly.

#pragma once

#include <cmath>
#include <compare>
#include <cstdint>

namespace vigie::config {

inline constexpr int latitude_max = 90;    ///< Degrees north and south.
inline constexpr int longitude_max = 180;  ///< Degrees east and west.

struct MapPoint {
  std::int64_t longitude = 0;
  std::int64_t latitude = 0;
  auto operator<=>(const MapPoint&) const = default;
};

/// Decimal degrees in the units of a MapPoint.
inline std::int64_t map_degrees(double degrees) { return std::llround(degrees * 1e7); }

}  // namespace vigie::config
