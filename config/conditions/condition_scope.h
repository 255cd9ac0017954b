// What the names of a condition stand for at one place in it: parts of the report and the
// assessment, variables of the quantifiers around, and what its checking needs to know besides.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/conditions/condition_builder.h"
#include "config/conditions/condition_compiler.h"
#include "config/conditions/condition_syntax.h"

namespace vigie::config {

/// Index into the variables in force, from the outermost quantifier on.
using VariableIndex = std::size_t;

struct ConditionVariable {
  std::string_view name;
  ListId list = 0;
  std::optional<VariableIndex> parent{};  ///< In whose element the list stands.
};

/// The checking of one text.
struct CheckScope {
  const Syntax& syntax;
  const ConditionWords& words;
  const std::set<std::string, std::less<>>& definitions;  ///< Their names.
  ConditionBuilder& builder;
  TextProblems& problems;
  std::vector<ConditionVariable> variables{};

  const SyntaxNode& node(SyntaxId id) const { return syntax.nodes[id]; }
  void complain(std::size_t offset, std::string text) {
    problems.push_back({offset, std::move(text)});
  }
};

/// What a path leads to.
struct PathTarget {
  enum class Is : std::uint8_t {
    field,    ///< `id`: a FieldId
    list,     ///< `id`: a ListId
    object,   ///< It has parts.
    element,  ///< A variable for an element with parts.
    routed_at
  };
  Is is = Is::object;
  std::uint16_t id = 0;
  std::optional<VariableIndex> variable{};  ///< In whose element it stands.
  std::string path;                         ///< As condition_schema.h has it.
};

/// nullopt when the path leads nowhere; the problem is noted.
std::optional<PathTarget> find_path(CheckScope& scope, std::span<const SyntaxName> names);

/// "min, max, basis": what a path that leads to an object may go on with.
std::string parts_shown(std::string_view path);

/// Whether no definition, variable or quantifier may be called so.
bool is_own_name(std::string_view name);

}  // namespace vigie::config
