#include "report/utf8.h"

#include <algorithm>

namespace vigie {
namespace {

/// The range a second byte that continues must be in, which rules out overlong forms and
/// surrogates.
bool second_byte_fits(unsigned char first, unsigned char second) {
  if (first == 0xE0) return second >= 0xA0;
  if (first == 0xED) return second < 0xA0;
  if (first == 0xF0) return second >= 0x90;
  if (first == 0xF4) return second < 0x90;
  return true;
}

std::size_t announced_length(unsigned char first) {
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return 2;
  if (first >= 0xE0 && first <= 0xEF) return 3;
  if (first >= 0xF0 && first <= 0xF4) return 4;
  return 0;
}

}  // namespace

std::size_t utf8_length(std::string_view bytes, std::size_t offset) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[offset + i]); };
  if (offset >= bytes.size()) return 0;
  const std::size_t length = announced_length(byte(0));
  if (length == 0 || length > bytes.size() - offset) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if (!continues_character(bytes[offset + i])) return 0;
  }
  return length == 1 || second_byte_fits(byte(0), byte(1)) ? length : 0;
}

std::size_t utf8_count(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char byte) { return !continues_character(byte); }));
}

}  // namespace vigie
