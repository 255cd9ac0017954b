// Places on the map as facts, and the areas they lie in.
//
// Edges are straight in longitude and latitude, as GeoJSON draws them, and a ring joins its last
// point to its first. A place on an edge or a corner lies within. Several rings are one area
// together: none cuts a hole into another. A ring that crosses itself encloses all its loops. No
// ring crosses the 180th meridian or goes around a pole.
//
// Units: those of config::MapPoint; as a fact, both numbers of one packed together.
// Errors: none.
// Source: RFC 7946, 3.1.1 (edges).

#pragma once

#include <cstdint>

#include "config/mission.h"
#include "report/report.h"

namespace vigie::router {

/// Different places are different facts.
std::int64_t fact_of(const Position& reported);

bool is_within(std::int64_t place, const config::Area& area);

}  // namespace vigie::router
