// Holds, decisions and lists of codes as JSON text, as the router keeps them.
//
// Errors: readers take only what these wrote and throw on anything else: the disk has changed it.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "router/chain/act.h"
#include "router/chain/kept_hold.h"

namespace vigie::router {

std::string write_holds(const std::vector<KeptHold>& holds);
std::vector<KeptHold> read_holds(std::string_view json);
/// False when the disk has changed it.
bool can_read_holds(std::string_view json);

std::vector<std::string> texts_in(std::string_view json);

/// Empty for none, both ways.
std::string write_decisions(const std::vector<Decision>& decisions);
std::vector<Decision> read_decisions(std::string_view json);

}  // namespace vigie::router
