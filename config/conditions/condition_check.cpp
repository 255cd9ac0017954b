#include "config/conditions/condition_check.h"

#include <algorithm>
#include <utility>

#include "config/conditions/condition_atoms.h"
#include "config/conditions/condition_functions.h"
#include "report/check.h"

namespace vigie::config {
namespace {

using Checked = std::optional<NodeId>;

class Checker {
 public:
  /// `around`: quantifiers around the text, when it is that of a definition.
  Checker(CheckScope& scope, const CheckedDefinitions& definitions, std::size_t around)
      : scope_(scope), definitions_(definitions), around_(around) {
    result_.levels = scope.syntax.levels;
  }

  Checked check() {
    const Checked root = condition(scope_.syntax.root);
    return wrong_ ? std::nullopt : root;
  }

  const CheckedDefinition& result() const { return result_; }

 private:
  Checked refuse(std::size_t offset, std::string text) {
    scope_.complain(offset, std::move(text));
    wrong_ = true;
    return std::nullopt;
  }

  Checked fail() {
    wrong_ = true;
    return std::nullopt;
  }

  /// Counts what is about to be made; complains once, where it becomes too much.
  void count(std::size_t nodes, std::size_t offset) {
    const bool was_too_many = result_.nodes > condition_nodes_max;
    result_.nodes += nodes;
    if (was_too_many || result_.nodes <= condition_nodes_max) return;
    refuse(offset, "more than " + std::to_string(condition_nodes_max) +
                       " parts with its definitions unfolded: make two rules of it");
  }

  Checked make(const Node& node, std::size_t offset) {
    count(1, offset);
    return scope_.builder.node(node);
  }

  std::uint8_t number(VariableIndex variable) const {
    return static_cast<std::uint8_t>(around_ + variable);
  }

  Checked condition(SyntaxId id) {
    const SyntaxNode& node = scope_.node(id);
    switch (node.kind) {
      case SyntaxKind::bad:
        return fail();
      case SyntaxKind::boolean:
        return make({.op = node.value ? Node::Op::yes : Node::Op::no}, node.offset);
      case SyntaxKind::path:
        return path(node);
      case SyntaxKind::call:
        return call(node);
      case SyntaxKind::negate:
        return negation(condition(node.children[0]), node.offset);
      case SyntaxKind::both:
      case SyntaxKind::either:
        return chain(node);
      case SyntaxKind::compare:
        return atom(read_comparison(scope_, node), node.offset);
      case SyntaxKind::in:
        return atom(read_membership(scope_, node), node.offset);
      default:
        return refuse(node.offset, quoted_piece(node.piece) +
                                       " is a value, no condition: compare a fact with it");
    }
  }

  Checked negation(Checked negated, std::size_t offset) {
    if (!negated) return std::nullopt;
    return make({.op = Node::Op::negate, .first = *negated}, offset);
  }

  Checked chain(const SyntaxNode& node) {
    const Node::Op op = node.kind == SyntaxKind::both ? Node::Op::both : Node::Op::either;
    Checked whole = condition(node.children[0]);
    for (const SyntaxId id : std::span(node.children).subspan(1)) {
      const Checked next = condition(id);
      if (whole && next) {
        whole = make({.op = op, .first = *whole, .second = *next}, scope_.node(id).offset);
      }
    }
    return whole;
  }

  Checked atom(const std::optional<AtomUse>& use, std::size_t offset) {
    if (!use) return fail();
    const auto id = scope_.builder.atom(use->atom);
    if (!id) {
      return refuse(offset, "the rules together compare more than " +
                                std::to_string(condition_atoms_max) + " different things");
    }
    const std::uint8_t variable = use->variable ? number(*use->variable) : std::uint8_t{0};
    const Checked made = make({.op = Node::Op::atom, .atom = *id, .variable = variable}, offset);
    return use->negated ? negation(made, offset) : made;
  }

  Checked path(const SyntaxNode& node) {
    const auto named = definitions_.find(node.names.front().text);
    if (node.names.size() > 1 || named == definitions_.end()) {
      return atom(read_truth(scope_, node), node.offset);
    }
    if (!named->second) return fail();
    return unfolded(*named->second, node);
  }

