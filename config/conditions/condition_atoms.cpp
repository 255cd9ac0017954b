#include "config/conditions/condition_atoms.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "config/conditions/condition_words.h"
#include "config/near_match.h"

namespace vigie::config {
namespace {

std::optional<AtomUse> refuse(CheckScope& scope, std::size_t offset, std::string text) {
  scope.complain(offset, std::move(text));
  return std::nullopt;
}

/// The atom's scope is the list of the innermost variable it speaks of.
AtomUse use_of(const CheckScope& scope, Atom atom, std::optional<VariableIndex> variable) {
  atom.scope = variable ? scope.variables[*variable].list : ListId{0};
  return {.atom = std::move(atom), .variable = variable};
}

/// Of one side alone; a second one comes on top.
Atom atom_of(Atom::Test test, const Side& side) {
  Atom atom;
  atom.test = test;
  atom.left = side.operand;
  atom.may_be_unknown = side.may_be_unknown;
  atom.text = side.text;
  atom.reads = side.reads;
  return atom;
}

Atom::Test test_of(TokenKind sign) {
  switch (sign) {
    case TokenKind::equal:
      return Atom::Test::equal;
    case TokenKind::not_equal:
      return Atom::Test::not_equal;
    case TokenKind::less:
      return Atom::Test::less;
    case TokenKind::less_equal:
      return Atom::Test::less_equal;
    case TokenKind::greater:
      return Atom::Test::greater;
    default:
      return Atom::Test::greater_equal;
  }
}

std::string_view sign_of(Atom::Test test) {
  switch (test) {
    case Atom::Test::equal:
      return " == ";
    case Atom::Test::not_equal:
      return " != ";
    case Atom::Test::less:
      return " < ";
    case Atom::Test::less_equal:
      return " <= ";
    case Atom::Test::greater:
      return " > ";
    default:
      return " >= ";
  }
}

/// The test that means the same with its sides changed over.
Atom::Test mirrored(Atom::Test test) {
  switch (test) {
    case Atom::Test::less:
      return Atom::Test::greater;
    case Atom::Test::less_equal:
      return Atom::Test::greater_equal;
    case Atom::Test::greater:
      return Atom::Test::less;
    case Atom::Test::greater_equal:
      return Atom::Test::less_equal;
    default:
      return test;
  }
}

bool is_order(Atom::Test test) {
  return test != Atom::Test::equal && test != Atom::Test::not_equal;
}

/// Literals stand right; of two facts the one the schema has first stands left, so that the same
/// comparison is one atom however it was written.
bool stands_right(const Side& left, const Side& right) {
  const auto key = [](const Side& side) {
    return std::tuple(side.is_literal(), side.operand.of, side.operand.id, side.operand.second);
  };
  return key(right) < key(left);
}

bool stands_in(const CheckScope& scope, std::optional<VariableIndex> outer,
               std::optional<VariableIndex> inner) {
  if (!outer) return true;
  while (inner && *inner != *outer) inner = scope.variables[*inner].parent;
  return inner.has_value();
}

class Comparison {
 public:
  Comparison(CheckScope& scope, const SyntaxNode& node)
      : scope_(scope), node_(node), test_(test_of(node.sign.kind)) {}

  std::optional<AtomUse> read() {
    auto left = read_side(scope_, node_.children[0]);
    auto right = read_side(scope_, node_.children[1]);
    if (!left || !right) return std::nullopt;
    left_ = std::move(*left);
    right_ = std::move(*right);
    if (stands_right(left_, right_)) change_over();
    if (left_.is_literal()) {
      return refuse(
          scope_, node_.offset,
          quoted_piece(node_.piece) + " compares two values written here: one must be a fact");
    }
    if (left_.kind != right_.kind) return refuse_kinds();
    if (left_.kind == SideKind::place) return refuse_two_facts();
    if (left_.kind == SideKind::boolean) return booleans();
    if (left_.kind == SideKind::word) return words();
    return ordered();
  }

 private:
  const SyntaxNode& left_node() const { return scope_.node(node_.children[changed_ ? 1 : 0]); }
  const SyntaxNode& right_node() const { return scope_.node(node_.children[changed_ ? 0 : 1]); }

