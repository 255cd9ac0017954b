#include "router/rules/evaluate.h"

#include <algorithm>
#include <iterator>

#include "report/check.h"
#include "router/rules/places.h"

namespace vigie::router {
namespace {

using config::Atom;
using config::AtomId;
using config::ListId;
using config::Node;
using config::NodeId;
using config::Operand;

bool is_during(std::int64_t instant, const config::Calendar& hours) {
  const auto local = from_milliseconds(instant) + hours.offset;
  const auto day = std::chrono::floor<std::chrono::days>(local);
  const auto weekday = static_cast<int>(std::chrono::weekday(day).iso_encoding());
  const auto time = local - day;
  return hours.days.contains(weekday) && hours.from <= time && time < hours.to;
}

FactValue minus(const FactValue& left, const FactValue& right) {
  return left && right ? FactValue(*left - *right) : std::nullopt;
}

/// The values of atoms, element after element.
class AtomValues {
 public:
  AtomValues(const Named& named, const Facts& facts) : named_(named), facts_(facts) {}

  void append(const Atom& atom, std::vector<Truth>& to) const {
    if (of_own_element(atom)) return append_simple(atom, facts_.fields[atom.left.id], to);
    for (std::size_t i = 0; i < facts_.lists[atom.scope].size(); ++i) {
      to.push_back(value(atom, static_cast<std::uint16_t>(i)));
    }
  }

 private:
  using Test = Atom::Test;

  /// What most atoms are: a field of the element itself, beside literals if beside anything.
  bool of_own_element(const Atom& atom) const {
    const bool alone = atom.right.of == Operand::Of::none || atom.right.of == Operand::Of::literal;
    return alone && atom.left.of == Operand::Of::field && atom.test != Test::during &&
           atom.test != Test::within && schema_[atom.left.id].list == atom.scope;
  }

  template <typename Holds>
  static void append_each(const std::vector<FactValue>& column, std::vector<Truth>& to,
                          Holds holds) {
    const std::size_t before = to.size();
    to.resize(before + column.size());
    Truth* next = to.data() + before;
    for (const FactValue& left : column) *next++ = left ? truth_of(holds(*left)) : Truth::unknown;
  }

  /// The commonest tests apart: what is asked once need not be asked of every element.
  static void append_simple(const Atom& atom, const std::vector<FactValue>& column,
                            std::vector<Truth>& to) {
    const std::int64_t right = atom.right.value;
    switch (atom.test) {
      case Test::has:
        for (const FactValue& left : column) to.push_back(truth_of(left.has_value()));
        return;
      case Test::equal:
        return append_each(column, to, [right](std::int64_t left) { return left == right; });
      case Test::not_equal:
        return append_each(column, to, [right](std::int64_t left) { return left != right; });
      default:
        return append_each(column, to, [&](std::int64_t left) { return holds(atom, left, right); });
    }
  }

  Truth value(const Atom& atom, std::uint16_t element) const {
    if (atom.test == Atom::Test::contains) return contains(atom, element);
    const FactValue left = operand(atom.left, atom.scope, element);
    if (atom.test == Atom::Test::has) return truth_of(left.has_value());
    return left ? value(atom, *left, element) : Truth::unknown;
  }

  Truth value(const Atom& atom, std::int64_t left, std::uint16_t element) const {
    if (atom.test == Test::during) {
      return truth_of(is_during(left, found(named_.calendars, atom.calendar)));
    }
    if (atom.test == Test::within) {
      return truth_of(is_within(left, found(named_.areas, atom.area)));
    }
    if (atom.right.of == Operand::Of::none) return truth_of(holds(atom, left, 0));
    const FactValue right = operand(atom.right, atom.scope, element);
    return right ? truth_of(holds(atom, left, *right)) : Truth::unknown;
  }

  Truth contains(const Atom& atom, std::uint16_t element) const {
    const ListShape::Part part = part_around(atom.list, atom.scope, element);
    if (!part.known) return Truth::unknown;
    const auto first = facts_.fields[*words_of_list(atom.list)].begin() + part.first;
    return truth_of(std::find(first, first + part.count, FactValue(atom.left.value)) !=
                    first + part.count);
  }

