#include <doctest/doctest.h>

#include "tests/config/damage.h"
#include "tests/config/mission_folder.h"

using namespace vigie;
using namespace vigie::config;

namespace {

const std::string triangle = "[[-31.05, 4.52], [-31, 4.52], [-31.02, 4.56]]";

std::string longitude_wrong(const std::string& place) {
  return "areas.yaml:" + place + ": the longitude must be degrees from -180 to 180, such as -3.52";
}

std::string latitude_wrong(const std::string& place) {
  return "areas.yaml:" + place + ": the latitude must be degrees from -90 to 90, such as -3.52";
}

const Damage area_damages[] = {
    {"areas.yaml",
     "areas:",
     "aeras:",
     {"areas.yaml:2:1: the file needs the key 'areas'",
      "areas.yaml:2:1: unknown key 'aeras' (did you mean 'areas'?)"}},
    {"areas.yaml",
     "    source: \"ours: invented\"\n",
     "",
     {"areas.yaml:3:5: an area needs the key 'source'"}},
    {"areas.yaml",
     "boundary:",
     "boundry:",
     {"areas.yaml:3:5: an area needs the key 'boundary'",
      "areas.yaml:6:5: unknown key 'boundry' (did you mean 'boundary'?)"}},
    {"areas.yaml",
     "id: old_port",
     "id: Old port",
     {"areas.yaml:3:9: 'id' must be a code: small letters, digits and '_', a letter first, at most "
      "64"}},
    {"areas.yaml",
     triangle,
     "circle",
     {"areas.yaml:8:9: a ring must be a list of points [longitude, latitude]"}},
    {"areas.yaml", triangle, "[]", {"areas.yaml:8:9: a ring needs at least 3 different points"}},
    {"areas.yaml",
     triangle,
     "[[-31, 4], [-31, 5]]",
     {"areas.yaml:8:9: a ring needs at least 3 different points"}},
    {"areas.yaml",
     triangle,
     "[[-31, 4], [-31, 5], [-31.0, 4.0]]",
     {"areas.yaml:8:9: a ring needs at least 3 different points"}},
    {"areas.yaml",
     triangle,
     "[[-31, 4], [-31, 5], [-31, 4], [-31, 5]]",
     {"areas.yaml:8:9: a ring needs at least 3 different points"}},
    {"areas.yaml",
     "[-31, 4.52]",
     "-31",
     {"areas.yaml:8:26: a point must be [longitude, latitude]"}},
    {"areas.yaml",
     "[-31, 4.52]",
     "[-31]",
     {"areas.yaml:8:26: a point must be [longitude, latitude]"}},
    {"areas.yaml",
     "[-31, 4.52]",
     "[-31, 4.52, 12]",
     {"areas.yaml:8:26: a point must be [longitude, latitude]"}},
    {"areas.yaml",
     "[-31, 4.52]",
     "[-31, [4.52]]",
     {"areas.yaml:8:26: a point must be [longitude, latitude]"}},
    {"areas.yaml", "[-31, 4.52]", "[-180.0000001, 4.52]", {longitude_wrong("8:27")}},
    {"areas.yaml", "[-31, 4.52]", "[181, -91]", {longitude_wrong("8:27"), latitude_wrong("8:32")}},
    {"areas.yaml", "[-31, 4.52]", "[-31, 90.5]", {latitude_wrong("8:32")}},
    {"areas.yaml", "[-31, 4.52]", "[31W, 4°31]", {longitude_wrong("8:27"), latitude_wrong("8:32")}},
    {"areas.yaml", "[-31, 4.52]", "[nan, inf]", {longitude_wrong("8:27"), latitude_wrong("8:32")}},
    {"areas.yaml", "[-31, 4.52]", "[\"\", 1e1]", {longitude_wrong("8:27"), latitude_wrong("8:31")}},
    {"rules/rules.yaml",
     "when: report.where.region == 'south_shore'",
     "when: within(report.where.position, 'old_prot')",
     {"rules/rules.yaml:24:41: there is no area 'old_prot' (did you mean 'old_port'?)"}},
};

/// An area with so many rings of so many points.
std::string area_of(const std::string& id, int rings, int points) {
  std::string text =
      "  - id: " + id + "\n    title: {en: x, fr: x}\n    source: x\n    boundary:\n";
  for (int ring = 0; ring < rings; ++ring) {
    text += "      - [[0, 0], [0, 1]";
    for (int point = 2; point < points; ++point)
      text += ", [1, " + std::to_string(point % 90) + "]";
    text += "]\n";
  }
  return text;
}

std::vector<std::string> problems_of_areas(const std::string& areas) {
  const MissionFolder folder;
  folder.write("areas.yaml", "areas:\n" + areas);
  return folder.problems();
}

}  // namespace

