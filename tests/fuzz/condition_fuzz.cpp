// Any bytes: compile_conditions() answers a sound set or problems that stand in the text. The bytes
// are one condition and, cut at the first line break, a definition and a condition.

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "config/conditions/condition_compiler.h"
#include "report/check.h"
#include "report/utf8.h"

namespace {

using namespace vigie::config;

ConditionWords small_words() {
  ConditionWords words;
  words.catalogue["needs"] = {"food"};
  words.catalogue["purposes"] = {"prostitution"};
  words.regions = {"gao"};
  words.calendars = {"office_hours"};
  words.areas = {"east"};
  return words;
}

bool is_text(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = vigie::utf8_length(text, at);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

void expect_sound(const ConditionSet& set, const std::vector<NodeId>& roots) {
  VIGIE_EXPECT(std::ranges::is_sorted(set.words));
  VIGIE_EXPECT(std::ranges::is_sorted(set.atoms, {}, &Atom::text));
  for (NodeId i = 0; i < set.nodes.size(); ++i) {
    const Node& node = set.nodes[i];
    VIGIE_EXPECT(node.op != Node::Op::atom || node.atom < set.atoms.size());
    VIGIE_EXPECT(node.op <= Node::Op::atom || node.first < i);
    VIGIE_EXPECT(node.second <= i);
    VIGIE_EXPECT(node.variable < condition_quantifiers_max);
  }
  for (const NodeId root : roots) VIGIE_EXPECT(root < set.nodes.size());
}

void compile(const std::vector<ConditionSource>& definitions,
             const std::vector<ConditionSource>& conditions) {
  static const ConditionWords words = small_words();
  const auto compiled = compile_conditions(definitions, conditions, words);
  if (const auto* good = std::get_if<CompiledConditions>(&compiled)) {
    VIGIE_EXPECT(good->conditions.size() == conditions.size());
    return expect_sound(good->set, good->conditions);
  }
  const auto& problems = std::get<std::vector<ConditionProblem>>(compiled);
  VIGIE_EXPECT(!problems.empty());
  for (const ConditionProblem& problem : problems) {
    const auto& source = (problem.in_definition ? definitions : conditions).at(problem.source);
    VIGIE_EXPECT(problem.offset <= source.text.size());
    VIGIE_EXPECT(!problem.text.empty() && is_text(problem.text));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  compile({}, {{"c", text}});
  const std::size_t end = std::min(text.find('\n'), text.size());
  compile({{"d", text.substr(0, end)}}, {{"c", text.substr(std::min(end + 1, text.size()))}});
  return 0;
}
