#include "config/mission.h"

namespace vigie::config {

const Position* Mission::position_for(std::string_view office, std::string_view region) const {
  for (const auto& [key, position] : positions) {
    if (position.office != office) continue;
    if (!position.region || *position.region == region) return &position;
  }
  return nullptr;
}

}  // namespace vigie::config
