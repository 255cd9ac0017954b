#include "config/traits.h"

#include <algorithm>
#include <array>

#include "config/read_word.h"

namespace vigie::config {
namespace {

struct Reading {
  MapReader& map;
  SourceFile& file;
  CatalogueDraft& draft;
  CatalogueEntry& entry;
};

void need_with_frames(Reading& at, std::string_view key) {
  at.draft.wrong_with_frames.emplace_back(
      at.file.place(at.map.mark()),
      "an entry needs the key '" + std::string{key} + "' in a catalogue with frames");
}

/// "vic_MethodsOfControl: FalsePromises", or "none".
bool is_counterpart(std::string_view text) {
  if (text == "none") return true;
  const auto in_field = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  const std::size_t colon = text.find(": ");
  return colon != std::string_view::npos && colon > 0 && colon + 2 < text.size() &&
         std::ranges::all_of(text.substr(0, colon), in_field);
}

void read_counterpart(Reading& at) {
  at.entry.htcds = at.map.optional_string("htcds");
  if (!at.entry.htcds) return need_with_frames(at, "htcds");
  if (at.entry.htcds->empty() || is_counterpart(*at.entry.htcds)) return;
  at.file.add_problem(at.map.mark_of("htcds"),
                      "'htcds' must be a field and its value, 'field: value', or \"none\"");
}

/// `key` stands with every indicator of that category, and with no other.
void check_goes_with(Reading& at, std::string_view key, IndicatorCategory category,
                     std::string_view word) {
  const bool given = at.map.optional_child(key) != nullptr;
  if (given == (at.entry.category == category)) return;
  const std::string quoted = "'" + std::string{key} + "'";
  if (given) {
    at.file.add_problem(at.map.mark_of(key),
                        quoted + " goes with the category " + std::string{word} + " only");
  } else {
    at.file.add_problem(at.map.mark(),
                        "a " + std::string{word} + " indicator needs the key " + quoted);
  }
}

void read_indicator(Reading& at) {
  const bool given = at.map.optional_child("category") != nullptr;
  at.entry.category = optional_value<IndicatorCategory>(at.map, "category");
  at.entry.element = optional_value<Element>(at.map, "element", trafficking_element_words());
  at.entry.form = at.map.optional_code("form").value_or("");
  at.entry.endangers_life = at.map.boolean("endangers_life", false);
  at.entry.foreign = at.map.boolean("foreign", false);
  at.entry.separates = at.map.boolean("separates", false);
  at.entry.armed = at.map.boolean("armed", false);
  at.entry.gain = at.map.boolean("gain", false);
  at.entry.sexual = at.map.boolean("sexual", false);
  at.entry.abducts = at.map.boolean("abducts", false);
  if (!at.entry.form.empty()) {
    at.draft.references.push_back(
        {"purposes", at.entry.form, at.file.place(at.map.mark_of("form"))});
  }
  if (!given) need_with_frames(at, "category");
  if (given && !at.entry.category) return;
  check_goes_with(at, "element", IndicatorCategory::general, "general");
  check_goes_with(at, "form", IndicatorCategory::specific, "specific");
}

void read_purpose(Reading& at) {
  at.entry.possible_at_most = at.map.boolean("possible_at_most", false);
  at.entry.sexual = at.map.boolean("sexual", false);
  at.entry.conflict = at.map.boolean("conflict", false);
  at.entry.enslaving = at.map.boolean("enslaving", false);
  at.entry.begging = at.map.boolean("begging", false);
  for (auto& [code, mark] : at.map.optional_codes("only_with_any")) {
    at.draft.references.push_back({"indicators", code, at.file.place(mark)});
    at.entry.only_with_any.push_back(std::move(code));
  }
  std::ranges::sort(at.entry.only_with_any);
}

void read_mistreatment(Reading& at) {
  at.entry.sexual = at.map.boolean("sexual", false);
  at.entry.endangers_life = at.map.boolean("endangers_life", false);
}

Likelihood likelihood(Reading& at, std::string_view key) {
  return optional_value<Likelihood>(at.map, key).value_or(Likelihood::no);
}

void read_document_kind(Reading& at) {
  at.entry.travel = likelihood(at, "travel");
  at.entry.residence = at.map.boolean("residence", false);
  at.entry.visa = at.map.boolean("visa", false);
}

void read_act(Reading& at) { at.entry.organises = at.map.boolean("organises", false); }

void read_party(Reading& at) {
  at.entry.migrants = at.map.boolean("migrants", false);
  at.entry.official = at.map.boolean("official", false);
}

void read_means(Reading& at) {
  at.entry.abducts = at.map.boolean("abducts", false);
  at.entry.compels = at.map.boolean("compels", false);
}

void read_armed_actor(Reading& at) {
  at.entry.party_to_conflict = likelihood(at, "party_to_conflict");
}

void read_border_control(Reading& at) {
  at.entry.evades = at.map.boolean("evades", false);
  at.entry.officials_paid = at.map.boolean("officials_paid", false);
}

struct TraitsOf {
  std::string_view list;
  void (*read)(Reading& at);
};

constexpr std::array<TraitsOf, 9> traits{{{"acts", read_act},
                                          {"parties", read_party},
                                          {"means", read_means},
                                          {"indicators", read_indicator},
                                          {"purposes", read_purpose},
                                          {"mistreatments", read_mistreatment},
                                          {"document_kinds", read_document_kind},
                                          {"armed_actors", read_armed_actor},
                                          {"border_controls", read_border_control}}};

}  // namespace

void read_traits(MapReader& map, SourceFile& file, CatalogueDraft& draft, const std::string& list,
                 CatalogueEntry& entry) {
  Reading at{map, file, draft, entry};
  if (std::ranges::find(lists_with_counterparts, list) != lists_with_counterparts.end()) {
    read_counterpart(at);
  }
  const auto* own = std::ranges::find(traits, list, &TraitsOf::list);
  if (own != traits.end()) own->read(at);
}

}  // namespace vigie::config