  void change_over() {
    std::swap(left_, right_);
    test_ = mirrored(test_);
    changed_ = true;
  }

  std::optional<AtomUse> refuse_kinds() {
    return refuse(scope_, right_node().offset,
                  quoted_piece(left_node().piece) + " is " + std::string(to_string(left_.kind)) +
                      ", " + quoted_piece(right_node().piece) + " " +
                      std::string(to_string(right_.kind)) + ": they cannot be compared");
  }

  std::optional<AtomUse> refuse_two_facts() {
    return refuse(scope_, node_.offset,
                  quoted_piece(node_.piece) +
                      " compares two facts: only numbers and instants of the report can be");
  }

  std::optional<AtomUse> refuse_order() {
    return refuse(scope_, node_.sign.offset,
                  quoted_piece(node_.sign.text) + " asks for an order, and " +
                      quoted_piece(left_node().piece) + " is " +
                      std::string(to_string(left_.kind)) + ": write == or !=");
  }

  std::optional<AtomUse> booleans() {
    if (!right_.is_literal()) return refuse_two_facts();
    if (is_order(test_)) return refuse_order();
    AtomUse use = use_of(scope_, atom_of(Atom::Test::truth, left_), left_.variable);
    use.negated = (right_.operand.value != 0) != (test_ == Atom::Test::equal);
    return use;
  }

  std::optional<AtomUse> words() {
    if (!right_.is_literal()) return refuse_two_facts();
    if (is_order(test_)) return refuse_order();
    const auto word = word_of(scope_, left_.operand.id, right_node());
    if (!word) return std::nullopt;
    right_.operand.value = *word;
    return compared();
  }

  std::optional<AtomUse> ordered() {
    if (left_.kind == SideKind::duration && !right_.is_literal()) return refuse_two_facts();
    const bool chain = stands_in(scope_, left_.variable, right_.variable) ||
                       stands_in(scope_, right_.variable, left_.variable);
    if (chain) return compared();
    return refuse(scope_, node_.offset,
                  quoted_piece(node_.piece) +
                      " compares elements of which neither stands in the other: a comparison "
                      "speaks of one element and of those around it");
  }

  std::optional<AtomUse> compared() {
    Atom atom = atom_of(test_, left_);
    atom.right = right_.operand;
    atom.may_be_unknown = left_.may_be_unknown || right_.may_be_unknown;
    atom.text += std::string(sign_of(test_)) + right_.text;
    for (const std::string& path : right_.reads) {
      if (std::ranges::find(atom.reads, path) == atom.reads.end()) atom.reads.push_back(path);
    }
    const bool left_inner = stands_in(scope_, right_.variable, left_.variable);
    return use_of(scope_, std::move(atom), left_inner ? left_.variable : right_.variable);
  }

  CheckScope& scope_;
  const SyntaxNode& node_;
  Atom::Test test_;
  Side left_;
  Side right_;
  bool changed_ = false;
};

/// `fact in [values]`
class Membership {
 public:
  Membership(CheckScope& scope, const SyntaxNode& node)
      : scope_(scope), fact_(scope.node(node.children[0])), list_(scope.node(node.children[1])) {}

  std::optional<AtomUse> read(SyntaxId left) {
    const auto fact = read_side(scope_, left);
    if (!fact) return std::nullopt;
    const bool listed = fact->kind == SideKind::word || fact->kind == SideKind::integer;
    if (fact->is_literal() || !listed) {
      return refuse(
          scope_, fact_.offset,
          quoted_piece(fact_.piece) + " before in [ ] must be a fact that is a word or a number");
    }
    if (list_.children.empty()) return refuse(scope_, list_.offset, "nothing is in an empty list");
    for (const SyntaxId item : list_.children) read_item(*fact, scope_.node(item));
    if (wrong_) return std::nullopt;
    return atom(*fact);
  }

 private:
  std::optional<std::int64_t> value_of(const Side& fact, const SyntaxNode& item) {
    const SyntaxKind wanted = fact.kind == SideKind::word ? SyntaxKind::word : SyntaxKind::integer;
    if (item.kind == SyntaxKind::bad) return std::nullopt;
    if (item.kind == wanted) {
      return wanted == SyntaxKind::integer ? item.value : word_of(scope_, fact.operand.id, item);
    }
    scope_.complain(item.offset, quoted_piece(item.piece) +
                                     " cannot be in this list: " + quoted_piece(fact_.piece) +
                                     " is " + std::string(to_string(fact.kind)));
    return std::nullopt;
  }

