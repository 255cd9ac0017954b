// The missions fault tests run: the shipped one, and the small invented one, which is quicker.
// Errors: throws std::runtime_error when one does not load.

#pragma once

#include "config/mission.h"

namespace vigie::faults {

config::Mission shipped_mission();
config::Mission tiny_mission();

}  // namespace vigie::faults
