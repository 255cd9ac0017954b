#include "router/rules/fact_labels.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>

#include "config/field_labels.h"

namespace vigie::router {
namespace {

struct Label {
  std::string_view key;
  std::string_view en;
  std::string_view fr;
};

/// Of paths whose last name alone would not say it beside the list they stand in.
constexpr auto own_labels = std::to_array<Label>({
    {"routed_at", "time of routing", "moment de l’acheminement"},
    {"report.kind", "kind of report", "nature du rapport"},
    {"report.concerns_un_personnel.answer", "concerns UN personnel",
     "concerne le personnel de l’ONU"},
    {"report.needs[].count", "for how many", "pour combien"},
    {"report.who[]", "persons", "personnes"},
    {"report.who[].count.min", "how many at least", "nombre minimal"},
    {"report.who[].count.max", "how many at most", "nombre maximal"},
    {"report.who[].age.min", "age (lowest)", "âge (le plus bas)"},
    {"report.who[].age.max", "age (highest)", "âge (le plus haut)"},
    {"report.who[].age.basis", "how the age is known", "comment on sait l’âge"},
    {"report.who[].documents[].kind", "kind of document", "nature du document"},
    {"report.who[].documents[].state", "state of the document", "état du document"},
    {"report.how.journey.crossings[].benefits[].stage", "stage of the benefit",
     "stade de l’avantage"},
    {"report.how.journey.crossings[].benefits[].basis", "how the benefit is known",
     "comment on sait l’avantage"},
    {"assessment.risk_on_return", "assessment: risk on return",
     "évaluation : danger en cas de renvoi"},
});

constexpr auto schema_words = std::to_array<Label>({
    {"yes", "yes", "oui"},
    {"no", "no", "non"},
    {"possible", "possible", "possible"},
    {"met", "met", "rempli"},
    {"not_met", "not met", "non rempli"},
    {"indicated", "indicated", "indiqué"},
    {"not_indicated", "not indicated", "non indiqué"},
    {"report", "report", "rapport"},
    {"information_note", "information note", "note d’information"},
    {"routine", "routine", "ordinaire"},
    {"priority", "priority", "prioritaire"},
    {"flash", "flash", "flash"},
    {"en", "English", "anglais"},
    {"fr", "French", "français"},
    {"seen", "seen", "vu"},
    {"told_by_person", "told by the person", "dit par la personne"},
    {"told_by_third", "told by others", "dit par des tiers"},
    {"inferred", "inferred", "déduit"},
    {"done", "done", "fait"},
    {"planned", "planned", "prévu"},
    {"obtained", "obtained", "obtenu"},
    {"intended", "intended", "recherché"},
    {"promised", "promised", "promis"},
    {"presumed_victim", "presumed victim", "victime présumée"},
    {"migrant", "migrant", "migrant"},
    {"suspect", "presumed suspect", "suspect présumé"},
    {"witness", "witness", "témoin"},
    {"source", "source", "source"},
    {"child_with_family", "child with its family", "enfant avec sa famille"},
    {"family_member", "family member", "membre de la famille"},
    {"official", "official", "agent public"},
    {"other", "other", "autre"},
    {"female", "female", "féminin"},
    {"male", "male", "masculin"},
    {"mixed", "mixed", "mixte"},
    {"documents", "by documents", "par des documents"},
    {"stated", "as stated", "selon la personne"},
    {"described", "as described", "selon une description"},
    {"looks", "by looks", "selon l’apparence"},
    {"held", "held", "détenu"},
    {"taken", "taken", "confisqué"},
    {"forged", "forged", "falsifié"},
    {"anothers", "another’s", "d’une autre personne"},
    {"none", "none", "aucun"},
});

std::optional<Text> find_label(std::span<const Label> table, std::string_view key) {
  const auto found = std::ranges::find(table, key, &Label::key);
  if (found == table.end()) return std::nullopt;
  return Text{std::string(found->en), std::string(found->fr)};
}

/// Of the last step: what is its own, or the field's.
std::optional<Text> step_label(std::string_view path) {
  if (auto own = find_label(own_labels, path)) return own;
  std::string_view name = path.substr(path.rfind('.') + 1);
  if (name.ends_with("[]")) name.remove_suffix(2);
  const config::FieldLabel* field = config::find_field_label(name);
  if (field == nullptr) return std::nullopt;
  return Text{std::string(field->en), std::string(field->fr)};
}

/// The outermost list that the path stands in; empty when it stands in none.
std::string_view list_around(std::string_view path) {
  const std::size_t end = path.find("[].");
  return end == std::string_view::npos ? "" : path.substr(0, end + 2);
}

}  // namespace

std::optional<Text> fact_label(std::string_view path) {
  const auto step = step_label(path);
  const std::string_view list = list_around(path);
  if (!step || list.empty()) return step;
  const auto around = step_label(list);
  if (!around) return std::nullopt;
  return Text{around->en + ": " + step->en, around->fr + " : " + step->fr};
}

std::optional<Text> schema_word(std::string_view word) { return find_label(schema_words, word); }

}  // namespace vigie::router