  Checked unfolded(const CheckedDefinition& definition, const SyntaxNode& use) {
    const std::size_t levels = use.level - 1 + definition.levels;
    const std::size_t quantifiers = scope_.variables.size() + definition.quantifiers;
    if (levels > condition_depth_max) {
      return refuse(use.offset, quoted_piece(use.piece) + " unfolds to more than " +
                                    std::to_string(condition_depth_max) + " levels of nesting");
    }
    if (quantifiers > condition_quantifiers_max) return refuse_quantifier(use);
    result_.levels = std::max(result_.levels, levels);
    result_.quantifiers = std::max(result_.quantifiers, quantifiers);
    count(definition.nodes, use.offset);
    return definition.roots[around_ + scope_.variables.size()];
  }

  Checked refuse_quantifier(const SyntaxNode& node) {
    return refuse(node.offset, quoted_piece(node.piece) +
                                   " is a third exists or all inside two others: "
                                   "there may be " +
                                   std::to_string(condition_quantifiers_max));
  }

  Checked call(const SyntaxNode& node) {
    const auto function = function_of(scope_, node);
    if (!function) return fail();
    switch (*function) {
      case ConditionFunction::exists:
        return quantifier(Node::Op::exists, node);
      case ConditionFunction::all:
        return quantifier(Node::Op::all, node);
      case ConditionFunction::has:
        return atom(read_has(scope_, node), node.offset);
      case ConditionFunction::during:
        return atom(read_during(scope_, node), node.offset);
      case ConditionFunction::within:
        return atom(read_within(scope_, node), node.offset);
      default:
        return refuse(node.offset, quoted_piece(node.piece) +
                                       " is a value, no condition: compare a fact with it");
    }
  }

  Checked quantifier(Node::Op op, const SyntaxNode& call) {
    const auto list = find_path(scope_, call.names);
    const SyntaxNode& name = scope_.node(call.children[0]);
    const bool named = is_free_name(name);
    if (!list || !named) return fail();
    if (list->is != PathTarget::Is::list) {
      return refuse(call.offset,
                    quoted_piece(call.piece) + ": only a list has exists(…) and all(…)");
    }
    if (scope_.variables.size() >= condition_quantifiers_max) return refuse_quantifier(call);
    const auto bound = scope_.variables.size();
    scope_.variables.push_back(
        {name.names.front().text, static_cast<ListId>(list->id), list->variable});
    result_.quantifiers = std::max(result_.quantifiers, scope_.variables.size());
    const Checked body = condition(call.children[1]);
    scope_.variables.pop_back();
    if (!body) return std::nullopt;
    return make({.op = op,
                 .variable = number(bound),
                 .list = static_cast<ListId>(list->id),
                 .list_variable = list->variable ? number(*list->variable) : std::uint8_t{0},
                 .first = *body},
                call.offset);
  }

  /// Whether a quantifier may give its elements that name; the problem is noted when not.
  bool is_free_name(const SyntaxNode& node) {
    if (node.kind != SyntaxKind::path || node.names.size() != 1) {
      if (node.kind != SyntaxKind::bad) {
        scope_.complain(node.offset, quoted_piece(node.piece) +
                                         " must be a name for the elements, as g in exists(g, …)");
      }
      return false;
    }
    const std::string_view name = node.names.front().text;
    const bool shadows = std::ranges::find(scope_.variables, name, &ConditionVariable::name) !=
                         scope_.variables.end();
    const std::string_view taken = is_own_name(name)             ? " means something already"
                                   : definitions_.contains(name) ? " is a definition"
                                   : shadows                     ? " is a name in use here"
                                                                 : "";
    if (taken.empty()) return true;
    scope_.complain(node.offset, quoted_piece(name) + std::string(taken) + ": choose another name");
    return false;
  }

  CheckScope& scope_;
  const CheckedDefinitions& definitions_;
  std::size_t around_;
  CheckedDefinition result_;
  bool wrong_ = false;
};

}  // namespace

std::optional<NodeId> check_condition(CheckScope& scope, const CheckedDefinitions& definitions) {
  return Checker{scope, definitions, 0}.check();
}

std::optional<CheckedDefinition> check_definition(CheckScope& scope,
                                                  const CheckedDefinitions& definitions) {
  Checker checker{scope, definitions, 0};
  const Checked root = checker.check();
  if (!root) return std::nullopt;
  CheckedDefinition result = checker.result();
  result.roots[0] = *root;
  for (std::size_t around = 1; around + result.quantifiers <= condition_quantifiers_max; ++around) {
    const Checked inner = Checker{scope, definitions, around}.check();
    VIGIE_EXPECT(inner.has_value());  // what was right alone is right inside
    result.roots[around] = *inner;
  }
  return result;
}

}  // namespace vigie::config
