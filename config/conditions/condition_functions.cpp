#include "config/conditions/condition_functions.h"

#include <algorithm>
#include <array>

#include "config/near_match.h"

namespace vigie::config {
namespace {

struct Known {
  std::string_view name;
  ConditionFunction function;
  bool on_path;
  std::size_t arguments;
  std::string_view form;
};

constexpr std::array<Known, 8> functions{{
    {"exists", ConditionFunction::exists, true, 2, "list.exists(name, condition)"},
    {"all", ConditionFunction::all, true, 2, "list.all(name, condition)"},
    {"size", ConditionFunction::size, true, 0, "list.size()"},
    {"has", ConditionFunction::has, false, 1, "has(path)"},
    {"during", ConditionFunction::during, false, 2, "during(instant, 'calendar')"},
    {"within", ConditionFunction::within, false, 2, "within(position, 'area')"},
    {"timestamp", ConditionFunction::timestamp, false, 1, "timestamp('2019-06-01T00:00:00Z')"},
    {"duration", ConditionFunction::duration, false, 1, "duration('72h')"},
}};

// Whoever writes one of these meant it.
constexpr std::array<std::string_view, 16> functions_of_cel{
    "bool",     "bytes", "contains", "double",  "dyn",    "endsWith", "exists_one", "filter",
    "getHours", "int",   "map",      "matches", "string", "type",     "uint",       "startsWith"};

std::string nearest_function(std::string_view name) {
  if (std::ranges::find(functions_of_cel, name) != functions_of_cel.end()) return "";
  std::vector<std::string> names;
  for (const Known& one : functions) names.emplace_back(one.name);
  return near_match(name, names);
}

}  // namespace

std::optional<ConditionFunction> function_of(CheckScope& scope, const SyntaxNode& call) {
  const auto known = std::ranges::find(functions, call.text, &Known::name);
  if (known == functions.end()) {
    scope.complain(call.sign.offset, "the function " + quoted_piece(call.text) +
                                         " is not in the subset" + nearest_function(call.text));
    return std::nullopt;
  }
  if (known->on_path == call.names.empty() || known->arguments != call.children.size()) {
    scope.complain(call.sign.offset,
                   quoted_piece(call.text) + " is written " + std::string(known->form));
    return std::nullopt;
  }
  return known->function;
}

}  // namespace vigie::config
