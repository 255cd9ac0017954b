// Where in its file a character of a YAML scalar stands, so that an error within a condition of
// several lines is shown at its own line and column.
//
// Plain, quoted and block scalars: the n-th character of the value that is not blank is the n-th
// such character of the file from the scalar on, behind the opening quote or the line of a block's
// indicator. Escapes of double quotes are not followed: behind one the place may be off by as much.

#pragma once

#include <cstddef>
#include <string_view>

#include "config/yaml.h"

namespace vigie::config {

/// `mark` is where the scalar begins in `bytes`, `offset` counts bytes of its value. The mark
/// itself when the place cannot be found.
YamlMark source_position(std::string_view bytes, const YamlMark& mark, std::string_view value,
                         std::size_t offset);

}  // namespace vigie::config
