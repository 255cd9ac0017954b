#include "tests/faults/missions.h"

#include "tests/support/loaded_mission.h"

namespace vigie::faults {

config::Mission shipped_mission() { return support::loaded_mission("config/mali"); }
config::Mission tiny_mission() { return support::loaded_mission("tests/missions/tiny"); }

}  // namespace vigie::faults
