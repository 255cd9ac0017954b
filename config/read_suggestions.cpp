#include <algorithm>

#include "config/files.h"
#include "config/read_word.h"
#include "config/reader.h"

namespace vigie::config {
namespace {

constexpr std::int64_t of_max = 100;

void read_of(MapReader& map, SourceFile& file, CatalogueDraft& draft, Suggestion& suggestion) {
  for (auto& [code, mark] : map.codes("of")) {
    draft.references.push_back({"indicators", code, file.place(mark)});
    suggestion.of.push_back(std::move(code));
  }
  std::ranges::sort(suggestion.of);
}

void read_form(MapReader& map, SourceFile& file, CatalogueDraft& draft, Suggestion& suggestion,
               std::optional<Element> element) {
  suggestion.form = map.optional_code("form").value_or("");
  if (suggestion.form.empty()) return;
  draft.references.push_back({"purposes", suggestion.form, file.place(map.mark_of("form"))});
  if (!element || element == Element::purpose) return;
  file.add_problem(map.mark_of("form"), "'form' goes with the element purpose only");
}

/// A list that can never reach its number would silently suggest nothing.
void check_reachable(const MapReader& map, SourceFile& file, const Suggestion& suggestion) {
  const auto count = static_cast<std::int64_t>(suggestion.of.size());
  if (count == 0 || suggestion.at_least <= count) return;
  file.add_problem(map.mark_of("at_least"), "'at_least' is " + std::to_string(suggestion.at_least) +
                                                ", and 'of' names " + std::to_string(count));
}

void read_suggestion(const YamlNode& node, SourceFile& file, CatalogueDraft& draft) {
  MapReader map{node, file, "a suggestion"};
  Suggestion suggestion;
  suggestion.id = map.code("id");
  const auto element = required_value<Element>(map, "element", trafficking_element_words());
  suggestion.element = element.value_or(Element::act);
  read_form(map, file, draft, suggestion, element);
  suggestion.at_least = map.integer("at_least", {2, of_max});
  read_of(map, file, draft, suggestion);
  suggestion.text = map.text("text");
  suggestion.source = map.string("source");
  map.finish();
  check_reachable(map, file, suggestion);
  if (declare_in_part(file, draft.parts.at("suggestions"), "suggestion", suggestion.id,
                      map.mark_of("id"))) {
    draft.catalogue.suggestions.push_back(std::move(suggestion));
  }
}

}  // namespace

void read_suggestions(const YamlNode& root, SourceFile& file, CatalogueDraft& draft) {
  for (const YamlNode& node : part_list(root, file, draft, "suggestions")) {
    read_suggestion(node, file, draft);
  }
  std::ranges::sort(draft.catalogue.suggestions, {}, &Suggestion::id);
}

}  // namespace vigie::config
