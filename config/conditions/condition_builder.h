// Gathers the atoms and nodes of a set while its conditions are checked; every atom and every node
// once.
//
// Shapes: until take(), words, atoms and nodes are numbered in the order they came; take() numbers
//         them as config/conditions/condition.h says and leaves out what no root leads to.
// Limits: condition_atoms_max atoms.

#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "config/conditions/condition.h"

namespace vigie::config {

class ConditionBuilder {
 public:
  std::int64_t word(std::string_view word);
  /// nullopt when the set is full.
  std::optional<AtomId> atom(const Atom& atom);
  NodeId node(const Node& node);

  /// `roots` are renumbered in place. Nothing of the builder is used after.
  ConditionSet take(std::vector<NodeId>& roots);

 private:
  using NodeKey = std::tuple<Node::Op, AtomId, std::uint8_t, ListId, std::uint8_t, NodeId, NodeId>;

  std::vector<bool> reached_from(const std::vector<NodeId>& roots) const;
  std::vector<NodeId> keep_nodes(const std::vector<bool>& reached, ConditionSet& set) const;
  void keep_atoms(ConditionSet& set);
  void keep_words(ConditionSet& set) const;

  std::map<std::string, std::int64_t, std::less<>> words_;
  std::map<std::string, AtomId> atom_ids_;
  std::vector<Atom> atoms_;
  std::map<NodeKey, NodeId> node_ids_;
  std::vector<Node> nodes_;
};

}  // namespace vigie::config
