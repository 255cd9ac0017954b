// Where a mission folder declares its rules, definitions and positions: a warning about one of them
// can then be shown at its place.
//
// Errors: none; of a file that cannot be read nothing is known. Lines and columns count from 1.

#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "config/draft.h"

namespace vigie::config {

using DeclaredPlaces = std::map<Thing, std::map<std::string, Place, std::less<>>>;

DeclaredPlaces declared_places(const std::filesystem::path& folder);

}  // namespace vigie::config
