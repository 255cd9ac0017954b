// The digits of hexadecimal text, each at the place of its value. Lower case: so digests, ids and
// escapes are written, and only so are digests and ids read.

#pragma once

#include <string_view>

namespace vigie {

inline constexpr std::string_view hex_digits = "0123456789abcdef";

}  // namespace vigie
