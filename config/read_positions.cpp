#include "config/files.h"
#include "config/reader.h"

namespace vigie::config {
namespace {

void refer_from(const Position& position, const MapReader& map, SourceFile& file) {
  if (position.region) file.refer(Thing::region, *position.region, map.mark_of("region"));
  if (!position.stand_in) return;
  file.refer(Thing::position, *position.stand_in, map.mark_of("stand_in"));
  if (*position.stand_in == position.id) {
    file.add_problem(map.mark_of("stand_in"), "a position cannot stand in for itself");
  }
}

void read_position(const YamlNode& node, SourceFile& file) {
  MapReader map{node, file, "a position"};
  Position position;
  position.id = map.code("id");
  position.office = map.optional_code("office").value_or(position.id);
  position.title = map.text("title");
  position.region = map.optional_code("region");
  position.outside = map.boolean("outside", false);
  position.addressee = map.boolean("addressee", true);
  position.stand_in = map.optional_code("stand_in");
  map.finish();
  refer_from(position, map, file);
  if (file.declare(Thing::position, position.id, map.mark_of("id"))) {
    file.mission().positions.emplace(position.id, std::move(position));
  }
}

}  // namespace

void read_positions(const YamlNode& root, SourceFile& file) {
  for (const YamlNode& node : file_list(root, file, "positions")) read_position(node, file);
}

}  // namespace vigie::config
