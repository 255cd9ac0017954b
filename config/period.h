// From a day to a day, as catalogues write it.

#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "config/reader.h"

namespace vigie::config {

/// Both days count; an absent one is open.
struct Period {
  std::optional<std::chrono::sys_days> from;
  std::optional<std::chrono::sys_days> to;
};

/// The keys `from` and `last` ("to", "verified_to") of the map; a last day before the first is a
/// problem.
Period read_period(MapReader& map, SourceFile& file, std::string_view last);

/// The same of the map `valid`, with the keys `from` and `to`, which may be left out.
Period read_validity(MapReader& map, SourceFile& file);

}  // namespace vigie::config
