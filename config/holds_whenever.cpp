#include "config/holds_whenever.h"

#include <algorithm>
#include <optional>

namespace vigie::config {
namespace {

using Truth = std::optional<bool>;  ///< Nothing: unknown.

class Evaluation {
 public:
  Evaluation(const ConditionSet& set, const KnownFact& fact)
      : set_(set), field_(find_condition_field(fact.path)), word_(set.word_id(fact.word)) {}

  Truth value_of(NodeId id) const {
    const Node& node = set_.nodes[id];
    switch (node.op) {
      case Node::Op::no:
        return false;
      case Node::Op::yes:
        return true;
      case Node::Op::atom:
        return value_of(set_.atoms[node.atom]);
      case Node::Op::negate:
        return negated(value_of(node.first));
      case Node::Op::either:
        return either(value_of(node.first), value_of(node.second));
      case Node::Op::both:
        return negated(either(negated(value_of(node.first)), negated(value_of(node.second))));
      case Node::Op::exists:
      case Node::Op::all:
        return {};  // The list may be absent.
    }
    return {};
  }

 private:
  static Truth negated(Truth value) { return value ? Truth{!*value} : Truth{}; }

  static Truth either(Truth one, Truth other) {
    if (one == Truth{true} || other == Truth{true}) return true;
    return one && other ? Truth{false} : Truth{};
  }

  /// A word that no condition names has the id 0, which equals no literal.
  Truth value_of(const Atom& atom) const {
    if (atom.left.of != Operand::Of::field || atom.left.id != field_) return {};
    if (atom.test == Atom::Test::has) return true;
    if (atom.test == Atom::Test::one_of)
      return std::ranges::find(atom.values, word_) != atom.values.end();
    if (atom.right.of != Operand::Of::literal) return {};
    if (atom.test == Atom::Test::equal) return atom.right.value == word_;
    if (atom.test == Atom::Test::not_equal) return atom.right.value != word_;
    return {};
  }

  const ConditionSet& set_;
  std::optional<FieldId> field_;
  std::int64_t word_;
};

}  // namespace

bool holds_whenever(const ConditionSet& set, NodeId condition, const KnownFact& fact) {
  return Evaluation{set, fact}.value_of(condition) == Truth{true};
}

}  // namespace vigie::config
