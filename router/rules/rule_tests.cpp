#include "router/rules/rule_tests.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "config/words.h"
#include "report/decode.h"
#include "report/joined.h"
#include "report/names.h"
#include "router/assess/assess.h"

namespace vigie::router {
namespace {

using config::Expected;
using config::HoldTerms;
using config::NodeId;
using config::YamlKind;
using config::YamlNode;
using Json = nlohmann::json;
using Strings = std::vector<std::string>;

/// A plain scalar as JSON would have it: true, false and numbers are themselves, the rest is text.
Json json_of(const YamlNode& node) {
  if (node.kind == YamlKind::map) {
    Json object = Json::object();
    for (const auto& member : node.members) object[member.key] = json_of(member.value);
    return object;
  }
  if (node.kind == YamlKind::sequence) {
    Json list = Json::array();
    for (const YamlNode& item : node.items) list.push_back(json_of(item));
    return list;
  }
  const Json parsed = Json::parse(node.text, nullptr, false);
  const bool plain = !parsed.is_discarded() && (parsed.is_boolean() || parsed.is_number());
  return plain ? parsed : Json(node.text);
}

void remove_at(Json& report, const Json::json_pointer& place) {
  if (place.empty()) throw std::invalid_argument("the whole report cannot be removed");
  Json& parent = report.at(place.parent_pointer());
  if (!report.contains(place)) throw std::invalid_argument("the report has nothing there");
  if (parent.is_array()) {
    parent.erase(std::stoul(place.back()));
  } else {
    parent.erase(place.back());
  }
}

void make(const config::FactChange& change, Json& report) {
  const Json::json_pointer place{change.pointer};
  if (change.value) {
    report[place] = json_of(*change.value);
  } else {
    remove_at(report, place);
  }
}

Strings texts_of(const Problems& problems) {
  Strings texts;
  for (const Problem& problem : problems) texts.push_back(problem.pointer + ": " + problem.text.en);
  return texts;
}

std::string listed(const Strings& words) { return words.empty() ? "none" : joined(words, ", "); }

Told told_of(Expected::Told told) {
  switch (told) {
    case Expected::Told::told:
      return Told::told;
    case Expected::Told::held:
      return Told::held;
    case Expected::Told::withheld:
      return Told::withheld;
    case Expected::Told::not_told:
      break;
  }
  return Told::not_told;
}

Strings deciders_of(const Outcome& outcome, HoldTerms::Release release) {
  Strings deciders;
  for (const Hold& hold : outcome.holds) {
    if (hold.release == release) deciders.emplace_back(hold.decider);
  }
  return deciders;
}

/// Of a held position: in its holds.
Strings rules_of(const Outcome& outcome) {
  std::set<std::string> rules{outcome.rules.begin(), outcome.rules.end()};
  for (const Hold& hold : outcome.holds) rules.insert(hold.rules.begin(), hold.rules.end());
  return {rules.begin(), rules.end()};
}

Strings missing_of(const Outcome& outcome) {
  std::set<std::string> missing;
  for (const Hold& hold : outcome.holds) missing.insert(hold.missing.begin(), hold.missing.end());
  return {missing.begin(), missing.end()};
}

/// Of a held position: the shortest of its holds.
std::chrono::minutes within_of(const Outcome& outcome, Time at) {
  if (outcome.deadline) return std::chrono::floor<std::chrono::minutes>(*outcome.deadline - at);
  return std::ranges::min_element(outcome.holds, {}, &Hold::within)->within;
}

Strings show_of(const Outcome& outcome) {
  std::set<std::string> show{outcome.show.begin(), outcome.show.end()};
  for (const Hold& hold : outcome.holds) show.insert(hold.show.begin(), hold.show.end());
  return {show.begin(), show.end()};
}

/// What its holds do when their time has passed; one word if they agree.
std::string deadlines_of(const Outcome& outcome) {
  std::set<std::string> words;
  for (const Hold& hold : outcome.holds) words.emplace(to_string(hold.at_deadline));
  return listed({words.begin(), words.end()});
}

/// Told, were all known: no rule that is certain holds it, or one may withhold it.
bool rests_on_unknown(const Outcome& outcome) {
  return std::ranges::all_of(
      outcome.holds, [](const Hold& hold) { return hold.unknown || !hold.doubting.empty(); });
}

std::string described(const Outcome& outcome) {
  std::string text{to_string(outcome.told)};
  const Strings by = deciders_of(outcome, HoldTerms::Release::decision);
  const Strings after = deciders_of(outcome, HoldTerms::Release::forward);
  if (!by.empty()) text += " by " + listed(by);
  if (!after.empty()) text += " after " + listed(after);
  if (outcome.told == Told::held && rests_on_unknown(outcome)) {
    text += ", not known: " + listed(missing_of(outcome));
  }
  const Strings rules = rules_of(outcome);
  return rules.empty() ? text : text + " (" + listed(rules) + ")";
}

/// Holds what came out against what a test says of one position.
class Comparison {
 public:
  Comparison(const Expected& expected, const Outcome& outcome, Time at)
      : expected_(expected), outcome_(outcome), at_(at) {}

