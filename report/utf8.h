// Whether bytes are text: UTF-8 without overlong forms, surrogates or characters beyond U+10FFFF.

#pragma once

#include <cstddef>
#include <string_view>

namespace vigie {

/// Whether a byte goes on with a character begun before it.
constexpr bool continues_character(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

/// Length in bytes of the valid character at `offset`; 0 when there is none.
std::size_t utf8_length(std::string_view bytes, std::size_t offset);

/// Characters in valid UTF-8.
std::size_t utf8_count(std::string_view text);

}  // namespace vigie
