#include "config/rule_warnings.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

#include "config/in_quotes.h"
#include "config/reader.h"

namespace vigie::config {
namespace {

using Op = Node::Op;

/// The same text for the same condition, however its nodes are numbered.
std::string text_of(const ConditionSet& set, NodeId id) {
  const Node& node = set.nodes[id];
  std::string text = std::to_string(static_cast<int>(node.op));
  if (node.op == Op::atom) {
    return text + "." + std::to_string(node.atom) + "." + std::to_string(node.variable);
  }
  if (node.op == Op::exists || node.op == Op::all) {
    text += "." + std::to_string(node.list) + "." + std::to_string(node.list_variable) + "." +
            std::to_string(node.variable);
  }
  if (node.op >= Op::negate) text += "(" + text_of(set, node.first);
  if (node.op == Op::both || node.op == Op::either) text += "," + text_of(set, node.second);
  return node.op >= Op::negate ? text + ")" : text;
}

/// What must all hold for the condition to hold; nothing for one that always does.
void add_parts(const ConditionSet& set, NodeId id, std::vector<NodeId>& parts) {
  const Node& node = set.nodes[id];
  if (node.op == Op::yes) return;
  if (node.op != Op::both) return parts.push_back(id);
  add_parts(set, node.first, parts);
  add_parts(set, node.second, parts);
}

std::set<std::string> texts_of(const ConditionSet& set, const std::vector<NodeId>& parts) {
  std::set<std::string> texts;
  for (const NodeId part : parts) texts.insert(text_of(set, part));
  return texts;
}

std::set<std::string> parts_of(const Mission& mission, const Rule& rule) {
  std::vector<NodeId> parts;
  add_parts(mission.conditions, rule.condition, parts);
  return texts_of(mission.conditions, parts);
}

/// The values one fact may have for an atom to hold; nothing for an atom that names none.
std::set<std::int64_t> values_of(const Atom& atom) {
  if (atom.left.of != Operand::Of::field) return {};
  if (atom.test == Atom::Test::equal && atom.right.of == Operand::Of::literal) {
    return {atom.right.value};
  }
  if (atom.test == Atom::Test::one_of) return {atom.values.begin(), atom.values.end()};
  return {};
}

/// Parts that cannot hold together: one and its opposite, or one fact with two values.
bool contradict(const ConditionSet& set, const std::vector<NodeId>& parts) {
  const std::set<std::string> texts = texts_of(set, parts);
  std::map<std::pair<std::uint16_t, std::uint8_t>, std::set<std::int64_t>> left;
  for (const NodeId part : parts) {
    const Node& node = set.nodes[part];
    if (node.op == Op::negate && texts.contains(text_of(set, node.first))) return true;
    if (node.op != Op::atom) continue;
    const Atom& atom = set.atoms[node.atom];
    const std::set<std::int64_t> values = values_of(atom);
    if (values.empty()) continue;
    const auto [place, first] = left.try_emplace({atom.left.id, node.variable}, values);
    if (!first) std::erase_if(place->second, [&](auto value) { return !values.contains(value); });
    if (place->second.empty()) return true;
  }
  return false;
}

/// What a condition can come to, whatever the report says.
struct Outcomes {
  bool yes = true;
  bool no = true;
};

Outcomes outcomes_of(const ConditionSet& set, NodeId id) {
  const Node& node = set.nodes[id];
  if (node.op == Op::no || node.op == Op::yes) return {node.op == Op::yes, node.op == Op::no};
  if (node.op == Op::atom) return {};
  const Outcomes first = outcomes_of(set, node.first);
  if (node.op == Op::negate) return {first.no, first.yes};
  // Of an empty list, exists is no and all is yes.
  if (node.op == Op::exists) return {first.yes, true};
  if (node.op == Op::all) return {true, first.no};
  const Outcomes second = outcomes_of(set, node.second);
  if (node.op == Op::either) return {first.yes || second.yes, first.no && second.no};
  std::vector<NodeId> parts;
  add_parts(set, id, parts);
  return {first.yes && second.yes && !contradict(set, parts), first.no || second.no};
}

bool never_fires(const Mission& mission, const Rule& rule) {
  return !outcomes_of(mission.conditions, rule.condition).yes;
}

template <typename Item>
bool holds_all_of(const std::vector<Item>& these, const std::vector<Item>& those) {
  return std::ranges::all_of(
      those, [&](const Item& item) { return std::ranges::find(these, item) != these.end(); });
}

/// Whether what `one` does for its office leaves nothing for `other` to add.
bool does_as_much(const Rule& one, const Rule& other) {
  if (one.effect == Effect::withhold) return true;
  if (one.within > other.within || one.must < other.must) return false;
  if (one.urgency.value_or(Urgency::routine) < other.urgency.value_or(Urgency::routine)) {
    return false;
  }
  if (!holds_all_of(one.show, other.show) || !holds_all_of(one.then, other.then)) return false;
  if (!one.hold) return true;
  return other.hold && one.hold->release == other.hold->release && one.hold->by == other.hold->by &&
         one.hold->within <= other.hold->within &&
         one.hold->at_deadline == other.hold->at_deadline &&
         one.hold->escalate_to == other.hold->escalate_to;
}

/// ignore does least with what is unknown, tell does most.
int rank_of(IfUnknown if_unknown) {
  if (if_unknown == IfUnknown::ignore) return 0;
  return if_unknown == IfUnknown::hold ? 1 : 2;
}

class Warner {
 public:
  explicit Warner(const Mission& mission) : mission_(mission) {}

