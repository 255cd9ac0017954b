#include "report/id.h"

#include <algorithm>

#include "report/hex_digits.h"

namespace vigie {
namespace {

bool hyphen_before(std::size_t byte) { return byte == 4 || byte == 6 || byte == 8 || byte == 10; }

}  // namespace

Uuid new_uuid7(Time now, Random& random) {
  Uuid id;
  random.fill(std::as_writable_bytes(std::span(id.bytes)));
  const auto milliseconds = static_cast<std::uint64_t>(to_milliseconds(now));
  for (std::size_t i = 0; i < 6; ++i) {
    id.bytes[i] = static_cast<std::uint8_t>(milliseconds >> (40 - 8 * i));
  }
  id.bytes[6] = static_cast<std::uint8_t>((id.bytes[6] & 0x0fU) | 0x70U);
  id.bytes[8] = static_cast<std::uint8_t>((id.bytes[8] & 0x3fU) | 0x80U);
  return id;
}

std::string to_string(const Uuid& id) {
  std::string text;
  text.reserve(36);
  for (std::size_t i = 0; i < id.bytes.size(); ++i) {
    if (hyphen_before(i)) text += '-';
    text += hex_digits[id.bytes[i] >> 4U];
    text += hex_digits[id.bytes[i] & 0x0fU];
  }
  return text;
}

std::optional<Uuid> parse_uuid(std::string_view text) {
  if (text.size() != 36) return std::nullopt;
  Uuid id;
  std::size_t at = 0;
  for (std::size_t i = 0; i < id.bytes.size(); ++i) {
    if (hyphen_before(i) && text[at++] != '-') return std::nullopt;
    const std::size_t high = hex_digits.find(text[at++]);
    const std::size_t low = hex_digits.find(text[at++]);
    if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
    id.bytes[i] = static_cast<std::uint8_t>(high << 4U | low);
  }
  return id;
}

std::optional<Uuid> uuid_from_blob(std::string_view blob) {
  if (blob.size() != 16) return std::nullopt;
  Uuid id;
  std::copy(blob.begin(), blob.end(), reinterpret_cast<char*>(id.bytes.data()));
  return id;
}

}  // namespace vigie
