#include "router/rules/places.h"

#include <doctest/doctest.h>

#include <array>
#include <set>

#include "tests/router/missions.h"

namespace vigie::router {
namespace {

using config::Area;
using config::MapPoint;

MapPoint at(double longitude, double latitude) {
  return {config::map_degrees(longitude), config::map_degrees(latitude)};
}

Area area_of(std::vector<Area::Ring> rings) {
  return {.id = "area", .title = {}, .source = {}, .rings = std::move(rings)};
}

bool holds(const Area& area, double longitude, double latitude) {
  return is_within(fact_of({.latitude = latitude, .longitude = longitude}), area);
}

struct PlaceRow {
  double longitude;
  double latitude;
  bool within;
};

void check_places(const Area& area, const std::vector<PlaceRow>& rows) {
  for (const PlaceRow& row : rows) {
    CAPTURE(row.longitude);
    CAPTURE(row.latitude);
    CHECK(holds(area, row.longitude, row.latitude) == row.within);
  }
}

/// The same points the other way round.
Area reversed(Area area) {
  for (Area::Ring& ring : area.rings) ring = {ring.rbegin(), ring.rend()};
  return area;
}

}  // namespace

TEST_SUITE("router/places") {
  TEST_CASE("a place lies within a ring, on its edges and its corners, whichever way it is drawn") {
    const Area triangle = area_of({{at(-4, 16), at(0, 16), at(0, 20)}});
    const std::vector<PlaceRow> rows{
        {-1, 17, true},                                           // inside
        {-3.9, 17, false},       {1, 17, false},                  // beside it
        {-5, 16, false},         {1, 16, false},                  // in line with an edge
        {-1, 15.9999999, false}, {0.0000001, 18, false},          // a centimetre off
        {-2, 16, true},          {0, 18, true},                   // on straight edges
        {-2, 18, true},          {-3.3333333, 16.6666667, true},  // on the slope
        {-4, 16, true},          {0, 16, true},
        {0, 20, true},  // corners
        {0, -17, false},         {179, 89, false},
        {-180, -90, false},
    };
    check_places(triangle, rows);
    check_places(reversed(triangle), rows);
  }

  TEST_CASE("the edge from the last point to the first counts like any other") {
    check_places(area_of({{at(0, 0), at(10, 0), at(10, 10), at(0, 10)}}),
                 {{0, 5, true}, {0.0000001, 5, true}, {-0.0000001, 5, false}, {5, 10, true}});
  }

  TEST_CASE("a bay is outside, and a corner on the line of sight is no crossing") {
    const Area bay = area_of({{at(0, 0), at(8, 0), at(8, 8), at(4, 4), at(0, 8)}});
    check_places(bay, {{4, 5, false},
                       {4, 4, true},
                       {1, 4, true},
                       {7, 4, true},
                       {-1, 4, false},
                       {2, 6, true},
                       {2, 6.5, false},
                       {4, 0, true},
                       {-1, 8, false},
                       {4, 8, false}});
  }

  TEST_CASE("rings are one area together: side by side, across and inside each other") {
    const Area::Ring west{at(0, 0), at(1, 0), at(1, 1), at(0, 1)};
    const Area::Ring east{at(5, 0), at(6, 0), at(6, 1), at(5, 1)};
    const Area::Ring around{at(-1, -1), at(2, -1), at(2, 2), at(-1, 2)};
    check_places(area_of({west, east}),
                 {{0.5, 0.5, true}, {5.5, 0.5, true}, {3, 0.5, false}, {1, 1, true}, {5, 0, true}});
    check_places(area_of({around, reversed(area_of({west})).rings.front()}),
                 {{0.5, 0.5, true}, {-0.5, 0.5, true}, {1, 1, true}, {2.5, 0.5, false}});
    check_places(area_of({}), {{0.5, 0.5, false}});
  }

  TEST_CASE("a ring that crosses itself encloses both its loops") {
    check_places(area_of({{at(0, 0), at(4, 4), at(4, 0), at(0, 4)}}),
                 {{1, 2, true}, {3, 2, true}, {2, 3, false}, {2, 1, false}, {2, 2, true}});
  }

  TEST_CASE("the whole earth is an area, to its corners") {
    check_places(
        area_of({{at(-180, -90), at(180, -90), at(180, 90), at(-180, 90)}}),
        {{0, 0, true}, {-180, -90, true}, {180, 90, true}, {180, -90, true}, {-180, 90, true}});
  }

  TEST_CASE("different places are different facts") {
    std::set<std::int64_t> facts;
    std::size_t places = 0;
    for (const double longitude : {-180.0, -0.0000001, 0.0, 0.0000001, 4.5, 180.0}) {
      for (const double latitude : {-90.0, -0.0000001, 0.0, 0.0000001, 4.5, 90.0}) {
        facts.insert(fact_of({.latitude = latitude, .longitude = longitude}));
        ++places;
      }
    }
    CHECK(facts.size() == places);
  }

  TEST_CASE("towns lie in the shipped area that is named after their region, and in no other") {
    struct Town {
      const char* area;
      double longitude, latitude;
    };
    constexpr std::array<Town, 8> towns{{{"kayes", -10.8334, 13.8084},
                                         {"sikasso", -7.4832, 11.4177},
                                         {"segou", -5.7556, 12.9508},
                                         {"mopti", -3.6104, 14.35},
                                         {"timbuktu_with_taoudenit", -3.5265, 18.9048},
                                         {"gao_with_menaka", -0.3486, 16.955},
                                         {"kidal", 0.8589, 19.4614},
                                         {"koulikoro_with_bamako", -7.4481, 13.5477}}};
    const config::Mission mission = mali();
    for (const Town& town : towns) {
      for (const auto& [id, area] : mission.areas) {
        CAPTURE(town.area);
        CAPTURE(id);
        CHECK(holds(area, town.longitude, town.latitude) == (id == town.area));
      }
    }
    CHECK(holds(mission.areas.at("bamako"), -7.9752, 12.6091));
    CHECK(holds(mission.areas.at("koulikoro_with_bamako"), -7.9752, 12.6091));
  }
}

}  // namespace vigie::router
