#include "config/mission.h"

namespace vigie::config {

const CatalogueEntry* Catalogue::find(std::string_view list, std::string_view code) const {
  const auto entries = lists.find(list);
  if (entries == lists.end()) return nullptr;
  const auto entry = entries->second.find(code);
  return entry == entries->second.end() ? nullptr : &entry->second;
}

const Position* Mission::position_for(std::string_view office, std::string_view region) const {
  for (const auto& [key, position] : positions) {
    if (position.office != office) continue;
    if (!position.region || *position.region == region) return &position;
  }
  return nullptr;
}

}  // namespace vigie::config
