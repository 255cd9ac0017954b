// Who holds a position now: the holder first, then the deputies in order. Pure.
//
// Resolved at the moment of sending and at every request, never stored with a notice: whoever holds
// the position then is the one who is told.
// Errors: a position that the mission does not know is held by nobody.
// Source: roster.yaml of the mission (config/mission.h).

#pragma once

#include <span>
#include <string_view>

#include "config/mission.h"

namespace vigie::notifier {

std::span<const Code> holders_of(const config::Mission& mission, std::string_view position);

bool holds(const config::Mission& mission, std::string_view person, std::string_view position);

}  // namespace vigie::notifier
