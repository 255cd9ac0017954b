#include <algorithm>

#include "config/files.h"
#include "config/near_match.h"
#include "config/period.h"
#include "config/reader.h"
#include "config/traits.h"

namespace vigie::config {
namespace {

/// The name of a list of this catalogue; empty, with a problem, when it cannot be one.
std::string read_list_name(MapReader& map, SourceFile& file, const Catalogue& catalogue) {
  static const std::vector<std::string> known{catalogue_lists.begin(), catalogue_lists.end()};
  const std::string name = map.code("list");
  if (name.empty()) return name;
  if (std::ranges::find(known, name) == known.end()) {
    file.add_problem(map.mark_of("list"), "no field of a report reads the list '" + name + "'" +
                                              near_match(name, known));
    return {};
  }
  if (!catalogue.lists.contains(name)) return name;
  file.add_problem(map.mark_of("list"),
                   "list '" + name + "' is also in another file of this catalogue");
  return {};
}

void read_entry(const YamlNode& node, SourceFile& file, CatalogueDraft& draft,
                const std::string& list) {
  MapReader map{node, file, "an entry"};
  CatalogueEntry entry;
  entry.code = map.code("code");
  entry.text = map.text("text");
  entry.source = map.string("source");
  const Period valid = read_validity(map, file);
  entry.valid_from = valid.from;
  entry.valid_to = valid.to;
  // Of a list whose name is wrong nobody knows which traits it has.
  if (!list.empty()) {
    read_traits(map, file, draft, list, entry);
    map.finish();
  }
  if (entry.code.empty()) return;
  if (!draft.catalogue.lists[list].emplace(entry.code, entry).second) {
    file.add_problem(map.mark_of("code"), "code '" + entry.code + "' is in the list twice");
  }
}

}  // namespace

void read_catalogue_list(const YamlNode& root, SourceFile& file, CatalogueDraft& draft) {
  MapReader map{root, file, "the file"};
  const std::string list = read_list_name(map, file, draft.catalogue);
  if (list.empty()) draft.complete = false;
  draft.catalogue.lists[list];
  for (const YamlNode& node : map.list("entries")) read_entry(node, file, draft, list);
  map.finish();
}

}  // namespace vigie::config
