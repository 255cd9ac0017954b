// Why a condition is not true: the smallest sets of atom values that would have to change, and the
// unknown values an unknown condition rests on.
//
// A set never asks for what cannot be: one atom both yes and no, or values of one field at one
// element that no reported value gives (two different words at once, or a value that was not
// reported). Where a list is empty or absent the search supposes one more element of it (element =
// 0xffff, its value now unknown), which all that is asked of that list shares; when no one element
// can be all of it, one for each part of the condition that asks.
//
// Limits: at most nearest_sets_max sets, in the order the condition names them;
//         nearest_steps_max steps of search, after which the one set given may not be smallest, and
//         as many again, after which none is given.
// Errors: none. No set: nothing makes the condition true. One empty set: it is true.

#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "config/conditions/condition.h"
#include "router/rules/evaluate.h"
#include "router/rules/number_set.h"

namespace vigie::router {

inline constexpr std::size_t nearest_sets_max = 8;
inline constexpr std::size_t nearest_steps_max = 200'000;
inline constexpr std::uint16_t one_more_element = 0xffff;

struct Needed {
  config::AtomId atom = 0;
  std::uint16_t element = 0;  ///< Of the atom's scope, or one_more_element.
  Truth now = Truth::unknown;
  bool needed = true;
  bool operator==(const Needed&) const = default;
};

std::vector<std::vector<Needed>> nearest(const config::ConditionSet& set, config::NodeId root,
                                         const Trace& trace);

/// The atoms that unknown conditions of one set rest on, one trace after another: none of a
/// condition that is not unknown; of an absent list, those that ask of its elements. What the
/// conditions share is followed once.
class UnknownAtoms {
 public:
  /// `values` are those of the conditions, on the trace that is read here; both outlive this.
  UnknownAtoms(const config::ConditionSet& set, const ConditionValues& values);

  /// The trace stays where it is until the next.
  void read(const Trace& trace);
  void clear();
  void add(config::NodeId root);
  /// Of all conditions added since the last clear() or read().
  const NumberSet& atoms() const { return atoms_; }

 private:
  /// Range in of_leaves_; empty: not followed yet.
  struct Leaf {
    std::uint32_t first = 0;
    std::uint32_t end = 0;
  };

  void add_leaf(config::NodeId id);

  const config::ConditionSet& set_;
  const ConditionValues& values_;
  const Trace* trace_ = nullptr;
  std::vector<std::uint32_t> seen_;  ///< By NodeId: the round it was last added in.
  std::uint32_t round_ = 0;
  std::vector<Leaf> leaves_;  ///< By NodeId.
  std::vector<config::AtomId> of_leaves_;
  NumberSet atoms_;
};

}  // namespace vigie::router
