#include "cli/explain_words.h"

#include <algorithm>
#include <iterator>

#include "cli/words.h"
#include "report/check.h"

namespace vigie::cli {
namespace {

struct Wording {
  std::string_view key;
  std::string_view en;
  std::string_view fr;
};

constexpr Wording wordings[] = {
    {"summary", "Report {}, revision {}: {}.", "Rapport {}, révision {} : {}."},
    {"summary.told", "{} told", "{} informé(s)"},
    {"summary.held", "{} held", "{} en attente d’une décision"},
    {"summary.withheld", "{} withheld", "{} non transmis"},
    {"summary.not_told", "{} not told", "{} non informé(s)"},
    {"routed", "Routed {}, {}.", "Acheminé le {}, {}."},
    {"reader", "As {} may know it.", "Tel que {} peut le savoir."},
    {"nothing", "Nothing of this report concerns this position.",
     "Rien de ce rapport ne concerne cette fonction."},

    {"TOLD", "TOLD", "INFORMÉS"},
    {"HELD", "HELD", "EN ATTENTE D’UNE DÉCISION"},
    {"WITHHELD", "WITHHELD", "NON TRANSMIS"},
    {"NOT_TOLD", "NOT TOLD", "NON INFORMÉS"},

    {"position", "{} ({})", "{} ({})"},
    {"line", "{}: {}", "{} : {}"},
    {"told.until", "to acknowledge by {}", "accusé de réception attendu avant le {}"},
    {"told.acknowledged", "acknowledged by {}, {}", "accusé de réception de {}, le {}"},
    {"told.corrected", "told before, no longer concerned since revision {}",
     "informé auparavant, n’est plus concerné depuis la révision {}"},
    {"told.plain", "told", "informé"},
    {"told.not", "not told", "non informé"},
    {"held.plain", "held", "en attente d’une décision"},

    {"reason.stands_in", "in place of {}, whom the report implicates",
     "à la place de {}, que le rapport met en cause"},
    {"reason.asked", "told only because it must decide or forward for others",
     "informé seulement parce qu’il doit décider ou transmettre pour d’autres"},
    {"reason.implicated", "the report implicates this position",
     "le rapport met en cause cette fonction"},
    {"reason.withheld_by_rule", "a rule withholds it", "une règle l’exclut"},
    {"reason.no_addressee", "takes part, but is never told by the rules",
     "participe, mais n’est jamais informé par les règles"},
    {"reason.other_region", "serves another region", "sert une autre région"},
    {"reason.condition_false", "no rule that names this position applies to the report",
     "aucune règle qui nomme cette fonction ne s’applique au rapport"},
    {"reason.no_rule", "no rule names this position", "aucune règle ne nomme cette fonction"},
    {"reason.outside", "outside the mission: told only when a person decides so",
     "hors de la mission : informé seulement si une personne le décide"},
    {"reason.hidden", "a fact you may not see", "un fait que vous ne pouvez pas voir"},

    {"held.decision", "waits for {} to decide", "en attente de la décision de {}"},
    {"held.forward", "waits for {} to forward it", "en attente de la transmission par {}"},
    {"held.nobody",
     "nobody is left to decide: whoever would is implicated or withheld, and so is every stand-in",
     "personne ne peut décider : qui le devrait est mis en cause ou exclu, ses suppléants aussi"},
    {"held.by", "by {}", "avant le {}"},
    {"held.within", "within {}", "dans un délai de {}"},
    {"held.within_told", "within {} of being told", "dans un délai de {} après en être informé"},
    {"held.then.remind", "if nobody answers, a reminder is sent and nobody is told",
     "sans réponse, un rappel est envoyé et personne n’est informé"},
    {"held.then.escalate", "if nobody answers, {} is asked too",
     "sans réponse, {} est aussi consulté"},
    {"held.then.escalate_other", "if nobody answers, another office is asked too",
     "sans réponse, une autre fonction est aussi consultée"},
    {"held.then.forward", "if nobody answers, it is told all the same",
     "sans réponse, il est informé quand même"},
    {"held.escalated", "{} has been asked too", "{} a aussi été consulté"},
    {"held.released", "told since: {} released it, {}", "informé depuis : {} l’a autorisé, le {}"},
    {"held.forwarded", "told since: {} forwarded it, {}",
     "informé depuis : {} l’a transmis, le {}"},
    {"held.released_plain", "told since, {}", "informé depuis, le {}"},
    {"held.declined", "not told: {} declined it, {}", "non informé : {} l’a refusé, le {}"},
    {"held.declined_plain", "not told: declined, {}", "non informé : refusé, le {}"},
    {"held.given_reason", "Reason given: {}", "Motif donné : {}"},
    {"held.passed", "told since: nobody answered by the deadline, {}",
     "informé depuis : sans réponse à l’échéance, le {}"},
    {"held.closed", "no longer asked since {}", "n’est plus demandé depuis le {}"},
    {"held.unknown", "Not known: {}", "On ignore : {}"},
    {"held.told_before", "told of the report before: it stays told",
     "informé du rapport auparavant : il le reste"},
    {"hours", "{} h", "{} h"},
    {"minutes", "{} min", "{} min"},
    {"days", "{} d", "{} j"},

    {"rule", "Rule: {}", "Règle : {}"},
    {"rule.sentence", "{} ({})", "{} ({})"},
    {"rule.when", "Condition: {}", "Condition : {}"},
    {"rule.not_in_force", "Not in force when the report was routed.",
     "Pas en vigueur à l’acheminement du rapport."},
    {"rule.yes", "It applies:", "Elle s’applique :"},
    {"rule.no", "It does not apply:", "Elle ne s’applique pas :"},
    {"rule.unknown", "Whether it applies is not known:", "On ignore si elle s’applique :"},
    {"rule.always", "It applies to every report.", "Elle s’applique à tout rapport."},
    {"rule.never", "It applies to no report.", "Elle ne s’applique à aucun rapport."},
    {"rule.more", "and {} more", "et {} autres"},
    {"fact", "{}: {}", "{} : {}"},
    {"fact.at", "{}: {}, at {}", "{} : {}, à {}"},
    {"value.yes", "yes", "oui"},
    {"value.no", "no", "non"},
    {"value.unknown", "not known", "on l’ignore"},
    {"nearest.one",
     "It would apply if this were otherwise:", "Elle s’appliquerait si ceci était autrement :"},
    {"nearest.many", "It would apply if any one of these {} were otherwise:",
     "Elle s’appliquerait si l’un de ces {} était autrement :"},
    {"nearest.or", "or", "ou"},
    {"nearest.never", "Nothing a report could say makes it apply, or too much to list.",
     "Rien de ce qu’un rapport peut dire ne la rend applicable, ou trop pour être dit."},
    {"change", "{}: now {}, needed {}", "{} : {} ; il faudrait {}"},
    {"change.at", "{}: now {}, needed {}, at {}", "{} : {} ; il faudrait {}, à {}"},
    {"change.one_more", "{}: needed {}, of one more entry of {}",
     "{} : il faudrait {}, pour une entrée de plus de {}"},
    {"withheld.would",
     "Rules that tell it did apply:", "Des règles qui l’informent s’appliquaient :"},
    {"withheld.by", "Withheld by:", "Exclu par :"},
    {"show", "Shown: {}", "Montré : {}"},
    {"then", "Unanswered, it climbs to: {}", "Sans réponse, transmis à : {}"},
    {"then.deputy", "the deputy", "l’adjoint"},
    {"then.skipped", "{} (skipped: may hear nothing of this report)",
     "{} (sauté : ne doit rien savoir de ce rapport)"},

    {"path", "The way of report {}", "Le parcours du rapport {}"},
    {"path.received", "received from {} (revision {})", "reçu de {} (révision {})"},
    {"path.routed", "routed, {} (revision {})", "acheminé, {} (révision {})"},
    {"path.told", "told: {}", "informé : {}"},
    {"path.changed", "told what is new: {}", "informé de ce qui est nouveau : {}"},
    {"path.withheld", "told nothing more: {}", "n’est plus informé : {}"},
    {"path.reminded", "reminded: {}", "rappel : {}"},
    {"path.corrected", "told it is no longer concerned: {}",
     "informé qu’il n’est plus concerné : {}"},
    {"path.asked.decision", "asked to decide: {}, about {}", "appelé à décider : {}, sur {}"},
    {"path.asked.forward", "asked to forward: {}, to {}", "appelé à transmettre : {}, à {}"},
    {"path.acknowledged", "acknowledged: {}, by {}", "accusé de réception : {}, par {}"},
    {"path.commented", "commented: {}, by {}", "commenté : {}, par {}"},
    {"path.forwarded", "forwarded: {}, by {}", "transmis : {}, par {}"},
    {"path.decided", "decided: {}, by {}", "décidé : {}, par {}"},
    {"path.release", "to tell {}", "informer {}"},
    {"path.decline", "not to tell {}", "ne pas informer {}"},
    {"path.passed", "told when the time of {} had passed: {}",
     "informé, le délai de {} étant passé : {}"},
    {"path.closed", "no longer asked of {}: {}", "n’est plus demandé à {} : {}"},
    {"path.reason", "Reason: {}", "Motif : {}"},
    {"path.waiting", "Still waiting", "Encore en attente"},
    {"path.nobody_waits", "Nobody waits for a decision.", "Personne n’attend de décision."},
    {"path.wait.decision", "{}: for {} to decide", "{} : la décision de {}"},
    {"path.wait.forward", "{}: for {} to forward it", "{} : la transmission par {}"},
    {"path.wait.until", "until {}", "avant le {}"},
    {"path.wait.not_told", "not told yet itself", "pas encore informé lui-même"},
    {"path.open", "Not acknowledged yet", "Pas encore d’accusé de réception"},
    {"path.open.until", "{}: by {}", "{} : avant le {}"},

    {"view.told", "What {} is shown of report {}, revision {}",
     "Ce que {} voit du rapport {}, révision {}"},
    {"view.held", "What {} would be shown of report {}, revision {}, if it were told",
     "Ce que {} verrait du rapport {}, révision {}, si cette fonction était informée"},
    {"view.corrected", "What {} is shown of report {}, revision {}, which no longer concerns it",
     "Ce que {} voit du rapport {}, révision {}, qui ne concerne plus cette fonction"},
    {"view.waits_for", "Not told yet: it waits for {}.", "Pas encore informé : en attente de {}."},
    {"view.profiles", "Profiles: {}", "Profils : {}"},
    {"view.no_profiles", "none", "aucun"},
    {"view.digest", "Digest: {}", "Empreinte : {}"},
};

const Wording* find(std::string_view key) {
  const auto* found = std::ranges::find(wordings, key, &Wording::key);
  return found == std::end(wordings) ? nullptr : found;
}

}  // namespace

bool knows_explain_words(std::string_view key) { return find(key) != nullptr; }

std::string explain_words(std::string_view key, std::string_view language,
                          std::initializer_list<std::string_view> values) {
  const Wording* wording = find(key);
  VIGIE_EXPECT(wording != nullptr);
  return filled(language == "fr" ? wording->fr : wording->en, values);
}

}  // namespace vigie::cli
