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

/// Follows what is unknown down to the atoms.
class Unknowns {
 public:
  Unknowns(const ConditionSet& set, const Trace& trace) : set_(set), trace_(trace) {}

  std::vector<AtomId> of(std::span<const NodeId> roots) {
    seen_.resize(set_.nodes.size());
    for (const NodeId root : roots) follow_closed(root);
    return {atoms_.begin(), atoms_.end()};
  }

 private:
  /// Outside of any quantifier a part that conditions share is the same in all of them.
  void follow_closed(NodeId id) {
    if (seen_[id]) return;
    seen_[id] = true;
    const Node& node = set_.nodes[id];
    const bool joins = node.op == Node::Op::both || node.op == Node::Op::either;
    if (!joins && node.op != Node::Op::negate) return follow(id, {});
    if (evaluate(set_, id, trace_) != Truth::unknown) return;
    if (joins) follow_closed(node.second);
    follow_closed(node.first);
  }

  void follow(NodeId id, const Elements& elements) {
    if (evaluate(set_, id, trace_, elements) != Truth::unknown) return;
    const Node& node = set_.nodes[id];
    switch (node.op) {
      case Node::Op::atom:
        atoms_.insert(node.atom);
        return;
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
    std::set<AtomId> below;
    gather(quantifier.first, below);
    std::set<AtomId> asking = below;
    std::erase_if(asking,
                  [&](AtomId atom) { return !is_within(set_.atoms[atom].scope, quantifier.list); });
    atoms_.merge(asking.empty() ? below : asking);
  }

  void gather(NodeId id, std::set<AtomId>& to) const {
    const Node& node = set_.nodes[id];
    if (node.op == Node::Op::atom) to.insert(node.atom);
    if (node.op >= Node::Op::negate) gather(node.first, to);
    if (node.op == Node::Op::both || node.op == Node::Op::either) gather(node.second, to);
  }

  static bool is_within(ListId list, ListId outer) {
    while (list != 0 && list != outer) list = config::condition_lists()[list].parent;
    return list == outer;
  }

  const ConditionSet& set_;
  const Trace& trace_;
  std::vector<bool> seen_;  ///< By NodeId.
  std::set<AtomId> atoms_;
};

}  // namespace

std::vector<std::vector<Needed>> nearest(const ConditionSet& set, NodeId root, const Trace& trace) {
  if (evaluate(set, root, trace) == Truth::yes) return {{}};
  auto sets = nearest(set, goals_of(set, root, trace, Supposed::shared));
  if (sets.empty()) sets = nearest(set, goals_of(set, root, trace, Supposed::apart));
  return sets;
}

std::vector<AtomId> unknown_because(const ConditionSet& set, NodeId root, const Trace& trace) {
  return unknown_because(set, std::span{&root, 1}, trace);
}

std::vector<AtomId> unknown_because(const ConditionSet& set, std::span<const NodeId> roots,
                                    const Trace& trace) {
  return Unknowns(set, trace).of(roots);
}

}  // namespace vigie::router
