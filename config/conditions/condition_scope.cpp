#include "config/conditions/condition_scope.h"

#include <algorithm>
#include <array>

#include "config/near_match.h"

namespace vigie::config {
namespace {

constexpr std::array<std::string_view, 3> roots{"report", "assessment", "routed_at"};

/// The names that follow `path` and a dot in any path of the schema.
std::vector<std::string> parts_of(std::string_view path) {
  std::vector<std::string> parts;
  const std::string prefix = std::string(path) + ".";
  const auto add = [&](std::string_view known) {
    if (!known.starts_with(prefix)) return;
    const std::string_view rest = known.substr(prefix.size());
    std::string part{rest.substr(0, rest.find_first_of(".["))};
    if (std::ranges::find(parts, part) == parts.end()) parts.push_back(std::move(part));
  };
  for (const ConditionField& field : condition_fields()) add(field.path);
  return parts;
}

bool has_parts(std::string_view path) {
  return std::ranges::any_of(condition_fields(), [&](const ConditionField& field) {
    return field.path.size() > path.size() && field.path.starts_with(path) &&
           field.path[path.size()] == '.';
  });
}

class PathFinder {
 public:
  PathFinder(CheckScope& scope, std::span<const SyntaxName> names) : scope_(scope), names_(names) {}

  std::optional<PathTarget> find() {
    if (!find_root()) return std::nullopt;
    for (const SyntaxName& name : names_.subspan(1)) {
      if (!step(name)) return std::nullopt;
    }
    return target_;
  }

 private:
  bool refuse(const SyntaxName& name, std::string text) {
    scope_.complain(name.offset, std::move(text));
    return false;
  }

  bool find_root() {
    const SyntaxName& root = names_.front();
    const auto variable = std::ranges::find(scope_.variables, root.text, &ConditionVariable::name);
    if (variable != scope_.variables.end()) return stand_on(variable);
    if (std::ranges::find(roots, root.text) == roots.end()) return refuse_root(root);
    target_.path = root.text;
    target_.is = root.text == "routed_at" ? PathTarget::Is::routed_at : PathTarget::Is::object;
    return true;
  }

  bool stand_on(std::vector<ConditionVariable>::const_iterator variable) {
    target_.variable = static_cast<VariableIndex>(variable - scope_.variables.begin());
    target_.path = condition_lists()[variable->list].path;
    const auto word = find_condition_field(target_.path);
    target_.is = word ? PathTarget::Is::field : PathTarget::Is::element;
    target_.id = word.value_or(0);
    return true;
  }

  bool refuse_root(const SyntaxName& root) {
    if (scope_.definitions.contains(root.text)) {
      return refuse(root, quoted_piece(root.text) +
                              " is a definition, a condition by itself: it has no parts and is not "
                              "compared");
    }
    std::vector<std::string> known{roots.begin(), roots.end()};
    for (const ConditionVariable& one : scope_.variables) known.emplace_back(one.name);
    known.insert(known.end(), scope_.definitions.begin(), scope_.definitions.end());
    const std::string near = near_match(root.text, known);
    const bool alone = near.empty() && names_.size() == 1;
    return refuse(root, "there is no " + quoted_piece(root.text) +
                            (alone ? "; a word of the report stands in quotes" : near));
  }

  bool step(const SyntaxName& name) {
    if (target_.is == PathTarget::Is::list) return refuse_step_into_list(name);
    const bool whole =
        target_.is == PathTarget::Is::object || target_.is == PathTarget::Is::element;
    if (!whole) {
      return refuse(name, before(name) + " has no parts, so no " + quoted_piece(name.text));
    }
    return step_to(target_.path + "." + std::string(name.text), name);
  }

  bool step_to(const std::string& path, const SyntaxName& name) {
    if (const auto field = find_condition_field(path)) {
      target_ = {PathTarget::Is::field, *field, target_.variable, path};
    } else if (const auto list = find_condition_list(path + "[]")) {
      target_ = {PathTarget::Is::list, *list, target_.variable, path + "[]"};
    } else if (has_parts(path)) {
      target_ = {PathTarget::Is::object, 0, target_.variable, path};
    } else {
      return refuse(name, before(name) + " has no " + quoted_piece(name.text) +
                              near_match(name.text, parts_of(target_.path)));
    }
    return true;
  }

  bool refuse_step_into_list(const SyntaxName& name) {
    return refuse(name, before(name) + " is a list: ask for " + quoted_piece(name.text) +
                            " of its elements, with exists(…) or all(…)");
  }

  /// The path as written, up to that name.
  std::string before(const SyntaxName& name) const {
    std::string path;
    for (const SyntaxName& one : names_) {
      if (one.offset == name.offset) break;
      path += (path.empty() ? "" : ".") + std::string(one.text);
    }
    return quoted_piece(path);
  }

  CheckScope& scope_;
  std::span<const SyntaxName> names_;
  PathTarget target_;
};

}  // namespace

std::optional<PathTarget> find_path(CheckScope& scope, std::span<const SyntaxName> names) {
  return PathFinder{scope, names}.find();
}

std::string parts_shown(std::string_view path) {
  std::string shown;
  for (const std::string& part : parts_of(path)) shown += (shown.empty() ? "" : ", ") + part;
  return shown;
}

bool is_own_name(std::string_view name) { return std::ranges::find(roots, name) != roots.end(); }

}  // namespace vigie::config