  void read_item(const Side& fact, const SyntaxNode& item) {
    const auto value = value_of(fact, item);
    if (!value) {
      wrong_ = true;
    } else if (!values_.insert(*value).second) {
      scope_.complain(item.offset, quoted_piece(item.piece) + " stands twice in this list");
      wrong_ = true;
    } else if (fact.kind == SideKind::word) {
      words_.insert("'" + std::string(item.text) + "'");
    }
  }

  std::string list_text() const {
    std::string text;
    const auto add = [&](const std::string& item) { text += (text.empty() ? "" : ", ") + item; };
    for (const std::string& word : words_) add(word);
    if (words_.empty()) {
      for (const std::int64_t value : values_) add(std::to_string(value));
    }
    return "[" + text + "]";
  }

  AtomUse atom(const Side& fact) const {
    Atom atom = atom_of(Atom::Test::one_of, fact);
    atom.values.assign(values_.begin(), values_.end());
    atom.text += " in " + list_text();
    return use_of(scope_, std::move(atom), fact.variable);
  }

  CheckScope& scope_;
  const SyntaxNode& fact_;
  const SyntaxNode& list_;
  std::set<std::int64_t> values_;
  std::set<std::string> words_;
  bool wrong_ = false;
};

/// `'WORD' in path`
std::optional<AtomUse> read_contains(CheckScope& scope, const SyntaxNode& left,
                                     const SyntaxNode& path) {
  const auto target = find_path(scope, path.names);
  if (!target || left.kind == SyntaxKind::bad) return std::nullopt;
  const auto element = target->is == PathTarget::Is::list ? find_condition_field(target->path)
                                                          : std::optional<FieldId>{};
  if (!element) {
    return refuse(
        scope, path.offset,
        quoted_piece(path.piece) + " is no list of words: after in stands one, or [values]");
  }
  if (left.kind != SyntaxKind::word) {
    return refuse(scope, left.offset,
                  quoted_piece(left.piece) + " before in and a list must be a word in quotes");
  }
  const auto word = word_of(scope, *element, left);
  if (!word) return std::nullopt;
  Atom atom;
  atom.test = Atom::Test::contains;
  atom.left = {.of = Operand::Of::literal, .value = *word};
  atom.list = static_cast<ListId>(target->id);
  atom.may_be_unknown = !condition_lists()[target->id].always;
  atom.text = "'" + std::string(left.text) + "' in " + target->path;
  atom.reads = {target->path};
  return use_of(scope, std::move(atom), target->variable);
}

/// Whether the node names one of `names`; the problem is noted when not. `one`: "a calendar".
bool is_name_of(CheckScope& scope, const SyntaxNode& node, const std::set<std::string>& names,
                std::string_view one) {
  if (node.kind == SyntaxKind::bad) return false;
  if (node.kind != SyntaxKind::word) {
    scope.complain(node.offset, quoted_piece(node.piece) + " must be the name of " +
                                    std::string(one) + " in quotes");
    return false;
  }
  if (names.contains(std::string(node.text))) return true;
  const std::string noun(one.substr(one.find(' ') + 1));
  const std::vector<std::string> known{names.begin(), names.end()};
  scope.complain(node.offset, "there is no " + noun + " " + quoted_piece(node.piece) +
                                  near_match(node.text, known));
  return false;
}

/// A function of a fact and a name that the mission gives: during(instant, 'calendar').
struct NamedTest {
  Atom::Test test;
  std::string_view function;
  std::set<std::string> ConditionWords::*names;
  std::string_view one;        ///< "a calendar"
  std::string Atom::*name;     ///< Where the atom keeps the name.
  bool (*takes)(const Side&);  ///< What may be asked about.
  std::string_view wrong;      ///< Said of anything else.
};

constexpr NamedTest during_a_calendar{
    Atom::Test::during,
    "during",
    &ConditionWords::calendars,
    "a calendar",
    &Atom::calendar,
    [](const Side& side) { return side.kind == SideKind::instant && !side.is_literal(); },
    " is no instant of the report, and not routed_at"};

constexpr NamedTest within_an_area{
    Atom::Test::within,
    "within",
    &ConditionWords::areas,
    "an area",
    &Atom::area,
    [](const Side& side) { return side.kind == SideKind::place; },
    " is no place on the map: write within(report.where.position, 'area')"};

std::optional<AtomUse> read_named(CheckScope& scope, const SyntaxNode& call,
                                  const NamedTest& named) {
  const SyntaxNode& first = scope.node(call.children[0]);
  const SyntaxNode& name = scope.node(call.children[1]);
  const auto side = read_side(scope, call.children[0]);
  const bool known = is_name_of(scope, name, scope.words.*named.names, named.one);
  if (side && !named.takes(*side)) {
    return refuse(scope, first.offset, quoted_piece(first.piece) + std::string(named.wrong));
  }
  if (!side || !known) return std::nullopt;
  Atom atom = atom_of(named.test, *side);
  atom.*named.name = name.text;
  atom.text =
      std::string(named.function) + "(" + side->text + ", '" + std::string(name.text) + "')";
  return use_of(scope, std::move(atom), side->variable);
}

}  // namespace

std::optional<AtomUse> read_comparison(CheckScope& scope, const SyntaxNode& compare) {
  return Comparison{scope, compare}.read();
}

std::optional<AtomUse> read_membership(CheckScope& scope, const SyntaxNode& in) {
  const SyntaxNode& right = scope.node(in.children[1]);
  if (right.kind == SyntaxKind::bad) return std::nullopt;
  if (right.kind == SyntaxKind::list) return Membership{scope, in}.read(in.children[0]);
  if (right.kind == SyntaxKind::path) {
    return read_contains(scope, scope.node(in.children[0]), right);
  }
  return refuse(
      scope, right.offset,
      quoted_piece(right.piece) + " is no list: after in stands [values] or a list of words");
}

std::optional<AtomUse> read_has(CheckScope& scope, const SyntaxNode& call) {
  const SyntaxNode& path = scope.node(call.children[0]);
  if (path.kind == SyntaxKind::bad) return std::nullopt;
  const bool is_path = path.kind == SyntaxKind::path;
  const auto target = is_path ? find_path(scope, path.names) : std::optional<PathTarget>{};
  if (is_path && !target) return std::nullopt;
  const bool part = is_path && path.names.size() > 1;  // as CEL has it: of no name alone
  const auto side = part ? side_of(*target) : std::nullopt;
  if (!side) {
    return refuse(scope, path.offset,
                  quoted_piece(path.piece) + " is not one fact: has(…) asks for a field or a list");
  }
  Atom atom = atom_of(Atom::Test::has, *side);
  atom.may_be_unknown = false;
  atom.text = "has(" + target->path + ")";
  return use_of(scope, std::move(atom), side->variable);
}

std::optional<AtomUse> read_during(CheckScope& scope, const SyntaxNode& call) {
  return read_named(scope, call, during_a_calendar);
}

std::optional<AtomUse> read_within(CheckScope& scope, const SyntaxNode& call) {
  return read_named(scope, call, within_an_area);
}

std::optional<AtomUse> read_truth(CheckScope& scope, const SyntaxNode& path) {
  const auto target = find_path(scope, path.names);
  if (!target) return std::nullopt;
  const auto side = side_of(*target);
  const bool list = target->is == PathTarget::Is::list;
  if (side && !list && side->kind == SideKind::boolean) {
    return use_of(scope, atom_of(Atom::Test::truth, *side), side->variable);
  }
  const bool place = side && side->kind == SideKind::place;
  const std::string what =
      list    ? " is a list: ask exists(…), all(…) or size()"
      : place ? " is a place, no condition: ask within(…, 'area') or has(…)"
      : side  ? " is " + std::string(to_string(side->kind)) + ", no condition: compare it"
              : " is not one fact: name a part of it (" + parts_shown(target->path) + ")";
  return refuse(scope, path.offset, quoted_piece(path.piece) + what);
}

}  // namespace vigie::config
