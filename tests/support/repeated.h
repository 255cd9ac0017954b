// A text many times over, for what is too long or too deep.

#pragma once

#include <string>
#include <string_view>

namespace vigie::support {

inline std::string repeated(std::string_view part, std::size_t times) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i) text += part;
  return text;
}

}  // namespace vigie::support
