#include <algorithm>

#include "config/files.h"
#include "config/period.h"
#include "config/reader.h"

namespace vigie::config {
namespace {

/// ^[0-9]{4}\.[0-9]{1,4}$, what a report may name.
bool is_version(std::string_view text) {
  const auto digits = [](std::string_view part) {
    return std::ranges::all_of(part, [](char c) { return c >= '0' && c <= '9'; });
  };
  return text.size() >= 6 && text.size() <= 9 && text[4] == '.' && digits(text.substr(0, 4)) &&
         digits(text.substr(5));
}

}  // namespace

void read_catalogue_head(const YamlNode& root, SourceFile& file, CatalogueDraft& draft) {
  MapReader top{root, file, "the file"};
  const YamlNode* node = top.child("catalogue");
  top.finish();
  if (!node) return;
  MapReader map{*node, file, "the catalogue"};
  Catalogue& catalogue = draft.catalogue;
  catalogue.version = map.string("version");
  if (!catalogue.version.empty() && !is_version(catalogue.version)) {
    file.add_problem(map.mark_of("version"), "'version' must be a year and a number: '2019.1'");
  }
  const Period valid = read_validity(map, file);
  catalogue.valid_from = valid.from;
  catalogue.valid_to = valid.to;
  catalogue.country = map.optional_state("country").value_or("");
  map.finish();
  file.declare(Thing::catalogue, catalogue.version, map.mark_of("version"));
}

}  // namespace vigie::config