  Strings differences() {
    if (outcome_.told != told_of(expected_.told)) {
      add(std::string{to_string(told_of(expected_.told))}, described(outcome_));
      return std::move(found_);
    }
    if (outcome_.told == Told::held) compare_holds();
    if (expected_.within) {
      compare("within (minutes)", std::to_string(expected_.within->count()),
              std::to_string(within_of(outcome_, at_).count()));
    }
    if (expected_.urgency) {
      compare("urgency", std::string{vigie::to_string(*expected_.urgency)},
              std::string{vigie::to_string(outcome_.urgency)});
    }
    if (expected_.rules) compare("rules", listed(*expected_.rules), listed(rules_of(outcome_)));
    if (expected_.show) compare("show", listed(*expected_.show), listed(show_of(outcome_)));
    return std::move(found_);
  }

 private:
  void compare_holds() {
    compare("by", listed(expected_.by),
            listed(deciders_of(outcome_, HoldTerms::Release::decision)));
    compare("after", listed(expected_.after),
            listed(deciders_of(outcome_, HoldTerms::Release::forward)));
    const bool unknown = rests_on_unknown(outcome_);
    const std::string came = unknown ? listed(missing_of(outcome_)) : "none: a rule fired";
    compare("missing", expected_.missing.empty() ? "none: a rule fired" : listed(expected_.missing),
            came);
    if (expected_.at_deadline) {
      compare("at_deadline", std::string{to_string(*expected_.at_deadline)},
              deadlines_of(outcome_));
    }
  }

  void compare(const std::string& what, const std::string& expected, const std::string& came) {
    if (expected != came) add(what + " " + expected, what + " " + came);
  }

  void add(const std::string& expected, const std::string& came) {
    found_.push_back(expected_.position + ": expected " + expected + "; came out " + came);
  }

