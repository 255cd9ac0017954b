#include "router/views/view_tree.h"

#include <algorithm>

namespace vigie::router {
namespace {

/// Takes the first name off a path; "[]" behind it stays with it.
std::string_view take_step(std::string_view& path) {
  const std::string_view step = path.substr(0, path.find('.'));
  path.remove_prefix(std::min(path.size(), step.size() + 1));
  return step;
}

PathNode& child_of(PathNode& node, std::string_view step) {
  const bool list = step.ends_with("[]");
  if (list) step.remove_suffix(2);
  const auto found = std::ranges::find(node.children, step, &PathNode::key);
  if (found != node.children.end()) return *found;
  return node.children.emplace_back(PathNode{.key = step, .list = list});
}

void add_leaf(PathNode& root, const config::Leaf& leaf, std::size_t part) {
  std::string_view path = leaf.path;
  take_step(path);  // The document.
  PathNode* node = &root;
  node->parts.set(part);
  while (!path.empty()) {
    node = &child_of(*node, take_step(path));
    node->parts.set(part);
  }
  node->showing = leaf.showing;
}

}  // namespace

const PathNode* PathNode::find(std::string_view child) const {
  const auto found = std::ranges::find(children, child, &PathNode::key);
  return found == children.end() ? nullptr : &*found;
}

PathNode path_tree(std::string_view document) {
  PathNode root;
  for (const config::Part& part : config::parts()) {
    for (const config::Leaf& leaf : part.leaves) {
      std::string_view path = leaf.path;
      if (take_step(path) == document) add_leaf(root, leaf, index_of(part));
    }
  }
  return root;
}

}  // namespace vigie::router