  FactValue operand(const Operand& operand, ListId scope, std::uint16_t element) const {
    switch (operand.of) {
      case Operand::Of::literal:
        return operand.value;
      case Operand::Of::field:
        return reported(operand.id, scope, element);
      case Operand::Of::size: {
        const auto part = part_around(static_cast<ListId>(operand.id), scope, element);
        return part.known ? FactValue(part.count) : std::nullopt;
      }
      case Operand::Of::difference:
        return minus(instant(operand.id, scope, element), instant(operand.second, scope, element));
      case Operand::Of::routed_at:
        return to_milliseconds(facts_.routed_at);
      case Operand::Of::none:
        break;
    }
    return std::nullopt;
  }

  FactValue instant(config::FieldId field, ListId scope, std::uint16_t element) const {
    if (field == config::routed_at_id) return to_milliseconds(facts_.routed_at);
    return reported(field, scope, element);
  }

  const FactValue& reported(config::FieldId field, ListId scope, std::uint16_t element) const {
    return facts_.fields[field][element_around(facts_.lists, scope, element, schema_[field].list)];
  }

  /// The list as it stands in the element of its parent that is `element` or around it.
  ListShape::Part part_around(ListId list, ListId scope, std::uint16_t element) const {
    const ListId parent = config::condition_lists()[list].parent;
    return facts_.lists[list].parts[element_around(facts_.lists, scope, element, parent)];
  }

  template <typename Thing>
  static const Thing& found(const std::map<Code, Thing, std::less<>>& things, const Code& id) {
    const auto entry = things.find(id);
    VIGIE_EXPECT(entry != things.end());
    return entry->second;
  }

  const Named& named_;
  const Facts& facts_;
  std::span<const config::ConditionField> schema_ = config::condition_fields();
};

bool is_join(Node::Op op) {
  return op == Node::Op::negate || op == Node::Op::both || op == Node::Op::either;
}

/// Either way is computed: which one a rule takes is hard to foresee, and costs more than both.
Truth truth_of_join(Node::Op op, Truth first, Truth second) {
  if (op == Node::Op::negate) return negated(first);
  const Truth both = std::min(first, second);
  const Truth either = std::max(first, second);
  return op == Node::Op::both ? both : either;
}

class Evaluation {
 public:
  Evaluation(const config::ConditionSet& set, const Trace& trace, const Elements& elements)
      : nodes_(set.nodes), trace_(trace), elements_(elements) {}

  Truth of(NodeId id) {
    const Node& node = nodes_[id];
    switch (node.op) {
      case Node::Op::no:
        return Truth::no;
      case Node::Op::yes:
        return Truth::yes;
      case Node::Op::atom:
        return value_of(node);
      case Node::Op::negate:
        return negated(of(node.first));
      case Node::Op::both:
      case Node::Op::either:
        return truth_of_join(node.op, of(node.first), of(node.second));
      case Node::Op::exists:
        return quantified_value(node, Truth::yes);
      case Node::Op::all:
        return quantified_value(node, Truth::no);
    }
    return Truth::unknown;
  }

 private:
  /// Not by set_.atoms: those are large, and this is done for every rule.
  Truth value_of(const Node& atom) const {
    const bool of_report = trace_.atoms[atom.atom].scope == 0;
    return trace_.at(atom.atom, of_report ? 0 : elements_[atom.variable]);
  }

  /// One element with the deciding value decides; else what is unknown stays open.
  Truth quantified_value(const Node& node, Truth deciding) {
    const ListShape::Part part = quantified(node, trace_, elements_);
    if (!part.known) return Truth::unknown;
    const Node::Op join = deciding == Truth::yes ? Node::Op::either : Node::Op::both;
    Truth result = negated(deciding);
    if (asks_one_atom(node)) {
      // Of an empty list there may be no value at all.
      const Truth* values = trace_.values.data() + trace_.atoms[nodes_[node.first].atom].first;
      for (int i = 0; i < part.count; ++i) {
        result = truth_of_join(join, result, values[part.first + i]);
      }
      return result;
    }
    for (std::uint16_t i = 0; i < part.count && result != deciding; ++i) {
      elements_[node.variable] = static_cast<std::uint16_t>(part.first + i);
      result = truth_of_join(join, result, of(node.first));
    }
    return result;
  }

  /// As most do: of the element itself, so that the values stand side by side.
  bool asks_one_atom(const Node& quantifier) const {
    const Node& asked = nodes_[quantifier.first];
    return asked.op == Node::Op::atom && asked.variable == quantifier.variable &&
           trace_.atoms[asked.atom].scope == quantifier.list;
  }

