// The values of conditions on one report: every atom's once, then every rule's from those.
//
// Three values, as Kleene has them. An atom one side of which is unknown is unknown; has() never
// is; what asks an absent list for anything is unknown. Over an empty list exists() is no and all()
// yes. The trace of a report (list shapes and atom values) is the whole explanation of its routing:
// packed, it is stored, and gives the same values again under the same set.
//
// Shapes: elements are numbered as in router/rules/facts.h. packed: version byte 1; for every list
//         the conditions read, by ListId, and every element of its parent: one byte, the count or
//         255 for an absent list; then 2 bits a value, atom after atom, element after element.
// Errors: unpack() gives nullopt for bytes that no pack() under this set wrote.

#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/conditions/condition.h"
#include "config/conditions/condition_compiler.h"
#include "config/mission.h"
#include "router/rules/facts.h"

namespace vigie::router {

enum class Truth : std::uint8_t { no, unknown, yes };

std::string_view to_string(Truth truth);  ///< "no", "unknown", "yes"

inline Truth truth_of(bool value) { return value ? Truth::yes : Truth::no; }
inline Truth negated(Truth truth) { return static_cast<Truth>(2 - static_cast<int>(truth)); }

using Calendars = std::map<Code, config::Calendar, std::less<>>;
using Areas = std::map<Code, config::Area, std::less<>>;

/// What conditions name, of the mission they were compiled for.
struct Named {
  const Calendars& calendars;
  const Areas& areas;
};

struct Trace {
  struct AtomValues {
    std::uint32_t first = 0;  ///< Index into `values`: of element 0.
    config::ListId scope = 0;
    bool operator==(const AtomValues&) const = default;
  };
  std::vector<ListShape> lists;   ///< By ListId, those of the facts.
  std::vector<AtomValues> atoms;  ///< By AtomId.
  std::vector<Truth> values;      ///< One per element of the atom's scope.
  bool operator==(const Trace&) const = default;

  Truth at(config::AtomId atom, std::uint16_t element) const {
    return values[atoms[atom].first + element];
  }
};

/// Into a trace that was used before, of any set.
void evaluate_atoms(const config::ConditionSet& set, const Named& named, const Facts& facts,
                    Trace& trace);

Truth evaluate(const config::ConditionSet& set, config::NodeId root, const Trace& trace);

/// The values of conditions on one trace after another. Conditions share their parts (the compiler
/// makes the same expression the same node): outside of quantifiers each is worked out once a
/// trace.
class ConditionValues {
 public:
  /// Of the conditions with those roots, in a set that outlives this.
  ConditionValues(const config::ConditionSet& set, std::span<const config::NodeId> roots);

  void read(const Trace& trace);
  /// Of a root or of a part of one outside of its quantifiers, on the trace last read.
  Truth of(config::NodeId part) const { return values_[part]; }

 private:
  const config::ConditionSet& set_;
  std::vector<config::NodeId> leaves_;  ///< Constants, atoms, quantifiers.
  std::vector<config::NodeId> joins_;   ///< And, or, not: children before parents.
  std::vector<Truth> values_;           ///< By NodeId.
};

/// The element each variable in force stands for, from the outermost quantifier on.
using Elements = std::array<std::uint16_t, config::condition_quantifiers_max>;

/// The same of a part of a condition, for those who explain one.
Truth evaluate(const config::ConditionSet& set, config::NodeId node, const Trace& trace,
               const Elements& elements);

/// The list a quantifier stands on, in the element of its parent list that it stands in.
ListShape::Part quantified(const config::Node& quantifier, const Trace& trace,
                           const Elements& elements);

/// The element whose value an atom node asks for.
std::uint16_t element_of(const config::ConditionSet& set, const config::Node& atom,
                         const Elements& elements);

/// Of a test with one value on the left: what `left` gives it. Not for `contains`, `during` and
/// `within`.
bool holds(const config::Atom& atom, std::int64_t left, std::int64_t right);

std::vector<std::uint8_t> pack(const Trace& trace);
std::optional<Trace> unpack(const config::ConditionSet& set, std::span<const std::uint8_t> bytes);

/// JSON pointer of an element of the atom's scope in the report: "/who/0", "" when its scope is the
/// report itself. An element the report does not have (0xffff): the outermost list, "/who".
std::string pointer_of(const config::ConditionSet& set, config::AtomId atom, std::uint16_t element,
                       const Trace& trace);

}  // namespace vigie::router
