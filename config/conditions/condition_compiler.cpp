#include "config/conditions/condition_compiler.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "config/conditions/condition_check.h"
#include "config/conditions/condition_syntax.h"
#include "config/conditions/definition_order.h"

namespace vigie::config {
namespace {

/// One source as it was read, while it is compiled.
struct ReadSource {
  Syntax syntax;
  TextProblems problems;
};

bool is_name(std::string_view name) {
  TextProblems problems;
  const Syntax syntax = read_syntax(name, problems);
  if (!syntax.usable || syntax.nodes.size() != 1) return false;
  const SyntaxNode& node = syntax.nodes.front();
  return node.kind == SyntaxKind::path && node.names.size() == 1 && node.piece == name &&
         !is_own_name(name);
}

class Compiler {
 public:
  Compiler(std::span<const ConditionSource> definitions,
           std::span<const ConditionSource> conditions, const ConditionWords& words)
      : definition_sources_(definitions), words_(words) {
    for (const ConditionSource& source : definitions) definitions_.push_back(read(source));
    for (const ConditionSource& source : conditions) conditions_.push_back(read(source));
  }

  std::variant<CompiledConditions, std::vector<ConditionProblem>> compile() {
    name_definitions();
    check_definitions();
    for (ReadSource& text : conditions_) check_one(text);
    std::vector<ConditionProblem> problems = all_problems();
    if (!problems.empty()) return problems;
    CompiledConditions compiled;
    compiled.set = builder_.take(roots_);
    compiled.conditions = std::move(roots_);
    return compiled;
  }

 private:
  static ReadSource read(const ConditionSource& source) {
    ReadSource text;
    text.syntax = read_syntax(source.text, text.problems);
    return text;
  }

  CheckScope scope_of(ReadSource& text) {
    return {.syntax = text.syntax,
            .words = words_,
            .definitions = names_,
            .builder = builder_,
            .problems = text.problems};
  }

  void name_definitions() {
    for (std::size_t i = 0; i < definitions_.size(); ++i) {
      const std::string& name = definition_sources_[i].name;
      if (!is_name(name)) {
        complain(i, 0,
                 quoted_piece(name) +
                     " cannot name a definition: choose a name of letters, "
                     "digits and _ that means nothing yet");
      } else if (!names_.insert(name).second) {
        complain(i, 0, "a definition " + quoted_piece(name) + " stands here already");
      } else {
        index_.emplace(name, i);
        checked_.emplace(name, std::nullopt);
      }
    }
  }

  void complain(std::size_t definition, std::size_t offset, std::string text) {
    definitions_[definition].problems.push_back({offset, std::move(text)});
  }

  /// The definitions a text names; a variable cannot be named like one.
  std::vector<DefinitionUse> uses_of(const ReadSource& text) const {
    std::vector<DefinitionUse> uses;
    for (const SyntaxNode& node : text.syntax.nodes) {
      if (node.kind != SyntaxKind::path || node.names.size() != 1) continue;
      const auto named = index_.find(node.names.front().text);
      if (named != index_.end()) uses.push_back({named->second, node.offset});
    }
    return uses;
  }

  void check_definitions() {
    std::vector<std::vector<DefinitionUse>> uses;
    for (const ReadSource& text : definitions_) uses.push_back(uses_of(text));
    const DefinitionOrder found = order_definitions(uses);
    for (const auto& circle : found.circles) refuse_circle(circle, uses);
    for (const std::size_t i : found.order) check_definition_at(i);
    check_left_over(found.order);
  }

  void check_definition_at(std::size_t i) {
    ReadSource& text = definitions_[i];
    if (!text.syntax.usable) return;
    CheckScope scope = scope_of(text);
    auto checked = check_definition(scope, checked_);
    const auto named = index_.find(definition_sources_[i].name);
    const bool usable = text.problems.empty() && named != index_.end() && named->second == i;
    if (usable) checked_.find(definition_sources_[i].name)->second = std::move(checked);
  }

  /// Those in a circle, or that lead to one, have nothing to be made of; their other faults count.
  void check_left_over(const std::vector<std::size_t>& order) {
    std::vector<bool> done(definitions_.size());
    for (const std::size_t i : order) done[i] = true;
    for (std::size_t i = 0; i < done.size(); ++i) {
      if (!done[i]) check_definition_at(i);
    }
  }

  void refuse_circle(const std::vector<std::size_t>& circle,
                     const std::vector<std::vector<DefinitionUse>>& uses) {
    constexpr std::size_t shown_max = 8;
    const std::size_t first = circle.front();
    const std::size_t second = circle[1 % circle.size()];
    std::string path;
    for (std::size_t i = 0; i < std::min(circle.size(), shown_max); ++i) {
      path += definition_sources_[circle[i]].name + " → ";
    }
    if (circle.size() > shown_max) path += "… → ";
    const auto use = std::ranges::find(uses[first], second, &DefinitionUse::definition);
    complain(first, use->offset,
             quoted_piece(definition_sources_[first].name) + " is defined by itself: " + path +
                 definition_sources_[first].name);
  }

  void check_one(ReadSource& text) {
    if (!text.syntax.usable) return;
    CheckScope scope = scope_of(text);
    if (const auto root = check_condition(scope, checked_)) roots_.push_back(*root);
  }

  std::vector<ConditionProblem> all_problems() {
    std::vector<ConditionProblem> problems;
    const auto add = [&](std::vector<ReadSource>& texts, bool in_definition) {
      for (std::size_t i = 0; i < texts.size(); ++i) {
        std::ranges::stable_sort(texts[i].problems, {}, &TextProblem::offset);
        for (TextProblem& one : texts[i].problems) {
          problems.push_back({i, in_definition, one.offset, std::move(one.text)});
        }
      }
    };
    add(definitions_, true);
    add(conditions_, false);
    return problems;
  }

  std::span<const ConditionSource> definition_sources_;
  const ConditionWords& words_;
  ConditionBuilder builder_;
  std::vector<ReadSource> definitions_;
  std::vector<ReadSource> conditions_;
  std::set<std::string, std::less<>> names_;
  std::map<std::string, std::size_t, std::less<>> index_;
  CheckedDefinitions checked_;
  std::vector<NodeId> roots_;
};

}  // namespace

std::variant<CompiledConditions, std::vector<ConditionProblem>> compile_conditions(
    std::span<const ConditionSource> definitions, std::span<const ConditionSource> conditions,
    const ConditionWords& words) {
  return Compiler{definitions, conditions, words}.compile();
}

}  // namespace vigie::config
