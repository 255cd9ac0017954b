// What any view at all could show of one report and its assessment, in the order of a view, each
// piece with what a reader must have been granted for it.
//
// Shapes: pieces of a tree in preorder; `end` is the index after a piece and all within it. Keys
//         are those of the path tree, texts are JSON already written.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "config/parts.h"

namespace vigie::router {

struct Piece {
  enum class Kind : std::uint8_t {
    value,
    object,
    list,
    statement  ///< An object: there if its code is shown, and some of the facts it rests on.
  };
  Kind kind = Kind::value;
  std::string_view key;        ///< Empty: an entry of a list.
  config::PartSet parts;       ///< One of them is needed.
  config::PartSet role_parts;  ///< Of these too, if any: it speaks of a group of such a role.
  config::PartSet pointed_at;  ///< Of these too, if any: what it points at or says.
  std::uint32_t text = 0;      ///< Of a value: where its JSON begins.
  std::uint32_t text_bytes = 0;
  std::uint32_t end = 0;

  bool shown_to(const config::PartSet& granted) const {
    return (parts & granted).any() && (role_parts.none() || (role_parts & granted).any()) &&
           (pointed_at.none() || (pointed_at & granted).any());
  }
};

struct Pieces {
  std::vector<Piece> list;
  std::string texts;
};

/// Writes the pieces that stand from `begin` to `end` as members of the object begun in `json`.
void write_pieces(const Pieces& pieces, std::size_t begin, std::size_t end,
                  const config::PartSet& granted, std::string& json);

}  // namespace vigie::router
