#include "config/files.h"
#include "config/reader.h"

namespace vigie::config {
namespace {

constexpr std::int64_t order_no_max = 9999;

void read_region(const YamlNode& node, SourceFile& file) {
  MapReader map{node, file, "a region"};
  Region region;
  region.id = map.code("id");
  region.name = map.text("name");
  region.iso = map.optional_string("iso");
  region.pcode = map.optional_string("pcode");
  region.order_no = map.optional_integer("order_no", {0, order_no_max});
  map.finish();
  if (file.declare(Thing::region, region.id, map.mark_of("id"))) {
    file.mission().regions.emplace(region.id, std::move(region));
  }
}

}  // namespace

void read_regions(const YamlNode& root, SourceFile& file) {
  for (const YamlNode& node : file_list(root, file, "regions")) read_region(node, file);
}

}  // namespace vigie::config
