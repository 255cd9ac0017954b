#include "router/rules/places.h"

#define BOOST_ALLOW_DEPRECATED_HEADERS  // Boost 1.74 includes one of its own.

#include <algorithm>
#include <boost/geometry/algorithms/covered_by.hpp>
#include <boost/geometry/geometries/register/point.hpp>
#include <boost/geometry/geometries/register/ring.hpp>
#include <boost/geometry/strategies/strategies.hpp>

BOOST_GEOMETRY_REGISTER_POINT_2D(vigie::config::MapPoint, std::int64_t,
                                 boost::geometry::cs::cartesian, longitude, latitude)
BOOST_GEOMETRY_REGISTER_RING(vigie::config::Area::Ring)

template <>
struct boost::geometry::traits::closure<vigie::config::Area::Ring> {
  static constexpr closure_selector value = open;
};

namespace vigie::router {
namespace {

using config::MapPoint;

constexpr std::int64_t shift = std::int64_t{1} << 32U;  // More than twice any latitude.

MapPoint place_of(std::int64_t fact) {
  const auto latitude = static_cast<std::int32_t>(fact);
  return {.longitude = (fact - latitude) / shift, .latitude = latitude};
}

}  // namespace

std::int64_t fact_of(const Position& reported) {
  return config::map_degrees(reported.longitude) * shift + config::map_degrees(reported.latitude);
}

bool is_within(std::int64_t place, const config::Area& area) {
  const MapPoint point = place_of(place);
  return std::ranges::any_of(area.rings, [&](const config::Area::Ring& ring) {
    return boost::geometry::covered_by(point, ring);
  });
}

}  // namespace vigie::router
