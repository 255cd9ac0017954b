#include "config/regime_conflict.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <iterator>

namespace vigie::config {
namespace {

using Day = std::optional<std::chrono::sys_days>;

Day later(const Day& a, const Day& b) { return std::max(a, b); }  // none is the earliest

Day earlier(const Day& a, const Day& b) {
  if (!a || !b) return a ? a : b;
  return std::min(a, b);
}

std::vector<std::string> common(const std::vector<std::string>& a,
                                const std::vector<std::string>& b) {
  std::vector<std::string> both;
  std::ranges::set_intersection(a, b, std::back_inserter(both));
  return both;
}

std::string date_text(std::chrono::sys_days day) {
  const std::chrono::year_month_day date{day};
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return text.data();
}

}  // namespace

std::optional<RegimeConflict> regime_conflict(const TravelRegime& a, const TravelRegime& b) {
  if (a.visa_needed == b.visa_needed && a.days == b.days) return std::nullopt;
  const Day first = later(a.from, b.from);
  const Day last = earlier(a.verified_to, b.verified_to);
  if (first && last && *last < *first) return std::nullopt;
  const auto entering = common(a.entering, b.entering);
  for (const std::string& nationals_of : common(a.nationals_of, b.nationals_of)) {
    for (const std::string& state : entering) {
      if (state != nationals_of) return RegimeConflict{nationals_of, state, first, last};
    }
  }
  return std::nullopt;
}

std::string to_string(const RegimeConflict& conflict) {
  if (conflict.first) return "from " + date_text(*conflict.first);
  return conflict.last ? "until " + date_text(*conflict.last) : "on any day";
}

}  // namespace vigie::config