TEST_SUITE("config/read_areas") {
  TEST_CASE("whatever is wrong in areas, or names one that is not there, is said at its place") {
    for (const Damage& damage : area_damages) check_damage(damage);
  }

  TEST_CASE("an area is read as written, each ring without a last point that repeats the first") {
    const MissionFolder folder;
    folder.replace("areas.yaml", "[-31.02, 4.56]]", "[-31.02, 4.56], [-31.05, 4.52]]");
    const Mission mission = folder.load();
    REQUIRE(mission.areas.size() == 1);
    const Area& port = mission.areas.at("old_port");
    CHECK(port.title == Text{"The old port and its pier", "Le vieux port et sa jetée"});
    CHECK(port.source == "ours: invented");
    REQUIRE(port.rings.size() == 2);
    CHECK(port.rings[0] == Area::Ring{{-312'000'000, 45'000'000},
                                      {-311'000'000, 45'000'000},
                                      {-311'000'000, 46'000'000},
                                      {-312'000'000, 46'000'000}});
    CHECK(port.rings[1] == Area::Ring{{-310'500'000, 45'200'000},
                                      {-310'000'000, 45'200'000},
                                      {-310'200'000, 45'600'000}});
    CHECK(mission.version == load_or_fail(tiny_mission()).version);
  }

  TEST_CASE("a point may stand anywhere on earth") {
    const MissionFolder folder;
    folder.replace("areas.yaml", triangle, "[[-180, -90], [180, 90.0], [179.9999999, -0.0000001]]");
    CHECK(folder.load().areas.at("old_port").rings[1] == Area::Ring{{-1'800'000'000, -900'000'000},
                                                                    {1'800'000'000, 900'000'000},
                                                                    {1'799'999'999, -1}});
  }

  TEST_CASE("a mission without areas is whole, and no condition can name one") {
    const MissionFolder folder;
    folder.remove("areas.yaml");
    CHECK(folder.load().areas.empty());
    folder.replace("rules/rules.yaml", "when: report.where.region == 'south_shore'",
                   "when: within(report.where.position, 'old_port')");
    CHECK(folder.problems() ==
          std::vector<std::string>{"rules/rules.yaml:24:41: there is no area 'old_port'"});
  }

  TEST_CASE("an area of the same id is said") {
    CHECK(problems_of_areas(area_of("pier", 1, 3) + area_of("pier", 1, 3)) ==
          std::vector<std::string>{
              "areas.yaml:7:9: area 'pier' is already declared at areas.yaml:2"});
  }

  TEST_CASE("as many areas, rings and points as the limits allow, and not one more") {
    CHECK(problems_of_areas(area_of("pier", 16, 1000)).empty());
    CHECK(problems_of_areas(area_of("pier", 17, 3)) ==
          std::vector<std::string>{"areas.yaml:22:9: more than 16 rings in an area"});
    const auto points = problems_of_areas(area_of("pier", 1, 1001));
    REQUIRE(points.size() == 1);
    CHECK(points.front().starts_with("areas.yaml:6:"));
    CHECK(points.front().ends_with(": more than 1000 points in a ring"));
    std::string areas;
    for (int i = 0; i < 256; ++i) areas += area_of("area_" + std::to_string(i), 1, 3);
    CHECK(problems_of_areas(areas).empty());
    CHECK(problems_of_areas(areas + area_of("last", 1, 3)) ==
          std::vector<std::string>{"areas.yaml:1282:5: more than 256 areas"});
  }

  TEST_CASE("the shipped areas say where they are from") {
    const Mission mission = load_or_fail(shipped_mission());
    CHECK(mission.areas.size() == 9);
    for (const auto& [id, area] : mission.areas) {
      CAPTURE(id);
      CHECK(area.source.find("Natural Earth") != std::string::npos);
      for (const Area::Ring& ring : area.rings) CHECK(ring.size() < 60);
    }
  }
}
