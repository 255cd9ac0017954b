#include "report/problem_texts.h"

#include <algorithm>
#include <array>

#include "report/check.h"

namespace vigie {
namespace {

constexpr auto texts = std::to_array<ProblemText>({
    {"json.size", "The report is too large. Shorten the texts.",
     "Le rapport est trop volumineux. Raccourcissez les textes.", "At most {} bytes.",
     "Au plus {} octets."},
    {"json.utf8", "The report is not valid UTF-8 text.",
     "Le rapport n'est pas un texte UTF-8 valide.", "", ""},
    {"json.depth", "The report nests objects or lists too deeply.",
     "Le rapport imbrique trop d'objets ou de listes.", "At most {} levels.",
     "Au plus {} niveaux."},
    {"json.syntax", "The report is not one complete JSON document.",
     "Le rapport n'est pas un document JSON complet et unique.", "", ""},
    {"json.number", "A number is not written as JSON allows, or is too large to be read exactly.",
     "Un nombre n'est pas écrit comme le permet JSON, ou est trop grand pour être lu exactement.",
     "", ""},
    {"json.duplicate_key", "The same field stands twice in one object. Keep one.",
     "Le même champ figure deux fois dans un objet. Gardez-en un.", "", ""},
    {"json.not_object", "A report is a JSON object.", "Un rapport est un objet JSON.", "", ""},
    {"schema.version", "This version of the report form is not known here.",
     "Cette version du formulaire de rapport n'est pas connue ici.", "Known version: {}.",
     "Version connue : {}."},
    {"schema.unknown_key", "This field does not exist here. Remove it or correct its name.",
     "Ce champ n'existe pas ici. Supprimez-le ou corrigez son nom.", "Did you mean '{}'?",
     "Vouliez-vous dire « {} » ?"},
    {"schema.missing", "A required field is missing.", "Un champ obligatoire manque.", "Field: {}.",
     "Champ : {}."},
    {"schema.type", "This field has the wrong type of value.",
     "Ce champ n'a pas le bon type de valeur.", "Expected: {}.", "Attendu : {}."},
    {"schema.range", "This number is outside what is allowed.",
     "Ce nombre est hors des limites permises.", "Allowed: {}.", "Permis : {}."},
    {"schema.length", "This text is empty or too long.", "Ce texte est vide ou trop long.",
     "Allowed: {} characters.", "Permis : {} caractères."},
    {"schema.pattern", "This value is not written as it must be.",
     "Cette valeur n'est pas écrite comme il se doit.", "Form: {}.", "Forme : {}."},
    {"schema.enum", "This word is not one of those allowed.",
     "Ce mot n'est pas l'un de ceux permis.", "Allowed: {}.", "Permis : {}."},
    {"schema.items", "This list has too few or too many entries.",
     "Cette liste a trop peu ou trop d'entrées.", "Allowed: {} entries.", "Permis : {} entrées."},
    {"schema.unique", "This list names the same entry twice. Keep one.",
     "Cette liste nomme deux fois la même entrée. Gardez-en une.", "", ""},
    {"schema.rule", "One field needs another that is missing.",
     "Un champ en exige un autre qui manque.", "Field: {}.", "Champ : {}."},
    {"rule.range", "The smallest value is larger than the largest. Exchange or correct them.",
     "La plus petite valeur dépasse la plus grande. Inversez-les ou corrigez-les.", "", ""},
    {"rule.date", "This day does not exist in the calendar.",
     "Ce jour n'existe pas dans le calendrier.", "", ""},
    {"rule.observed_order", "The observation ends before it begins. Exchange or correct the times.",
     "L'observation finit avant de commencer. Inversez ou corrigez les heures.", "", ""},
    {"rule.about",
     "An information note, and only an information note, names the report it is about.",
     "Une note d'information, et elle seule, nomme le rapport auquel elle se rapporte.", "", ""},
    {"rule.implicated",
     "Implicated positions are named only when the report concerns United Nations personnel.",
     "Les fonctions impliquées ne sont nommées que si le rapport concerne du personnel des Nations "
     "Unies.",
     "", ""},
    {"rule.group_name", "Two groups of persons have the same name. Rename one.",
     "Deux groupes de personnes portent le même nom. Renommez-en un.", "", ""},
    {"rule.unknown_group", "This report describes no group of persons of that name.",
     "Ce rapport ne décrit aucun groupe de personnes de ce nom.", "", ""},
    {"rule.place_withheld", "The place is withheld, yet written down. Remove one of the two.",
     "Le lieu est tenu secret, et pourtant écrit. Supprimez l'un des deux.", "", ""},
    {"text.control", "This text contains a control character. Keep to letters, tabs and new lines.",
     "Ce texte contient un caractère de contrôle. Tenez-vous aux lettres, tabulations et retours à "
     "la ligne.",
     "", ""},
    {"problems.more", "There are more problems than are listed. Correct these first.",
     "Il y a plus de problèmes que cette liste n'en montre. Corrigez d'abord ceux-ci.", "", ""},
});

std::string filled(std::string_view text, std::string_view sentence, std::string_view detail) {
  std::string result(text);
  if (detail.empty() || sentence.empty()) return result;
  const std::size_t place = sentence.find("{}");
  VIGIE_EXPECT(place != std::string_view::npos);
  return result.append(" ")
      .append(sentence.substr(0, place))
      .append(detail)
      .append(sentence.substr(place + 2));
}

}  // namespace

std::span<const ProblemText> problem_texts() { return texts; }

Problem make_problem(std::string pointer, std::string_view code, std::string_view detail) {
  const auto found = std::find_if(texts.begin(), texts.end(),
                                  [&](const ProblemText& text) { return text.code == code; });
  VIGIE_EXPECT(found != texts.end());
  return Problem{.pointer = std::move(pointer),
                 .code = std::string(code),
                 .text = {.en = filled(found->en, found->detail_en, detail),
                          .fr = filled(found->fr, found->detail_fr, detail)}};
}

}  // namespace vigie
