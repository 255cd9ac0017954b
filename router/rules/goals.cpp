#include "router/rules/goals.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <numeric>

namespace vigie::router {
namespace {

using config::ListId;
using config::Node;
using config::NodeId;

class Unrolling {
 public:
  Unrolling(const config::ConditionSet& set, const Trace& trace, Supposed supposed)
      : set_(set), trace_(trace), supposed_(supposed) {}

  Goals of(NodeId root) {
    goals_.root = goal(root, true, {});
    least(goals_.root);
    return std::move(goals_);
  }

 private:
  using Places = std::array<Place, config::condition_quantifiers_max>;
  using AtomIndexes = std::vector<std::uint32_t>;

  GoalId goal(NodeId id, bool wanted, const Places& places) {
    const Node& node = set_.nodes[id];
    switch (node.op) {
      case Node::Op::no:
        return constant(!wanted);
      case Node::Op::yes:
        return constant(wanted);
      case Node::Op::atom:
        return value(node, wanted, places);
      case Node::Op::negate:
        return goal(node.first, !wanted, places);
      case Node::Op::both:
      case Node::Op::either: {
        const GoalId first = goal(node.first, wanted, places);
        const GoalId second = goal(node.second, wanted, places);
        return add({.kind = kind_of(node, wanted), .parts = {first, second}});
      }
      case Node::Op::exists:
      case Node::Op::all:
        break;
    }
    return unrolled(node, wanted, places);
  }

  static Goal::Kind kind_of(const Node& node, bool wanted) {
    const bool one_is_enough = node.op == Node::Op::either || node.op == Node::Op::exists;
    return one_is_enough == wanted ? Goal::Kind::any : Goal::Kind::every;
  }

  GoalId unrolled(const Node& node, bool wanted, Places places) {
    Goal unrolled{.kind = kind_of(node, wanted), .parts = {}};
    for (const Place place : elements(node, unrolled.kind, places)) {
      places[node.variable] = place;
      unrolled.parts.push_back(goal(node.first, wanted, places));
    }
    return add(std::move(unrolled));
  }

  std::vector<Place> elements(const Node& node, Goal::Kind kind, const Places& places) {
    const ListId parent = config::condition_lists()[node.list].parent;
    const Place in = parent == 0 ? Place{} : places[node.list_variable];
    const auto part = in.supposed == 0 ? trace_.lists[node.list].parts[in.element]
                                       : ListShape::Part{.known = false};
    if (!part.known || (part.count == 0 && kind == Goal::Kind::any)) {
      return {supposed_element(node, in)};
    }
    std::vector<Place> found;
    for (std::uint16_t i = 0; i < part.count; ++i) {
      found.push_back({.element = static_cast<std::uint16_t>(part.first + i)});
    }
    return found;
  }

  Place supposed_element(const Node& node, const Place& in) {
    const auto asker = supposed_ == Supposed::shared ? nullptr : static_cast<const void*>(&node);
    const auto next = static_cast<std::uint32_t>(supposed_elements_.size() + 1);
    const auto found = supposed_elements_.try_emplace({node.list, in, asker}, next).first;
    return {.element = 0, .supposed = found->second};
  }

  GoalId constant(bool holds) {
    return add({.kind = holds ? Goal::Kind::every : Goal::Kind::never, .parts = {}});
  }

  GoalId value(const Node& node, bool wanted, const Places& places) {
    const Place place = set_.atoms[node.atom].scope == 0 ? Place{} : places[node.variable];
    const auto next = static_cast<std::uint32_t>(goals_.atoms.size());
    const auto [found, is_new] = indexes_.try_emplace({node.atom, place}, next);
    if (is_new) {
      const Truth now = place.supposed == 0 ? trace_.at(node.atom, place.element) : Truth::unknown;
      goals_.atoms.push_back({.atom = node.atom, .place = place, .now = now});
    }
    return add({.kind = Goal::Kind::value, .at = found->second, .needed = wanted, .parts = {}});
  }

  GoalId add(Goal goal) {
    goals_.goals.push_back(std::move(goal));
    return static_cast<GoalId>(goals_.goals.size() - 1);
  }

  /// Sets `least` of it and its parts; gives the atoms it speaks of.
  AtomIndexes least(GoalId id) {
    Goal& goal = goals_.goals[id];
    switch (goal.kind) {
      case Goal::Kind::never:
        goal.least = changes_never;
        return {};
      case Goal::Kind::value:
        goal.least = goals_.atoms[goal.at].now == truth_of(goal.needed) ? 0 : 1;
        return {goal.at};
      case Goal::Kind::every:
      case Goal::Kind::any:
        break;
    }
    return least_of_parts(goal);
  }

  AtomIndexes least_of_parts(Goal& goal) {
    AtomIndexes all;
    bool apart = true;  // Only what shares no atom adds up.
    for (const GoalId part : goal.parts) {
      const AtomIndexes atoms = least(part);
      AtomIndexes both;
      std::ranges::set_union(all, atoms, std::back_inserter(both));
      apart = apart && both.size() == all.size() + atoms.size();
      all = std::move(both);
    }
    if (goal.kind == Goal::Kind::any) {
      sort_by_least(goal.parts);
      goal.least = goal.parts.empty() ? changes_never : goals_.goals[goal.parts.front()].least;
    } else {
      goal.least = least_of_every(goal.parts, apart);
    }
    return all;
  }

  void sort_by_least(std::vector<GoalId>& parts) const {
    std::ranges::stable_sort(parts, {}, [this](GoalId part) { return goals_.goals[part].least; });
  }

  std::size_t least_of_every(const std::vector<GoalId>& parts, bool apart) const {
    std::size_t sum = 0;
    for (const GoalId part : parts) {
      const std::size_t least = goals_.goals[part].least;
      sum = apart ? std::min(sum + least, changes_never) : std::max(sum, least);
    }
    return sum;
  }

  const config::ConditionSet& set_;
  const Trace& trace_;
  Supposed supposed_;
  Goals goals_;
  std::map<std::pair<config::AtomId, Place>, std::uint32_t> indexes_;
  std::map<std::tuple<ListId, Place, const void*>, std::uint32_t> supposed_elements_;
};

}  // namespace

Goals goals_of(const config::ConditionSet& set, NodeId root, const Trace& trace,
               Supposed supposed) {
  return Unrolling(set, trace, supposed).of(root);
}

}  // namespace vigie::router
