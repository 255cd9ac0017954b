// The version of a mission: what a routing is stamped with, so that it can be explained and
// repeated.

#pragma once

#include <string>

#include "config/mission.h"

namespace vigie::config {

/// SHA-256, hexadecimal, over every value of the mission except its settings, in a fixed order and
/// independent of file names, comments and the order of entries. (The order of people in a holding,
/// which decides who comes first, counts.)
std::string mission_version(const Mission& mission);

}  // namespace vigie::config
