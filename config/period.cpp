#include "config/period.h"

namespace vigie::config {

Period read_period(MapReader& map, SourceFile& file, std::string_view last) {
  const Period period{map.optional_date("from"), map.optional_date(last)};
  if (period.from && period.to && *period.to < *period.from) {
    file.add_problem(map.mark_of(last), "'" + std::string{last} + "' is before 'from'");
  }
  return period;
}

Period read_validity(MapReader& map, SourceFile& file) {
  const YamlNode* node = map.optional_child("valid");
  if (!node) return {};
  MapReader valid{*node, file, "'valid'"};
  const Period period = read_period(valid, file, "to");
  valid.finish();
  return period;
}

}  // namespace vigie::config
