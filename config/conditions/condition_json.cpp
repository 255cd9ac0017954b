#include "config/conditions/condition_json.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "config/conditions/condition_compiler.h"

namespace vigie::config {
namespace {

using Json = nlohmann::json;
using Op = Node::Op;
using Of = Operand::Of;

// Lists and fields stand by their paths: their numbers are of one version of the program.
constexpr std::array<std::string_view, 12> test_words{
    "truth",   "has",           "equal",  "not_equal", "less",   "less_equal",
    "greater", "greater_equal", "one_of", "contains",  "during", "within"};
constexpr std::array<std::string_view, 8> op_words{"no",   "yes",    "atom",   "not",
                                                   "both", "either", "exists", "all"};
constexpr std::array<std::string_view, 6> operand_words{"none", "literal",    "field",
                                                        "size", "difference", "routed_at"};

/// What no write_conditions() wrote.
struct Unreadable : std::runtime_error {
  using std::runtime_error::runtime_error;
};

void demand(bool condition) {
  if (!condition) throw Unreadable("not a set of conditions");
}

template <typename Enum, std::size_t count>
Json word_for(const std::array<std::string_view, count>& words, Enum value) {
  return words.at(static_cast<std::size_t>(value));
}

template <typename Enum, std::size_t count>
Enum value_of(const std::array<std::string_view, count>& words, const Json& word) {
  const auto* found = std::ranges::find(words, word.get<std::string>());
  demand(found != words.end());
  return static_cast<Enum>(found - words.begin());
}

// --- writing ------------------------------------------------------------------------------------

Json list_path(ListId list) { return condition_lists()[list].path; }

Json field_path(FieldId field) {
  return field == routed_at_id ? Json("routed_at") : Json(condition_fields()[field].path);
}

Json operand_json(const Operand& operand) {
  Json json{{"of", word_for(operand_words, operand.of)}};
  switch (operand.of) {
    case Of::literal:
      json["value"] = operand.value;
      break;
    case Of::field:
      json["field"] = field_path(operand.id);
      break;
    case Of::size:
      json["list"] = list_path(static_cast<ListId>(operand.id));
      break;
    case Of::difference:
      json["field"] = field_path(operand.id);
      json["minus"] = field_path(operand.second);
      break;
    case Of::none:
    case Of::routed_at:
      break;
  }
  return json;
}

Json atom_json(const Atom& atom) {
  Json json{{"text", atom.text},
            {"test", word_for(test_words, atom.test)},
            {"scope", list_path(atom.scope)},
            {"left", operand_json(atom.left)},
            {"may_be_unknown", atom.may_be_unknown},
            {"reads", atom.reads}};
  if (atom.right.of != Of::none) json["right"] = operand_json(atom.right);
  if (atom.test == Atom::Test::contains) json["list"] = list_path(atom.list);
  if (atom.test == Atom::Test::one_of) json["values"] = atom.values;
  if (atom.test == Atom::Test::during) json["calendar"] = atom.calendar;
  if (atom.test == Atom::Test::within) json["area"] = atom.area;
  return json;
}

/// An array that begins with the operation: there may be thousands.
Json node_json(const Node& node) {
  Json json = Json::array({word_for(op_words, node.op)});
  switch (node.op) {
    case Op::no:
    case Op::yes:
      break;
    case Op::atom:
      json.insert(json.end(), {node.atom, node.variable});
      break;
    case Op::negate:
      json.push_back(node.first);
      break;
    case Op::both:
    case Op::either:
      json.insert(json.end(), {node.first, node.second});
      break;
    case Op::exists:
    case Op::all:
      json.insert(json.end(),
                  {list_path(node.list), node.variable, node.list_variable, node.first});
      break;
  }
  return json;
}

// --- reading ------------------------------------------------------------------------------------

ListId list_in(const Json& path) {
  const auto list = find_condition_list(path.get<std::string>());
  demand(list.has_value());
  return *list;
}

FieldId field_in(const Json& json) {
  const auto path = json.get<std::string>();
  if (path == "routed_at") return routed_at_id;
  const auto field = find_condition_field(path);
  demand(field.has_value());
  return *field;
}

template <typename Number>
Number below(const Json& json, std::size_t limit) {
  demand(json.is_number_unsigned());
  const auto value = json.get<std::uint64_t>();
  demand(value < limit);
  return static_cast<Number>(value);
}

std::uint8_t variable_in(const Json& json) {
  return below<std::uint8_t>(json, condition_quantifiers_max);
}

Operand operand_in(const Json& json) {
  Operand operand;
  operand.of = value_of<Of>(operand_words, json.at("of"));
  if (operand.of == Of::literal) operand.value = json.at("value");
  if (operand.of == Of::size) operand.id = list_in(json.at("list"));
  if (operand.of == Of::field || operand.of == Of::difference) {
    operand.id = field_in(json.at("field"));
  }
  if (operand.of == Of::difference) operand.second = field_in(json.at("minus"));
  return operand;
}

Atom atom_in(const Json& json) {
  Atom atom;
  atom.test = value_of<Atom::Test>(test_words, json.at("test"));
  atom.scope = list_in(json.at("scope"));
  atom.left = operand_in(json.at("left"));
  if (json.contains("right")) atom.right = operand_in(json.at("right"));
  if (atom.test == Atom::Test::contains) atom.list = list_in(json.at("list"));
  if (atom.test == Atom::Test::one_of) {
    atom.values = json.at("values").get<std::vector<std::int64_t>>();
  }
  if (atom.test == Atom::Test::during) atom.calendar = json.at("calendar");
  if (atom.test == Atom::Test::within) atom.area = json.at("area");
  atom.may_be_unknown = json.at("may_be_unknown");
  atom.text = json.at("text");
  atom.reads = json.at("reads").get<std::vector<std::string>>();
  return atom;
}

/// `set` holds everything that stands before this node.
Node node_in(const Json& json, const ConditionSet& set) {
  Node node;
  node.op = value_of<Op>(op_words, json.at(0));
  constexpr std::array<std::size_t, op_words.size()> sizes{1, 1, 3, 2, 3, 3, 5, 5};
  demand(json.size() == sizes.at(static_cast<std::size_t>(node.op)));
  if (node.op == Op::atom) {
    node.atom = below<AtomId>(json.at(1), set.atoms.size());
    node.variable = variable_in(json.at(2));
    return node;
  }
  const bool quantifier = node.op == Op::exists || node.op == Op::all;
  if (quantifier) {
    node.list = list_in(json.at(1));
    node.variable = variable_in(json.at(2));
    node.list_variable = variable_in(json.at(3));
  }
  if (node.op >= Op::negate) {
    node.first = below<NodeId>(json.at(quantifier ? 4 : 1), set.nodes.size());
  }
  if (node.op == Op::both || node.op == Op::either) {
    node.second = below<NodeId>(json.at(2), set.nodes.size());
  }
  return node;
}

ConditionSet set_in(const Json& json) {
  ConditionSet set;
  set.words = json.at("words").get<std::vector<std::string>>();
  for (const Json& atom : json.at("atoms")) set.atoms.push_back(atom_in(atom));
  for (const Json& node : json.at("nodes")) set.nodes.push_back(node_in(node, set));
  return set;
}

}  // namespace

std::string write_conditions(const ConditionSet& set) {
  Json atoms = Json::array();
  for (const Atom& atom : set.atoms) atoms.push_back(atom_json(atom));
  Json nodes = Json::array();
  for (const Node& node : set.nodes) nodes.push_back(node_json(node));
  return Json{{"words", set.words}, {"atoms", atoms}, {"nodes", nodes}}.dump();
}

std::optional<ConditionSet> read_conditions(std::string_view json) {
  try {
    return set_in(Json::parse(json));
  } catch (const Json::exception&) {
    return std::nullopt;
  } catch (const Unreadable&) {
    return std::nullopt;
  }
}

}  // namespace vigie::config
