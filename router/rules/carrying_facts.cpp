#include "router/rules/carrying_facts.h"

#include <algorithm>
#include <string_view>

#include "report/check.h"

namespace vigie::router {
namespace {

using config::ListId;
using config::Node;
using config::NodeId;

/// "/journey/crossings" of "report.how.journey.crossings[]" below "report.how".
std::string pointer_below(std::string_view outer, std::string_view path) {
  std::string steps(path.substr(outer.size(), path.size() - outer.size() - 2));
  std::ranges::replace(steps, '.', '/');
  return steps;
}

/// Where a list stands, in that element of the list around it.
std::string pointer_of_list(ListId list, std::uint16_t around) {
  const config::ConditionList& own = config::condition_lists()[list];
  if (own.parent == 0) return pointer_below("report", own.path);
  const config::ConditionList& parent = config::condition_lists()[own.parent];
  VIGIE_EXPECT(parent.parent == 0);  // Else the element would be counted over more than one list.
  return pointer_below("report", parent.path) + "/" + std::to_string(around) +
         pointer_below(parent.path, own.path);
}

class Carrying {
 public:
  Carrying(const config::ConditionSet& set, const Trace& trace) : set_(set), trace_(trace) {}

  std::vector<CarryingFact> of(NodeId root) && {
    follow(root, {});
    return std::move(facts_);
  }

 private:
  Truth value(NodeId node, const Elements& elements) const {
    return evaluate(set_, node, trace_, elements);
  }

  /// A part carries the whole when it has the same value; of a negation, whatever it has.
  void follow(NodeId id, const Elements& elements) {
    const Node& node = set_.nodes[id];
    switch (node.op) {
      case Node::Op::no:
      case Node::Op::yes:
        return;
      case Node::Op::atom:
        return take_atom(node, elements);
      case Node::Op::negate:
        return follow(node.first, elements);
      case Node::Op::both:
      case Node::Op::either: {
        const Truth whole = value(id, elements);
        for (const NodeId part : {node.first, node.second}) {
          if (value(part, elements) == whole) follow(part, elements);
        }
        return;
      }
      case Node::Op::exists:
      case Node::Op::all:
        return follow_elements(id, elements);
    }
  }

  void follow_elements(NodeId id, Elements elements) {
    const Node& node = set_.nodes[id];
    const Truth whole = value(id, elements);
    const ListShape::Part part = quantified(node, trace_, elements);
    if (!part.known || part.count == 0) return take_list(node, part.known, elements);
    for (std::uint16_t i = 0; i < part.count; ++i) {
      elements[node.variable] = static_cast<std::uint16_t>(part.first + i);
      if (value(node.first, elements) == whole) follow(node.first, elements);
    }
  }

  void take_atom(const Node& node, const Elements& elements) {
    const config::Atom& atom = set_.atoms[node.atom];
    const std::uint16_t element = element_of(set_, node, elements);
    take({.text = atom.text,
          .value = trace_.at(node.atom, element),
          .where = pointer_of(set_, node.atom, element, trace_),
          .reads = atom.reads});
  }

  void take_list(const Node& quantifier, bool known, const Elements& elements) {
    const config::ConditionList& list = config::condition_lists()[quantifier.list];
    const std::string path(list.path);
    const std::uint16_t around = list.parent == 0 ? 0 : elements[quantifier.list_variable];
    take({.text = known ? path + ".size() > 0" : "has(" + path + ")",
          .value = Truth::no,
          .where = pointer_of_list(quantifier.list, around),
          .reads = {path}});
  }

  void take(CarryingFact fact) {
    if (std::ranges::find(facts_, fact) == facts_.end()) facts_.push_back(std::move(fact));
  }

  const config::ConditionSet& set_;
  const Trace& trace_;
  std::vector<CarryingFact> facts_;
};

}  // namespace

std::vector<CarryingFact> carrying_facts(const config::ConditionSet& set, NodeId root,
                                         const Trace& trace) {
  return Carrying(set, trace).of(root);
}

}  // namespace vigie::router
