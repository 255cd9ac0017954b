// The paths that parts name, as a tree: what of a document may be copied into any view at all.
//
// Shapes: a node of a list stands for the list, its children for the members of each entry; a list
//         of plain values has no children. Children stand in the order of the parts.
// Source: config/parts.h.

#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "config/parts.h"

namespace vigie::router {

struct PathNode {
  std::string_view key{};
  bool list = false;
  config::Showing showing = config::Showing::as_reported;  ///< Of a leaf, or of the list's entries.
  config::PartSet parts{};  ///< Any of them shows something here or below.
  std::vector<PathNode> children{};

  bool leaf() const { return children.empty(); }
  const PathNode* find(std::string_view child) const;
};

/// `document`: "report" or "assessment".
PathNode path_tree(std::string_view document);

}  // namespace vigie::router
