#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

#include "config/files.h"
#include "config/reader.h"

namespace vigie::config {
namespace {

constexpr std::size_t areas_max = 256;
constexpr std::size_t rings_max = 16;     // of an area
constexpr std::size_t points_max = 1000;  // of a ring
constexpr std::size_t points_min = 3;

std::optional<std::int64_t> parse_degrees(std::string_view text, int limit) {
  double degrees = 0;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, degrees, std::chars_format::fixed);
  const bool in_range = std::abs(degrees) <= limit;  // "nan" is not
  if (read.ec != std::errc{} || read.ptr != end || !in_range) return std::nullopt;
  return map_degrees(degrees);
}

std::optional<std::int64_t> read_degrees(const YamlNode& node, SourceFile& file,
                                         std::string_view name, int limit) {
  const auto degrees = parse_degrees(node.text, limit);
  if (degrees) return degrees;
  const std::string most = std::to_string(limit);
  file.add_problem(node.mark, "the " + std::string{name} + " must be degrees from -" + most +
                                  " to " + most + ", such as -3.52");
  return std::nullopt;
}

std::optional<MapPoint> read_point(const YamlNode& node, SourceFile& file) {
  const auto scalar = [](const YamlNode& item) { return item.kind == YamlKind::scalar; };
  if (node.items.size() != 2 || !std::ranges::all_of(node.items, scalar)) {
    file.add_problem(node.mark, "a point must be [longitude, latitude]");
    return std::nullopt;
  }
  const auto longitude = read_degrees(node.items[0], file, "longitude", longitude_max);
  const auto latitude = read_degrees(node.items[1], file, "latitude", latitude_max);
  if (!longitude || !latitude) return std::nullopt;
  return MapPoint{*longitude, *latitude};
}

/// A last point that repeats the first, as other programs write it, is left out.
void read_ring(const YamlNode& node, SourceFile& file, Area& area) {
  if (node.kind != YamlKind::sequence) {
    return file.add_problem(node.mark, "a ring must be a list of points [longitude, latitude]");
  }
  if (node.items.size() > points_max) {
    return file.add_problem(node.items[points_max].mark,
                            "more than " + std::to_string(points_max) + " points in a ring");
  }
  Area::Ring ring;
  for (const YamlNode& item : node.items) {
    if (const auto point = read_point(item, file)) ring.push_back(*point);
  }
  if (ring.size() < node.items.size()) return;
  if (ring.size() > 1 && ring.front() == ring.back()) ring.pop_back();
  if (std::set<MapPoint>{ring.begin(), ring.end()}.size() < points_min) {
    return file.add_problem(node.mark, "a ring needs at least 3 different points");
  }
  area.rings.push_back(std::move(ring));
}

void read_boundary(MapReader& map, SourceFile& file, Area& area) {
  const auto rings = map.list("boundary");
  if (rings.size() > rings_max) {
    return file.add_problem(rings[rings_max].mark,
                            "more than " + std::to_string(rings_max) + " rings in an area");
  }
  for (const YamlNode& ring : rings) read_ring(ring, file, area);
}

void read_area(const YamlNode& node, SourceFile& file) {
  MapReader map{node, file, "an area"};
  Area area;
  area.id = map.code("id");
  area.title = map.text("title");
  area.source = map.string("source");
  read_boundary(map, file, area);
  map.finish();
  if (file.declare(Thing::area, area.id, map.mark_of("id"))) {
    file.mission().areas.emplace(area.id, std::move(area));
  }
}

}  // namespace

void read_areas(const YamlNode& root, SourceFile& file) {
  const auto areas = file_list(root, file, "areas");
  if (areas.size() > areas_max) {
    return file.add_problem(areas[areas_max].mark,
                            "more than " + std::to_string(areas_max) + " areas");
  }
  for (const YamlNode& node : areas) read_area(node, file);
}

}  // namespace vigie::config
