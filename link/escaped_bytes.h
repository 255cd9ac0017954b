// How long a text will be inside a JSON text: a body travels in a wire header, whose limit counts
// every quote of it twice.
#pragma once

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <string_view>

namespace vigie::link {

inline std::size_t escaped_bytes(std::string_view json) {
  const auto doubled = std::ranges::count_if(json, [](char c) { return c == '"' || c == '\\'; });
  return json.size() + static_cast<std::size_t>(doubled);
}

/// Whether they fit together; most are so far below a limit that nothing need be counted.
inline bool fit_escaped(std::initializer_list<std::string_view> texts, std::size_t bytes_max) {
  std::size_t bytes = 0;
  for (const std::string_view text : texts) bytes += text.size();
  if (2 * bytes <= bytes_max) return true;
  bytes = 0;
  for (const std::string_view text : texts) bytes += escaped_bytes(text);
  return bytes <= bytes_max;
}

}  // namespace vigie::link
