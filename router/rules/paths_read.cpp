#include "router/rules/paths_read.h"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include "config/conditions/condition_schema.h"

namespace vigie::router {
namespace {

using config::Atom;
using config::Node;

using Paths = std::set<std::string>;

constexpr std::string_view role_path = "report.who[].role";

void add_every_group(Paths& paths) { paths.insert({"who.sources", "who.suspects"}); }

void add_group_of(const config::ConditionSet& conditions, std::int64_t word, Paths& paths) {
  const std::string& role = conditions.words.at(static_cast<std::size_t>(word) - 1);
  if (role == "source") paths.emplace("who.sources");
  if (role == "suspect") paths.emplace("who.suspects");
}

/// "g.role == 'source'" tells that there is one; "!= 'migrant'" that there is another.
void add_groups_of_role(const config::ConditionSet& conditions, const Atom& atom, bool positive,
                        Paths& paths) {
  const bool names = atom.test == Atom::Test::equal || atom.test == Atom::Test::one_of;
  if (!names || !positive) return add_every_group(paths);
  for (const config::Operand& side : {atom.left, atom.right}) {
    if (side.of == config::Operand::Of::literal) add_group_of(conditions, side.value, paths);
  }
  for (const std::int64_t word : atom.values) add_group_of(conditions, word, paths);
}

bool sizes_groups(const Atom& atom) {
  return atom.test != Atom::Test::has &&
         std::ranges::any_of(std::array{atom.left, atom.right}, [](const config::Operand& side) {
           return side.of == config::Operand::Of::size &&
                  config::condition_lists()[side.id].path == "report.who[]";
         });
}

/// How many persons or groups there are counts those that a view may hide.
void collect(const config::ConditionSet& conditions, const Atom& atom, bool positive,
             Paths& paths) {
  paths.insert(atom.reads.begin(), atom.reads.end());
  if (sizes_groups(atom)) add_every_group(paths);
  for (const std::string& path : atom.reads) {
    if (path == role_path) add_groups_of_role(conditions, atom, positive, paths);
    if (path.starts_with("report.who[].count")) add_every_group(paths);
  }
}

void collect(const config::ConditionSet& conditions, config::NodeId root, bool positive,
             Paths& paths) {
  const Node& node = conditions.nodes.at(root);
  switch (node.op) {
    case Node::Op::no:
    case Node::Op::yes:
      return;
    case Node::Op::atom:
      return collect(conditions, conditions.atoms.at(node.atom), positive, paths);
    case Node::Op::exists:
    case Node::Op::all:
      paths.emplace(config::condition_lists()[node.list].path);
      return collect(conditions, node.first, positive && node.op == Node::Op::exists, paths);
    case Node::Op::negate:
      return collect(conditions, node.first, false, paths);
    case Node::Op::both:
    case Node::Op::either:
      collect(conditions, node.first, positive, paths);
      return collect(conditions, node.second, positive, paths);
  }
}

}  // namespace

std::vector<std::string> paths_read(const config::ConditionSet& conditions, config::NodeId root) {
  Paths paths;
  collect(conditions, root, true, paths);
  return {paths.begin(), paths.end()};
}

std::vector<std::string> paths_read(const config::ConditionSet& conditions, const Atom& atom) {
  Paths paths;
  collect(conditions, atom, true, paths);
  return {paths.begin(), paths.end()};
}

}  // namespace vigie::router