  std::vector<RuleWarning> warnings() {
    for (const Rule& rule : mission_.rules) look_at(rule);
    for (const Definition& definition : mission_.definitions) look_at(definition);
    for (const auto& [id, position] : mission_.positions) look_at(position);
    return std::move(found_);
  }

 private:
  void look_at(const Rule& rule) {
    if (never_fires(mission_, rule)) {
      warn(Thing::rule, rule.id,
           "rule " + in_quotes(rule.id) + " can never fire: its condition is true of no report");
    }
    look_for_cover(rule);
    look_at_clearance(rule);
    look_at_holders(rule);
  }

  bool covers(const Rule& one, const Rule& other) const {
    if (one.office != other.office || one.effect != other.effect) return false;
    if (never_fires(mission_, one) || never_fires(mission_, other)) return false;
    const bool in_force = (!one.valid_from || one.valid_from == other.valid_from) &&
                          (!one.valid_to || one.valid_to == other.valid_to);
    if (!in_force || rank_of(one.if_unknown) < rank_of(other.if_unknown)) return false;
    if (!std::ranges::includes(parts_of(mission_, other), parts_of(mission_, one))) return false;
    return does_as_much(one, other);
  }

  void look_for_cover(const Rule& rule) {
    for (const Rule& other : mission_.rules) {
      if (&other == &rule || !covers(other, rule)) continue;
      const bool same = covers(rule, other);
      if (same && other.id > rule.id) continue;  // Said once, of the later one.
      warn(Thing::rule, rule.id,
           "rule " + in_quotes(rule.id) + " adds nothing: rule " + in_quotes(other.id) +
               (same ? " says the same" : " fires whenever it does and does as much"));
      return;
    }
  }

  void look_at_clearance(const Rule& rule) {
    const auto cleared = mission_.clearances.find(rule.office);
    if (cleared == mission_.clearances.end()) return;
    for (const Code& profile : rule.show) {
      if (std::ranges::find(cleared->second, profile) != cleared->second.end()) continue;
      warn(Thing::rule, rule.id,
           "rule " + in_quotes(rule.id) + " shows " + in_quotes(profile) +
               ", which the clearance of " + in_quotes(rule.office) +
               " does not name: what that clearance does not grant stays hidden");
    }
  }

  void look_at_holders(const Rule& rule) {
    if (rule.effect == Effect::withhold) return;
    std::set<Code> named{rule.office};
    if (rule.hold) named.insert(rule.hold->by);
    if (rule.hold && rule.hold->escalate_to) named.insert(*rule.hold->escalate_to);
    named.insert(rule.then.begin(), rule.then.end());
    for (const Code& office : named) look_for_holder(rule, office);
  }

  void look_for_holder(const Rule& rule, const Code& office) {
    for (const auto& [id, position] : mission_.positions) {
      if (position.office != office || position.outside) continue;
      const auto holding = mission_.roster.find(id);
      if (holding != mission_.roster.end() && !holding->second.people.empty()) continue;
      warn(Thing::rule, rule.id,
           "rule " + in_quotes(rule.id) + " relies on " + in_quotes(id) +
               ", which nobody holds (roster.yaml)");
    }
  }

  /// A word of its own in some condition, outside quotes: 'child' is not in "any_child".
  static bool names(const std::string& when, const std::string& name) {
    std::string word;
    char quote = 0;
    for (const char letter : when + " ") {
      if (quote != 0) {
        if (letter == quote) quote = 0;
      } else if (std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_' ||
                 letter == '.') {
        word += letter;
      } else {
        if (word == name) return true;
        word.clear();
        if (letter == '\'' || letter == '"') quote = letter;
      }
    }
    return false;
  }

  void look_at(const Definition& definition) {
    const auto uses = [&](const auto& other) { return names(other.when, definition.name); };
    if (std::ranges::any_of(mission_.rules, uses)) return;
    if (std::ranges::any_of(mission_.definitions, uses)) return;
    warn(Thing::definition, definition.name,
         "definition " + in_quotes(definition.name) + " is not used");
  }

  bool is_reached(const Position& position) const {
    return std::ranges::any_of(mission_.rules, [&](const Rule& rule) {
      if (rule.effect == Effect::withhold) return false;
      const bool climbed = std::ranges::find(rule.then, position.office) != rule.then.end() ||
                           (rule.hold && rule.hold->escalate_to == position.office);
      return rule.office == position.office || climbed;
    });
  }

  void look_at(const Position& position) {
    if (!position.addressee || is_reached(position)) return;
    const bool stands_in = std::ranges::any_of(mission_.positions, [&](const auto& entry) {
      return entry.second.stand_in == position.id;
    });
    if (stands_in) return;
    warn(Thing::position, position.id, "no rule tells position " + in_quotes(position.id));
  }

  void warn(Thing thing, const std::string& about, std::string text) {
    found_.push_back({thing, about, std::move(text)});
  }

  const Mission& mission_;
  std::vector<RuleWarning> found_;
};

}  // namespace

std::vector<RuleWarning> rule_warnings(const Mission& mission) {
  return Warner{mission}.warnings();
}

}  // namespace vigie::config