  std::span<const Node> nodes_;
  const Trace& trace_;
  Elements elements_;
};

std::size_t values_in(const config::ConditionSet& set, const std::vector<ListShape>& lists) {
  std::size_t count = 0;
  for (const Atom& atom : set.atoms) count += lists[atom.scope].size();
  return count;
}

constexpr std::uint8_t pack_version = 1;
constexpr std::uint8_t absent_list = 255;
constexpr std::size_t values_per_byte = 4;

std::uint8_t packed_count(const ListShape::Part& part) {
  VIGIE_EXPECT(part.count < absent_list);
  return part.known ? static_cast<std::uint8_t>(part.count) : absent_list;
}

/// Reads packed bytes; every step says whether it found what it needs.
class Unpacking {
 public:
  Unpacking(const config::ConditionSet& set, std::span<const std::uint8_t> bytes)
      : set_(set), bytes_(bytes) {}

  std::optional<Trace> trace() {
    if (bytes_.empty() || bytes_.front() != pack_version) return std::nullopt;
    bytes_ = bytes_.subspan(1);
    if (!read_lists() || !values_fit() || !read_values()) return std::nullopt;
    return std::move(trace_);
  }

 private:
  bool read_lists() {
    const FactsRead read = facts_read(set_);
    trace_.lists.resize(read.lists.size());
    trace_.lists[0] = report_shape();
    for (std::size_t i = 1; i < read.lists.size(); ++i) {
      if (read.lists[i] && !read_list(static_cast<ListId>(i))) return false;
    }
    return true;
  }

  bool read_list(ListId list) {
    const std::size_t parts = trace_.lists[config::condition_lists()[list].parent].size();
    if (bytes_.size() < parts) return false;
    ListShape& shape = trace_.lists[list];
    for (const std::uint8_t count : bytes_.first(parts)) {
      const bool known = count != absent_list;
      if (known && shape.size() + count >= elements_max) return false;
      shape.add(known, known ? count : 0);
    }
    bytes_ = bytes_.subspan(parts);
    return true;
  }

  /// Asked before memory is taken for them.
  bool values_fit() {
    count_ = values_in(set_, trace_.lists);
    return bytes_.size() == (count_ + values_per_byte - 1) / values_per_byte;
  }

  bool read_values() {
    trace_.values.reserve(count_);
    for (const Atom& atom : set_.atoms) {
      trace_.atoms.push_back({static_cast<std::uint32_t>(trace_.values.size()), atom.scope});
      for (std::size_t i = 0; i < trace_.lists[atom.scope].size(); ++i) {
        const unsigned bits = bits_of(trace_.values.size());
        if (bits > static_cast<unsigned>(Truth::yes)) return false;
        trace_.values.push_back(static_cast<Truth>(bits));
      }
    }
    return padding_is_empty();
  }

  bool padding_is_empty() const {
    for (std::size_t i = count_; i < bytes_.size() * values_per_byte; ++i) {
      if (bits_of(i) != 0) return false;
    }
    return true;
  }

  unsigned bits_of(std::size_t value) const {
    return (bytes_[value / values_per_byte] >> (2 * (value % values_per_byte))) & 3U;
  }

  static constexpr std::size_t elements_max = UINT16_MAX;

