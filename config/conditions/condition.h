// The conditions of a mission's rules, checked and compiled: one table of atomic conditions for the
// whole set, and a small expression over them for each rule.
//
// An atom compares one fact with a value written in the rule ("report.who[].sex == 'female'"). Its
// scope is the list whose elements it speaks of; scope 0 is the report itself. An atom has one
// value (yes, no, unknown) per element of its scope. Same atoms are one, whichever rule they stand
// in.
//
// Shapes: plain data; compile_conditions() (config/conditions/condition_compiler.h) is the only
//         maker. Indexes are into the vectors of the same ConditionSet or into the tables of
//         condition_schema.h.
// Limits: those of condition_compiler.h. Every evaluation ends: lists are bounded by the schema.
// Source: docs/rules.md, "Conditions" and "The subset of CEL".

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "config/conditions/condition_schema.h"

namespace vigie::config {

using AtomId = std::uint16_t;
using NodeId = std::uint32_t;

/// In a difference, in place of a FieldId: the instant of the routing.
inline constexpr FieldId routed_at_id = 0xffff;

/// One side of a comparison, in the units of its kind: booleans 0 and 1, words by their id in
/// ConditionSet::words (1 and up; 0 is a word no condition names), instants UTC milliseconds,
/// durations milliseconds.
struct Operand {
  enum class Of : std::uint8_t {
    none,
    literal,     ///< `value`
    field,       ///< `id`: a FieldId
    size,        ///< `id`: a ListId; of the list in the element of its parent list
    difference,  ///< instants `id` minus `second`: FieldIds or routed_at_id
    routed_at    ///< The instant of the routing.
  };
  Of of = Of::none;
  std::uint16_t id = 0;
  std::uint16_t second = 0;
  std::int64_t value = 0;
  bool operator==(const Operand&) const = default;
};

struct Atom {
  enum class Test : std::uint8_t {
    truth,  ///< left is a boolean field
    has,    ///< left is a field or (size of) a list: was it reported
    equal,
    not_equal,
    less,
    less_equal,
    greater,
    greater_equal,
    one_of,    ///< left in `values`
    contains,  ///< `left` (a literal) is an element of the list field `list`
    during,    ///< left, an instant, lies in the hours of `calendar`
    within     ///< left, a place, lies in `area`
  };
  Test test = Test::truth;
  ListId scope = 0;
  Operand left;
  Operand right;
  ListId list = 0;                   ///< contains
  std::vector<std::int64_t> values;  ///< one_of; ascending
  std::string calendar;              ///< during
  std::string area;                  ///< within
  bool may_be_unknown = true;
  std::string text;                ///< As an explanation prints it: paths in full.
  std::vector<std::string> reads;  ///< Paths of the fields and lists it reads.
};

struct Node {
  enum class Op : std::uint8_t { no, yes, atom, negate, both, either, exists, all };
  Op op = Op::no;
  AtomId atom = 0;
  /// atom: the variable that gives the element, counted from the outermost quantifier (0); unused
  /// in scope 0. exists, all: the variable it binds.
  std::uint8_t variable = 0;
  ListId list = 0;                 ///< exists, all.
  std::uint8_t list_variable = 0;  ///< exists, all: the variable in whose element the list stands.
  NodeId first = 0;                ///< negate, both, either, exists, all.
  NodeId second = 0;               ///< both, either.
};

struct ConditionSet {
  std::vector<std::string> words;  ///< Every word a condition names; id = index + 1.
  std::vector<Atom> atoms;         ///< By text.
  std::vector<Node> nodes;         ///< Children stand before parents.

  /// Id of a reported word; 0 when no condition names it.
  std::int64_t word_id(std::string_view word) const;
};

}  // namespace vigie::config
