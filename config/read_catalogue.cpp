#include <algorithm>

#include "config/files.h"
#include "config/near_match.h"
#include "config/reader.h"

namespace vigie::config {
namespace {

struct Validity {
  std::optional<std::chrono::sys_days> from;
  std::optional<std::chrono::sys_days> to;
};

Validity read_validity(MapReader& parent, SourceFile& file) {
  const YamlNode* node = parent.optional_child("valid");
  if (!node) return {};
  MapReader map{*node, file, "'valid'"};
  const Validity valid{map.optional_date("from"), map.optional_date("to")};
  map.finish();
  if (valid.from && valid.to && *valid.to < *valid.from) {
    file.add_problem(map.mark_of("to"), "'to' is before 'from'");
  }
  return valid;
}

/// ^[0-9]{4}\.[0-9]{1,4}$, what a report may name.
bool is_version(std::string_view text) {
  const auto digits = [](std::string_view part) {
    return std::ranges::all_of(part, [](char c) { return c >= '0' && c <= '9'; });
  };
  return text.size() >= 6 && text.size() <= 9 && text[4] == '.' && digits(text.substr(0, 4)) &&
         digits(text.substr(5));
}

void read_entry(const YamlNode& node, SourceFile& file,
                std::map<Code, CatalogueEntry, std::less<>>& entries) {
  MapReader map{node, file, "an entry"};
  CatalogueEntry entry;
  entry.code = map.code("code");
  entry.text = map.text("text");
  entry.source = map.string("source");
  const Validity valid = read_validity(map, file);
  entry.valid_from = valid.from;
  entry.valid_to = valid.to;
  map.finish();
  if (entry.code.empty()) return;
  if (!entries.emplace(entry.code, entry).second) {
    file.add_problem(map.mark_of("code"), "code '" + entry.code + "' is in the list twice");
  }
}

std::string read_list_name(MapReader& map, SourceFile& file, const Catalogue& catalogue) {
  static const std::vector<std::string> known{catalogue_lists.begin(), catalogue_lists.end()};
  std::string name = map.code("list");
  if (name.empty()) return name;
  if (std::ranges::find(known, name) == known.end()) {
    file.add_problem(map.mark_of("list"), "no field of a report reads the list '" + name + "'" +
                                              near_match(name, known));
  } else if (catalogue.lists.contains(name)) {
    file.add_problem(map.mark_of("list"),
                     "list '" + name + "' is also in another file of this catalogue");
  }
  return name;
}

}  // namespace

void read_catalogue_head(const YamlNode& root, SourceFile& file, Catalogue& catalogue) {
  MapReader top{root, file, "the file"};
  const YamlNode* node = top.child("catalogue");
  top.finish();
  if (!node) return;
  MapReader map{*node, file, "the catalogue"};
  catalogue.version = map.string("version");
  if (!catalogue.version.empty() && !is_version(catalogue.version)) {
    file.add_problem(map.mark_of("version"), "'version' must be a year and a number: '2019.1'");
  }
  const Validity valid = read_validity(map, file);
  catalogue.valid_from = valid.from;
  catalogue.valid_to = valid.to;
  map.finish();
  file.declare(Thing::catalogue, catalogue.version, map.mark_of("version"));
}

void read_catalogue_list(const YamlNode& root, SourceFile& file, Catalogue& catalogue) {
  MapReader map{root, file, "the file"};
  const std::string name = read_list_name(map, file, catalogue);
  auto& entries = catalogue.lists[name];
  for (const YamlNode& node : map.list("entries")) read_entry(node, file, entries);
  map.finish();
}

}  // namespace vigie::config