  const config::ConditionSet& set_;
  std::span<const std::uint8_t> bytes_;
  Trace trace_;
  std::size_t count_ = 0;
};

/// "report.how.journey.crossings[]" after "" is "/how/journey/crossings".
std::string steps_between(std::string_view outer, std::string_view list) {
  list.remove_prefix(outer.empty() ? std::string_view("report").size() : outer.size());
  list.remove_suffix(2);
  std::string steps(list);
  std::ranges::replace(steps, '.', '/');
  return steps;
}

std::string pointer_to(ListId list, std::uint16_t element, const Trace& trace) {
  if (list == 0) return "";
  const config::ConditionList& schema = config::condition_lists()[list];
  const ListShape& shape = trace.lists[list];
  const std::uint16_t parent = shape.parents[element];
  return pointer_to(schema.parent, parent, trace) +
         steps_between(config::condition_lists()[schema.parent].path, schema.path) + "/" +
         std::to_string(element - shape.parts[parent].first);
}

std::string pointer_to_outermost(ListId list) {
  while (list != 0 && config::condition_lists()[list].parent != 0) {
    list = config::condition_lists()[list].parent;
  }
  return list == 0 ? "" : steps_between("", config::condition_lists()[list].path);
}

}  // namespace

std::string_view to_string(Truth truth) {
  constexpr std::array<std::string_view, 3> words{"no", "unknown", "yes"};
  return words.at(static_cast<std::size_t>(truth));
}

void evaluate_atoms(const config::ConditionSet& set, const Named& named, const Facts& facts,
                    Trace& trace) {
  const AtomValues values(named, facts);
  trace.lists = facts.lists;
  trace.atoms.clear();
  trace.values.clear();
  for (const Atom& atom : set.atoms) {
    trace.atoms.push_back({static_cast<std::uint32_t>(trace.values.size()), atom.scope});
    values.append(atom, trace.values);
  }
}

ConditionValues::ConditionValues(const config::ConditionSet& set, std::span<const NodeId> roots)
    : set_(set), values_(set.nodes.size()) {
  std::vector<bool> wanted(set.nodes.size());
  for (const NodeId root : roots) wanted[root] = true;
  for (std::size_t id = wanted.size(); id-- > 0;) {
    const Node& node = set.nodes[id];
    if (!wanted[id] || !is_join(node.op)) continue;
    wanted[node.first] = true;
    if (node.op != Node::Op::negate) wanted[node.second] = true;
  }
  for (NodeId id = 0; id < wanted.size(); ++id) {
    if (wanted[id]) (is_join(set.nodes[id].op) ? joins_ : leaves_).push_back(id);
  }
}

void ConditionValues::read(const Trace& trace) {
  Evaluation evaluation(set_, trace, {});
  for (const NodeId id : leaves_) values_[id] = evaluation.of(id);
  for (const NodeId id : joins_) {
    const Node& node = set_.nodes[id];
    values_[id] = truth_of_join(node.op, values_[node.first], values_[node.second]);
  }
}

Truth evaluate(const config::ConditionSet& set, NodeId root, const Trace& trace) {
  return Evaluation(set, trace, {}).of(root);
}

Truth evaluate(const config::ConditionSet& set, NodeId node, const Trace& trace,
               const Elements& elements) {
  return Evaluation(set, trace, elements).of(node);
}

ListShape::Part quantified(const Node& quantifier, const Trace& trace, const Elements& elements) {
  const ListId parent = config::condition_lists()[quantifier.list].parent;
  const std::uint16_t in = parent == 0 ? 0 : elements[quantifier.list_variable];
  return trace.lists[quantifier.list].parts[in];
}

std::uint16_t element_of(const config::ConditionSet& set, const Node& atom,
                         const Elements& elements) {
  return set.atoms[atom.atom].scope == 0 ? 0 : elements[atom.variable];
}

bool holds(const Atom& atom, std::int64_t left, std::int64_t right) {
  switch (atom.test) {
    case Atom::Test::truth:
      return left != 0;
    case Atom::Test::equal:
      return left == right;
    case Atom::Test::not_equal:
      return left != right;
    case Atom::Test::less:
      return left < right;
    case Atom::Test::less_equal:
      return left <= right;
    case Atom::Test::greater:
      return left > right;
    case Atom::Test::greater_equal:
      return left >= right;
    case Atom::Test::one_of:
      return std::ranges::binary_search(atom.values, left);
    default:
      return true;  // has: there is a value.
  }
}

std::vector<std::uint8_t> pack(const Trace& trace) {
  std::vector<std::uint8_t> bytes{pack_version};
  for (std::size_t i = 1; i < trace.lists.size(); ++i) {
    std::ranges::transform(trace.lists[i].parts, std::back_inserter(bytes), packed_count);
  }
  const std::size_t begin = bytes.size();
  bytes.resize(begin + (trace.values.size() + values_per_byte - 1) / values_per_byte);
  for (std::size_t i = 0; i < trace.values.size(); ++i) {
    const auto bits = static_cast<unsigned>(trace.values[i]) << (2 * (i % values_per_byte));
    bytes[begin + i / values_per_byte] |= static_cast<std::uint8_t>(bits);
  }
  return bytes;
}

std::optional<Trace> unpack(const config::ConditionSet& set, std::span<const std::uint8_t> bytes) {
  return Unpacking(set, bytes).trace();
}

std::string pointer_of(const config::ConditionSet& set, AtomId atom, std::uint16_t element,
                       const Trace& trace) {
  const ListId list = set.atoms[atom].scope;
  if (element >= trace.lists[list].size()) return pointer_to_outermost(list);
  return pointer_to(list, element, trace);
}

}  // namespace vigie::router
