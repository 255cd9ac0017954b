#include "router/rules/nearest.h"

#include <algorithm>
#include <map>
#include <set>

#include "router/rules/agreement.h"
#include "router/rules/goals.h"

namespace vigie::router {
namespace {

using config::AtomId;
using config::ConditionSet;
using config::ListId;
using config::Node;
using config::NodeId;

/// Indexes into Goals::atoms, ascending, and what is needed there.
using Changes = std::vector<std::pair<std::uint32_t, bool>>;

/// Depth first through the choices that goals leave, with at most `changes_max` changes.
class Search {
 public:
  Search(const ConditionSet& set, const Goals& goals, std::size_t& steps_left)
      : set_(set), goals_(goals), steps_left_(steps_left), chosen_(goals.atoms.size()) {}

  std::set<Changes> run(std::size_t changes_max, std::size_t sets_max) {
    changes_max_ = changes_max;
    bool open = true;
    agenda_ = push(nothing, goals_.root);
    while (open && found_.size() < sets_max && steps_left_ > 0) {
      --steps_left_;
      if (agenda_ == nothing) found_.insert(changes());
      open = agenda_ != nothing && take_next() ? true : back();
    }
    return found_;
  }

  /// Some way was left because it needs more changes.
  bool needs_more() const { return needs_more_; }

 private:
  /// Goals still to be met, as a list that choices share.
  struct Cell {
    GoalId goal;
    std::uint32_t next;
  };
  struct Choice {
    GoalId goal;
    std::size_t part;
    std::uint32_t agenda;
    std::size_t cells;
    std::size_t trail;
  };
  enum class Chosen : std::uint8_t { open, yes, no };
  static constexpr std::uint32_t nothing = UINT32_MAX;

  std::uint32_t push(std::uint32_t agenda, GoalId goal) {
    cells_.push_back({goal, agenda});
    return static_cast<std::uint32_t>(cells_.size() - 1);
  }

  /// False: this way leads nowhere.
  bool take_next() {
    const Cell cell = cells_[agenda_];
    const Goal& goal = goals_.goals[cell.goal];
    agenda_ = cell.next;
    if (goal.least >= changes_never) return false;
    if (goal.least > changes_max_) return give_up();
    switch (goal.kind) {
      case Goal::Kind::never:
        return false;
      case Goal::Kind::value:
        return choose(goal);
      case Goal::Kind::every:
        return take_every(goal);
      case Goal::Kind::any:
        break;
    }
    choices_.push_back({cell.goal, 0, agenda_, cells_.size(), trail_.size()});
    agenda_ = push(agenda_, goal.parts.front());
    return true;
  }

  bool take_every(const Goal& goal) {
    for (auto part = goal.parts.rbegin(); part != goal.parts.rend(); ++part) {
      agenda_ = push(agenda_, *part);
    }
    steps_left_ -= std::min(steps_left_, goal.parts.size());
    return true;
  }

  bool give_up() {
    needs_more_ = true;
    return false;
  }

  bool choose(const Goal& goal) {
    const Chosen wanted = goal.needed ? Chosen::yes : Chosen::no;
    if (chosen_[goal.at] != Chosen::open) return chosen_[goal.at] == wanted;
    const bool change = is_change(goal.at, wanted);
    if (change && changed_ == changes_max_) return give_up();
    note(goal.at, wanted);
    return agrees_with_the_rest(goal.at);
  }

  bool is_change(std::uint32_t at, Chosen chosen) const {
    return goals_.atoms[at].now != truth_of(chosen == Chosen::yes);
  }

  void note(std::uint32_t at, Chosen wanted) {
    chosen_[at] = wanted;
    changed_ += is_change(at, wanted) ? 1 : 0;
    trail_.push_back(at);
    const auto& atom = set_.atoms[goals_.atoms[at].atom];
    if (const auto subject = subject_of(atom)) {
      asked_[{*subject, goals_.atoms[at].place}].push_back({&atom, wanted == Chosen::yes});
    }
  }

