#include "config/conditions/condition_builder.h"

#include <algorithm>
#include <set>
#include <utility>

#include "config/conditions/condition_compiler.h"

namespace vigie::config {
namespace {

bool is_word(const Operand& operand) {
  return operand.of == Operand::Of::field && condition_fields()[operand.id].kind == FieldKind::word;
}

/// Calls `change` for every word id that the atom holds.
template <typename Change>
void for_each_word(Atom& atom, Change change) {
  if (atom.test == Atom::Test::contains) change(atom.left.value);
  if (!is_word(atom.left)) return;
  if (atom.right.of == Operand::Of::literal) change(atom.right.value);
  for (std::int64_t& value : atom.values) change(value);
}

}  // namespace

std::int64_t ConditionBuilder::word(std::string_view word) {
  const auto next = static_cast<std::int64_t>(words_.size() + 1);
  return words_.try_emplace(std::string(word), next).first->second;
}

std::optional<AtomId> ConditionBuilder::atom(const Atom& atom) {
  if (const auto found = atom_ids_.find(atom.text); found != atom_ids_.end()) return found->second;
  if (atoms_.size() >= condition_atoms_max) return std::nullopt;
  const auto id = static_cast<AtomId>(atoms_.size());
  atoms_.push_back(atom);
  atom_ids_.emplace(atom.text, id);
  return id;
}

NodeId ConditionBuilder::node(const Node& node) {
  const NodeKey key{node.op,    node.atom,  node.variable, node.list, node.list_variable,
                    node.first, node.second};
  const auto [found, added] = node_ids_.try_emplace(key, static_cast<NodeId>(nodes_.size()));
  if (added) nodes_.push_back(node);
  return found->second;
}

ConditionSet ConditionBuilder::take(std::vector<NodeId>& roots) {
  ConditionSet set;
  const std::vector<NodeId> new_ids = keep_nodes(reached_from(roots), set);
  for (NodeId& root : roots) root = new_ids[root];
  keep_atoms(set);
  keep_words(set);
  return set;
}

/// Children stand before parents, so one pass from the end reaches everything.
std::vector<bool> ConditionBuilder::reached_from(const std::vector<NodeId>& roots) const {
  std::vector<bool> reached(nodes_.size());
  for (const NodeId root : roots) reached[root] = true;
  for (std::size_t i = nodes_.size(); i-- > 0;) {
    const Node& node = nodes_[i];
    if (!reached[i] || node.op <= Node::Op::atom) continue;
    reached[node.first] = true;
    if (node.op == Node::Op::both || node.op == Node::Op::either) reached[node.second] = true;
  }
  return reached;
}

std::vector<NodeId> ConditionBuilder::keep_nodes(const std::vector<bool>& reached,
                                                 ConditionSet& set) const {
  std::vector<NodeId> new_ids(nodes_.size());
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    if (!reached[i]) continue;
    new_ids[i] = static_cast<NodeId>(set.nodes.size());
    Node node = nodes_[i];
    if (node.op > Node::Op::atom) node.first = new_ids[node.first];
    if (node.op == Node::Op::both || node.op == Node::Op::either)
      node.second = new_ids[node.second];
    set.nodes.push_back(node);
  }
  return new_ids;
}

/// By text: the order of the map of their ids.
void ConditionBuilder::keep_atoms(ConditionSet& set) {
  std::vector<bool> used(atoms_.size());
  for (const Node& node : set.nodes) {
    if (node.op == Node::Op::atom) used[node.atom] = true;
  }
  std::vector<AtomId> new_ids(atoms_.size());
  for (const auto& [text, id] : atom_ids_) {
    if (!used[id]) continue;
    new_ids[id] = static_cast<AtomId>(set.atoms.size());
    set.atoms.push_back(std::move(atoms_[id]));
  }
  for (Node& node : set.nodes) {
    if (node.op == Node::Op::atom) node.atom = new_ids[node.atom];
  }
}

/// Sorted, so that their ids rise with the words.
void ConditionBuilder::keep_words(ConditionSet& set) const {
  std::set<std::int64_t> used;
  for (Atom& atom : set.atoms) for_each_word(atom, [&](std::int64_t id) { used.insert(id); });
  std::vector<std::int64_t> new_ids(words_.size() + 1);
  for (const auto& [word, id] : words_) {
    if (!used.contains(id)) continue;
    set.words.push_back(word);
    new_ids[static_cast<std::size_t>(id)] = static_cast<std::int64_t>(set.words.size());
  }
  for (Atom& atom : set.atoms) {
    for_each_word(atom, [&](std::int64_t& id) { id = new_ids[static_cast<std::size_t>(id)]; });
    std::ranges::sort(atom.values);
  }
}

}  // namespace vigie::config
