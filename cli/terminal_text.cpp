#include "cli/terminal_text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>

namespace vigie::cli {
namespace {

struct CharacterRange {
  std::uint32_t first;
  std::uint32_t last;
};

constexpr auto never_shown = std::to_array<CharacterRange>({
    {0x007F, 0x009F},    // DEL, C1 controls
    {0x061C, 0x061C},    // Arabic letter mark
    {0x115F, 0x1160},    // Hangul fillers
    {0x180E, 0x180E},    // Mongolian vowel separator
    {0x200B, 0x200B},    // zero width space
    {0x200E, 0x200F},    // left-to-right and right-to-left marks
    {0x2028, 0x202E},    // line and paragraph separators, embeddings and overrides
    {0x2060, 0x206F},    // invisible operators, isolates, deprecated controls
    {0x3164, 0x3164},    // Hangul filler
    {0xFEFF, 0xFEFF},    // byte order mark
    {0xFFA0, 0xFFA0},    // halfwidth Hangul filler
    {0xFFF9, 0xFFFB},    // interlinear annotations
    {0xE0000, 0xE007F},  // tags
});

bool is_shown(std::uint32_t character) {
  return std::none_of(never_shown.begin(), never_shown.end(), [&](const CharacterRange& range) {
    return character >= range.first && character <= range.last;
  });
}

std::string escaped_unit(std::uint32_t unit) {
  std::array<char, 8> text{};
  std::snprintf(text.data(), text.size(), "\\u%04x", static_cast<unsigned>(unit & 0xFFFF));
  return text.data();
}

/// As JSON writes it: beyond U+FFFF a surrogate pair.
std::string escaped(std::uint32_t character) {
  if (character <= 0xFFFF) return escaped_unit(character);
  const std::uint32_t above = character - 0x10000;
  return escaped_unit(0xD800 + (above >> 10)) + escaped_unit(0xDC00 + (above & 0x3FF));
}

std::size_t length_of(unsigned char first) {
  if (first < 0xC0) return 1;
  if (first < 0xE0) return 2;
  return first < 0xF0 ? 3 : 4;
}

std::uint32_t character_in(std::string_view bytes) {
  constexpr std::array<unsigned, 5> bits_of_first{0, 0x7F, 0x1F, 0x0F, 0x07};
  std::uint32_t character = static_cast<unsigned char>(bytes.front()) & bits_of_first[bytes.size()];
  for (const char c : bytes.substr(1)) {
    character = (character << 6) | (static_cast<unsigned char>(c) & 0x3F);
  }
  return character;
}

}  // namespace

std::string terminal_text(std::string_view json) {
  std::string text;
  text.reserve(json.size());
  while (!json.empty()) {
    const std::size_t wanted = length_of(static_cast<unsigned char>(json.front()));
    const std::string_view bytes = json.substr(0, std::min(wanted, json.size()));
    const std::uint32_t character = character_in(bytes);
    if (is_shown(character)) {
      text += bytes;
    } else {
      text += escaped(character);
    }
    json.remove_prefix(bytes.size());
  }
  return text;
}

}  // namespace vigie::cli
