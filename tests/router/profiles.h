// Missions that have nothing but profiles and clearances, for tests of grants and views.

#pragma once

#include <set>
#include <string>

#include "config/mission.h"
#include "config/parts.h"
#include "report/random.h"

namespace vigie::router {

void add_profile(config::Mission& mission, const config::Profile& profile);

/// Six profiles with random parts and levels; the office "office" is cleared for some of them.
config::Mission random_profiles(SeededRandom& random);

/// Names as in profiles.yaml.
std::set<std::string, std::less<>> names_of_parts(const config::PartSet& parts);

}  // namespace vigie::router
