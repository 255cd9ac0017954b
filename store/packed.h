// Long texts as they are kept and sent between programs: LZ4 frames (decision 0019).
//
// A short text stays as it is, and so does every text kept before texts were packed: what does not
// begin as a frame is the text itself. A frame carries its length and a checksum, and `lz4 -d`
// reads it.
// Limits: of the text in a frame, text_bytes_max: whoever packs stays below it.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace vigie::store {

inline constexpr std::size_t text_bytes_max = 64 * 1024 * 1024;

std::string pack(std::string_view text);
/// nullopt: a frame that is not whole or was changed, or a text longer than `most`.
std::optional<std::string> unpack(std::string_view bytes, std::size_t most = text_bytes_max);
/// Of what this program packed itself. What the disk has changed since comes as it is, and whoever
/// reads it finds no JSON.
std::string kept_text(std::string_view bytes);

}  // namespace vigie::store
