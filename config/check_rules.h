// What must hold of a whole set of rules, whatever the reports: outside positions only through a
// person, nobody deciding about themselves, no circle of deciders, a clearance for every office
// that may be shown something, and rules that tell the first addressee of every report and the
// conduct office of every report that concerns UN personnel. What a set lacks has no line of its
// own: it is said at `rules:` of the first rule file by name.
#pragma once

#include <chrono>

#include "config/draft.h"

namespace vigie::config {

inline constexpr std::size_t rules_max = 2000;
inline constexpr std::size_t definitions_max = 500;

void check_rules(Draft& draft);

/// Rules whose last day is before `today`.
void check_expired(Draft& draft, std::chrono::sys_days today);

}  // namespace vigie::config
