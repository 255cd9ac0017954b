// A number that the environment sets for tests (VIGIE_SEEDS=30). What cannot be read would be no
// cases at all, and a test that passes.

#pragma once

#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>

namespace vigie::support {

/// Above 0. `usual` where the variable is not set; throws where it is no such number.
inline std::uint64_t number_in(const char* variable, std::uint64_t usual) {
  const char* text = std::getenv(variable);
  if (text == nullptr) return usual;
  const std::string_view whole(text);
  std::uint64_t number = 0;
  const auto [end, trouble] = std::from_chars(whole.data(), whole.data() + whole.size(), number);
  if (trouble == std::errc{} && end == whole.data() + whole.size() && number > 0) return number;
  throw std::runtime_error(std::string(variable) + " must be a number above 0");
}

}  // namespace vigie::support