  const Expected& expected_;
  const Outcome& outcome_;
  Time at_;
  Strings found_;
};

/// Atoms that some rule's condition asks.
std::vector<bool> asked_atoms(const config::Mission& mission) {
  const config::ConditionSet& set = mission.conditions;
  std::vector<bool> asked(set.atoms.size());
  std::vector<bool> seen(set.nodes.size());
  std::vector<NodeId> left;
  for (const config::Rule& rule : mission.rules) left.push_back(rule.condition);
  while (!left.empty()) {
    const NodeId id = left.back();
    left.pop_back();
    if (seen[id]) continue;
    seen[id] = true;
    const config::Node& node = set.nodes[id];
    using Op = config::Node::Op;
    if (node.op == Op::atom) asked[node.atom] = true;
    if (node.op >= Op::negate) left.push_back(node.first);
    if (node.op == Op::both || node.op == Op::either) left.push_back(node.second);
  }
  return asked;
}

Strings not_seen(const std::array<bool, 3>& seen, bool unknown_too) {
  Strings values;
  for (const Truth value : {Truth::yes, Truth::no, Truth::unknown}) {
    if (value == Truth::unknown && !unknown_too) continue;
    if (!seen[static_cast<std::size_t>(value)]) values.emplace_back(to_string(value));
  }
  return values;
}

}  // namespace

std::variant<Report, Strings> report_of(const config::RuleTest& test,
                                        std::string_view report_json) {
  Json report = Json::parse(report_json, nullptr, false);
  if (report.is_discarded()) return Strings{test.report.string() + " is no JSON"};
  for (const config::FactChange& change : test.changes) {
    try {
      make(change, report);
    } catch (const std::exception& trouble) {
      return Strings{"'" + change.pointer + "' cannot be changed: " + trouble.what()};
    }
  }
  auto decoded = decode_report(report.dump(-1, ' ', false, Json::error_handler_t::replace));
  if (const auto* problems = std::get_if<Problems>(&decoded)) return texts_of(*problems);
  return std::get<Report>(std::move(decoded));
}

RuleTester::RuleTester(const config::Mission& mission)
    : mission_(mission),
      book_(mission),
      rules_(mission.rules.size()),
      atoms_(mission.conditions.atoms.size()) {}

Strings RuleTester::run(const config::RuleTest& test, const Report& report) {
  const auto catalogue = mission_.catalogues.find(report.catalogue);
  if (catalogue == mission_.catalogues.end()) {
    return {"the mission has no catalogue " + report.catalogue};
  }
  const Time at = test.at.value_or(report.when.filed_at.utc);
  const Routing routing = book_.route(report, assess(report, catalogue->second), at);
  note(routing);
  Strings differences;
  for (const Outcome& outcome : routing.outcomes) {
    const auto expected = std::ranges::find(test.expected, outcome.position, &Expected::position);
    if (expected != test.expected.end()) {
      std::ranges::move(Comparison(*expected, outcome, at).differences(),
                        std::back_inserter(differences));
    } else if (test.others_not_told && outcome.told != Told::not_told) {
      differences.push_back(std::string(outcome.position) + ": expected not_told; came out " +
                            described(outcome));
    }
  }
  return differences;
}

void RuleTester::note(const Routing& routing) {
  for (std::size_t i = 0; i < routing.rules.size(); ++i) {
    if (routing.rules[i].in_force) {
      rules_[i][static_cast<std::size_t>(routing.rules[i].value)] = true;
    }
  }
  const auto trace = unpack(mission_.conditions, routing.trace);
  if (!trace) return;
  for (config::AtomId atom = 0; atom < atoms_.size(); ++atom) {
    const std::size_t elements = trace->lists[mission_.conditions.atoms[atom].scope].size();
    for (std::uint16_t element = 0; element < elements; ++element) {
      atoms_[atom][static_cast<std::size_t>(trace->at(atom, element))] = true;
    }
  }
}

Coverage RuleTester::coverage() const {
  const config::ConditionSet& set = mission_.conditions;
  Coverage coverage;
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    const config::Rule& rule = mission_.rules[i];
    if (set.nodes[rule.condition].op == config::Node::Op::yes) continue;
    ++coverage.rules;
    const Strings values = not_seen(rules_[i], false);
    if (!values.empty()) coverage.untried.push_back({rule.id, true, values});
  }
  const std::vector<bool> asked = asked_atoms(mission_);
  for (std::size_t i = 0; i < atoms_.size(); ++i) {
    if (!asked[i]) continue;
    ++coverage.atoms;
    const Strings values = not_seen(atoms_[i], set.atoms[i].may_be_unknown);
    if (!values.empty()) coverage.untried.push_back({set.atoms[i].text, false, values});
  }
  return coverage;
}

}  // namespace vigie::router
