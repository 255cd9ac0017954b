// Two travel regimes that answer one question differently: what a national of one State needs to
// enter another on one day.

#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "config/catalogue.h"

namespace vigie::config {

/// The first question, by State and day, that has two answers.
struct RegimeConflict {
  std::string nationals_of;
  std::string entering;
  std::optional<std::chrono::sys_days> first;  ///< First such day; absent when it is open.
  std::optional<std::chrono::sys_days> last;
};

/// Nothing where they agree, never meet, or meet only for nationals entering their own State.
std::optional<RegimeConflict> regime_conflict(const TravelRegime& a, const TravelRegime& b);

/// "from 2019-01-01", "until 2019-12-31" or "on any day".
std::string to_string(const RegimeConflict& conflict);

}  // namespace vigie::config