  bool agrees_with_the_rest(std::uint32_t at) const {
    const auto subject = subject_of(set_.atoms[goals_.atoms[at].atom]);
    return !subject || can_agree(set_, *subject, asked_.at({*subject, goals_.atoms[at].place}));
  }

  void undo_last() {
    const std::uint32_t at = trail_.back();
    trail_.pop_back();
    changed_ -= is_change(at, chosen_[at]) ? 1 : 0;
    chosen_[at] = Chosen::open;
    if (const auto subject = subject_of(set_.atoms[goals_.atoms[at].atom])) {
      asked_.at({*subject, goals_.atoms[at].place}).pop_back();
    }
  }

  /// To the last choice that has another part; false when there is none.
  bool back() {
    while (!choices_.empty()) {
      Choice& choice = choices_.back();
      while (trail_.size() > choice.trail) undo_last();
      cells_.resize(choice.cells);
      const auto& parts = goals_.goals[choice.goal].parts;
      if (++choice.part < parts.size()) {
        agenda_ = push(choice.agenda, parts[choice.part]);
        return true;
      }
      choices_.pop_back();
    }
    return false;
  }

  Changes changes() const {
    Changes changes;
    for (const std::uint32_t at : trail_) {
      if (is_change(at, chosen_[at])) changes.emplace_back(at, chosen_[at] == Chosen::yes);
    }
    std::ranges::sort(changes);
    return changes;
  }

  const ConditionSet& set_;
  const Goals& goals_;
  std::size_t& steps_left_;
  std::size_t changes_max_ = 0;
  std::size_t changed_ = 0;
  bool needs_more_ = false;
  std::uint32_t agenda_ = nothing;
  std::vector<Cell> cells_;
  std::vector<Choice> choices_;
  std::vector<Chosen> chosen_;
  std::vector<std::uint32_t> trail_;
  std::map<std::pair<Subject, Place>, std::vector<Asked>> asked_;
  std::set<Changes> found_;
};

/// One change more at a time, so that the first found are smallest.
std::set<Changes> smallest(const ConditionSet& set, const Goals& goals) {
  std::size_t steps = nearest_steps_max;
  for (std::size_t changes = goals.goals[goals.root].least; changes <= goals.atoms.size();
       ++changes) {
    Search search(set, goals, steps);
    auto found = search.run(changes, nearest_sets_max);
    if (!found.empty()) return found;
    if (steps == 0) break;
    if (!search.needs_more()) return {};
  }
  if (steps > 0) return {};
  steps = nearest_steps_max;
  return Search(set, goals, steps).run(goals.atoms.size(), 1);
}

std::vector<Needed> needed(const Goals& goals, const Changes& changes) {
  std::vector<Needed> needed;
  for (const auto& [at, value] : changes) {
    const AtomAt& atom = goals.atoms[at];
    const Needed one{.atom = atom.atom,
                     .element = atom.place.supposed == 0 ? atom.place.element : one_more_element,
                     .now = atom.now,
                     .needed = value};
    if (std::ranges::find(needed, one) == needed.end()) needed.push_back(one);
  }
  return needed;
}

std::vector<std::vector<Needed>> nearest(const ConditionSet& set, const Goals& goals) {
  std::vector<std::vector<Needed>> sets;
  for (const Changes& changes : smallest(set, goals)) {
    // Without a change: an element is missing of which nothing is asked.
    if (!changes.empty()) sets.push_back(needed(goals, changes));
  }
  return sets;
}

bool lies_in_list(ListId list, ListId outer) {
  while (list != 0 && list != outer) list = config::condition_lists()[list].parent;
  return list == outer;
}

/// The unknown atoms one atom or quantifier rests on.
class UnknownsOfLeaf {
 public:
  UnknownsOfLeaf(const ConditionSet& set, const Trace& trace, std::vector<AtomId>& to)
      : set_(set), trace_(trace), to_(to) {}

