// How long a text will be inside a JSON text: a body travels in a wire header, whose limit counts
// every quote of it twice.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace vigie::link {

inline std::size_t escaped_bytes(std::string_view json) {
  const auto doubled = std::ranges::count_if(json, [](char c) { return c == '"' || c == '\\'; });
  return json.size() + static_cast<std::size_t>(doubled);
}

}  // namespace vigie::link
