// What must hold of a whole set of rules, whatever the reports: outside positions only through a
// person, nobody deciding about themselves, no circle of deciders, a clearance for every office
// that may be shown something, and a rule that tells the first addressee of every report.
#pragma once

#include <filesystem>

#include "config/draft.h"

namespace vigie::config {

inline constexpr std::size_t rules_max = 2000;
inline constexpr std::size_t definitions_max = 500;

void check_rules(Draft& draft, const std::filesystem::path& folder);

}  // namespace vigie::config