  void follow(NodeId id, const Elements& elements) {
    const Node& node = set_.nodes[id];
    if (node.op == Node::Op::atom) return follow_atom(node, elements);
    if (evaluate(set_, id, trace_, elements) != Truth::unknown) return;
    switch (node.op) {
      case Node::Op::both:
      case Node::Op::either:
        follow(node.second, elements);
        [[fallthrough]];
      case Node::Op::negate:
        return follow(node.first, elements);
      default:
        return follow_elements(node, elements);
    }
  }

 private:
  void follow_atom(const Node& node, const Elements& elements) {
    const bool unknown = trace_.at(node.atom, element_of(set_, node, elements)) == Truth::unknown;
    if (unknown) to_.push_back(node.atom);
  }

  void follow_elements(const Node& node, Elements elements) {
    const ListShape::Part part = quantified(node, trace_, elements);
    if (!part.known) return take_asking(node);
    for (std::uint16_t i = 0; i < part.count; ++i) {
      elements[node.variable] = static_cast<std::uint16_t>(part.first + i);
      follow(node.first, elements);
    }
  }

  /// All that an absent list is asked for; of a condition that never asks, whatever it says.
  void take_asking(const Node& quantifier) {
    const auto begin = static_cast<std::ptrdiff_t>(to_.size());
    gather(quantifier.first);
    const auto asks = [&](AtomId atom) {
      return lies_in_list(set_.atoms[atom].scope, quantifier.list);
    };
    const auto others = std::stable_partition(to_.begin() + begin, to_.end(), asks);
    if (others != to_.begin() + begin) to_.erase(others, to_.end());
  }

  void gather(NodeId id) {
    const Node& node = set_.nodes[id];
    if (node.op == Node::Op::atom) to_.push_back(node.atom);
    if (node.op >= Node::Op::negate) gather(node.first);
    if (node.op == Node::Op::both || node.op == Node::Op::either) gather(node.second);
  }

  const ConditionSet& set_;
  const Trace& trace_;
  std::vector<AtomId>& to_;
};

}  // namespace

std::vector<std::vector<Needed>> nearest(const ConditionSet& set, NodeId root, const Trace& trace) {
  if (evaluate(set, root, trace) == Truth::yes) return {{}};
  auto sets = nearest(set, goals_of(set, root, trace, Supposed::shared));
  if (sets.empty()) sets = nearest(set, goals_of(set, root, trace, Supposed::apart));
  return sets;
}

UnknownAtoms::UnknownAtoms(const ConditionSet& set, const ConditionValues& values)
    : set_(set),
      values_(values),
      seen_(set.nodes.size()),
      leaves_(set.nodes.size()),
      atoms_(set.atoms.size()) {}

void UnknownAtoms::read(const Trace& trace) {
  trace_ = &trace;
  std::ranges::fill(leaves_, Leaf{});
  of_leaves_.clear();
  clear();
}

void UnknownAtoms::clear() {
  atoms_.clear();
  if (++round_ != 0) return;
  std::ranges::fill(seen_, 0);
  round_ = 1;
}

void UnknownAtoms::add(NodeId id) {
  if (values_.of(id) != Truth::unknown || seen_[id] == round_) return;
  seen_[id] = round_;
  const Node& node = set_.nodes[id];
  switch (node.op) {
    case Node::Op::atom:
      return atoms_.add(node.atom);
    case Node::Op::both:
    case Node::Op::either:
      add(node.second);
      [[fallthrough]];
    case Node::Op::negate:
      return add(node.first);
    default:
      return add_leaf(id);
  }
}

void UnknownAtoms::add_leaf(NodeId id) {
  Leaf& leaf = leaves_[id];
  if (leaf.first == leaf.end) {
    leaf.first = static_cast<std::uint32_t>(of_leaves_.size());
    UnknownsOfLeaf(set_, *trace_, of_leaves_).follow(id, {});
    leaf.end = static_cast<std::uint32_t>(of_leaves_.size());
  }
  for (std::uint32_t i = leaf.first; i < leaf.end; ++i) atoms_.add(of_leaves_[i]);
}

}  // namespace vigie::router
