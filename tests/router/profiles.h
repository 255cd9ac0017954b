// Missions that have nothing but profiles and clearances, and grants by hand, for tests of grants
// and views.

#pragma once

#include <initializer_list>
#include <set>
#include <string>
#include <string_view>

#include "config/mission.h"
#include "config/parts.h"
#include "report/random.h"
#include "router/views/grant.h"

namespace vigie::router {

void add_profile(config::Mission& mission, const config::Profile& profile);

/// Six profiles with random parts and levels; the office "office" is cleared for some of them.
config::Mission random_profiles(SeededRandom& random);

/// Sees these parts, and neither place nor time.
Grant grant_of_parts(std::initializer_list<std::string_view> names);

/// Whether `more` sees all that `less` does.
bool covers(const Grant& more, const Grant& less);

/// Names as in profiles.yaml.
std::set<std::string, std::less<>> names_of_parts(const config::PartSet& parts);

}  // namespace vigie::router
