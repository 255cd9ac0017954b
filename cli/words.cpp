#include "cli/words.h"

#include <array>
#include <utility>

#include "report/check.h"

namespace vigie::cli {
namespace {

struct Sentence {
  Phrase phrase;
  std::string_view en;
  std::string_view fr;
};

constexpr Sentence sentences[] = {
    {Phrase::report_received, "{}: received {}", "{} : reçu le {}"},
    {Phrase::report_waiting, "{}: waiting in the spool; send it later with vigie spool send",
     "{} : en attente ; envoyez-le plus tard avec vigie spool send"},
    {Phrase::report_still_waiting, "{}: waiting in the spool", "{} : en attente"},
    {Phrase::report_refused, "{}: refused", "{} : refusé"},
    {Phrase::report_not_yet, "{}: not yet; it stays in the spool",
     "{} : pas encore ; il reste en attente"},
    {Phrase::intake_silent,
     "No answer from {}: intake cannot be reached, or this device's key is unknown there or was "
     "revoked. If it lasts, ask whoever gave you the key.",
     "Pas de réponse de {} : le service de réception est injoignable, ou la clé de cet appareil y "
     "est inconnue ou a été révoquée. Si cela dure, demandez à qui vous a donné la clé."},
    {Phrase::key_refused, "Intake refuses this device's key ({}).",
     "Le service de réception refuse la clé de cet appareil ({})."},
    {Phrase::attachment_unnamed, "{}: no report among these names this file; it was not sent",
     "{} : aucun de ces rapports ne nomme ce fichier ; il n'a pas été envoyé"},
    {Phrase::spool_empty, "Nothing was filed from here.", "Rien n'a été déposé ici."},
    {Phrase::status_report, "Report {}, revision {}: {}; received {}",
     "Rapport {}, révision {} : {} ; reçu le {}"},
    {Phrase::status_position, "{} ({}): {}, {}", "{} ({}) : {}, le {}"},
    {Phrase::status_unknown, "{}: intake knows no such report of this unit",
     "{} : le service de réception ne connaît pas ce rapport de cette unité"},
    {Phrase::status_no_answer, "No answer from {}; try again later.",
     "Pas de réponse de {} ; réessayez plus tard."},
    {Phrase::state_received, "received", "reçu"},
    {Phrase::state_routed, "routed", "acheminé"},
    {Phrase::state_told, "told", "informé"},
    {Phrase::state_acknowledged, "acknowledged", "accusé de réception"},
    {Phrase::state_waiting, "waiting", "en attente"},
    {Phrase::state_refused, "refused", "refusé"},
    {Phrase::state_not_yet, "not yet", "pas encore"},
    {Phrase::state_open, "new", "nouveau"},
    {Phrase::state_notified, "delivered", "remis"},
    {Phrase::state_seen, "seen", "vu"},
    {Phrase::state_changed, "changed", "modifié"},
    {Phrase::state_corrected, "withdrawn", "retiré"},
    {Phrase::state_reminded, "reminder", "rappel"},
    {Phrase::inbox_empty, "{}: no notices", "{} : aucun avis"},
    {Phrase::inbox_no_answer,
     "No answer from {}: the notifier cannot be reached, or your key is unknown there or was "
     "revoked. If it lasts, ask whoever gave you the key.",
     "Pas de réponse de {} : le service d'avis est injoignable, ou votre clé y est inconnue ou a "
     "été révoquée. Si cela dure, demandez à qui vous a donné la clé."},
    {Phrase::inbox_other_position, "{} is a notice to {}, not to {}",
     "{} est un avis à {}, pas à {}"},
    {Phrase::inbox_which_revision, "say which revision you have read, as show prints it: {}",
     "dites quelle révision vous avez lue, comme l'affiche show : {}"},
    {Phrase::inbox_recorded, "recorded at {}", "enregistré le {}"},
    {Phrase::inbox_superseded, "the notice says more since; read it again: {}",
     "l'avis en dit plus depuis ; relisez-le : {}"},
    {Phrase::inbox_about, "report {}, revision {}", "rapport {}, révision {}"},
    {Phrase::inbox_until, "until {}", "avant le {}"},
    {Phrase::inbox_following, "Waiting for notices to {}; Ctrl-C ends.",
     "En attente d'avis pour {} ; Ctrl-C pour finir."},
    {Phrase::inbox_in_codes, "Codes are shown as they are: {}",
     "Les codes sont affichés tels quels : {}"},
    {Phrase::expect_decide, "expected of you: to decide", "attendu de vous : décider"},
    {Phrase::expect_forward, "expected of you: to forward it", "attendu de vous : le transmettre"},
    {Phrase::ask_tell, "Decide: tell {} ({})?", "À décider : informer {} ({}) ?"},
    {Phrase::ask_due, "by {}; if nobody answers, {}", "avant le {} ; sans réponse, {}"},
    {Phrase::ask_then_remind, "you are reminded and nobody is told",
     "vous recevez un rappel et personne n'est informé"},
    {Phrase::ask_then_escalate, "another office is asked", "une autre fonction est consultée"},
    {Phrase::ask_then_forward, "they are told all the same",
     "cette fonction est informée quand même"},
    {Phrase::ask_outside, "outside the mission: never told unless you release it",
     "hors de la mission : jamais informé sans votre accord"},
    {Phrase::ask_missing, "asked because this is not known: {}", "demandé faute de savoir : {}"},
    {Phrase::ask_how, "to decide: {}", "pour décider : {}"},
    {Phrase::forward_tells, "If you forward it, these are told: {}",
     "Si vous le transmettez, seront informés : {}"},
    {Phrase::forward_how, "to forward: {}", "pour transmettre : {}"},
    {Phrase::decided_told, "Decided: {} is told", "Décidé : {} est informé"},
    {Phrase::decided_not_told, "Decided: {} is not told", "Décidé : {} n'est pas informé"},
    {Phrase::decided_by, "by {}, {}", "par {}, le {}"},
    {Phrase::decided_alone, "at the deadline, as nobody had answered, {}",
     "à l'échéance, faute de réponse, le {}"},
    {Phrase::changed_parts, "Changed:", "Modifié :"},
    {Phrase::changed_all, "the whole report", "le rapport entier"},
    {Phrase::decide_nothing, "say what you decide: --release or --decline, with positions",
     "dites ce que vous décidez : --release ou --decline, avec des positions"},
    {Phrase::decide_twice, "{} is named twice", "{} est nommé deux fois"},
    {Phrase::decide_reason, "say why, with --reason: a position is declined only with a reason",
     "dites pourquoi, avec --reason : une position n'est refusée qu'avec un motif"},
    {Phrase::mark_unclassified, "UNCLASSIFIED", "NON CLASSIFIÉ"},
    {Phrase::mark_confidential, "CONFIDENTIAL", "CONFIDENTIEL"},
    {Phrase::mark_strictly_confidential, "STRICTLY CONFIDENTIAL", "STRICTEMENT CONFIDENTIEL"},
    {Phrase::because, "because: {}", "motif : {}"},
    {Phrase::because_of_rule, "{} ({}; {})", "{} ({} ; {})"},
    {Phrase::no_longer, "No longer a reason: {}", "N'est plus un motif : {}"},
    {Phrase::progress_answered, "{} of {} answered by intake",
     "{} sur {} : le service de réception a répondu"},
    {Phrase::progress_acknowledged, "{} of {} acknowledged by all told",
     "{} sur {} : accusé de réception de tous"},
    {Phrase::not_acknowledged_yet, "to acknowledge: {}", "pour accuser réception : {}"},
    {Phrase::outcome_not_told, "not told", "non informé"},
    {Phrase::reason_other_region, "serves another region", "sert une autre région"},
    {Phrase::urgency_routine, "routine", "ordinaire"},
    {Phrase::urgency_priority, "priority", "prioritaire"},
    {Phrase::urgency_flash, "flash", "flash"},
};

constexpr std::pair<std::string_view, Phrase> state_words[] = {
    {"received", Phrase::state_received},   {"routed", Phrase::state_routed},
    {"told", Phrase::state_told},           {"acknowledged", Phrase::state_acknowledged},
    {"waiting", Phrase::state_waiting},     {"refused", Phrase::state_refused},
    {"not_yet", Phrase::state_not_yet},     {"open", Phrase::state_open},
    {"notified", Phrase::state_notified},   {"seen", Phrase::state_seen},
    {"changed", Phrase::state_changed},     {"corrected", Phrase::state_corrected},
    {"reminded", Phrase::state_reminded},   {"routine", Phrase::urgency_routine},
    {"priority", Phrase::urgency_priority}, {"flash", Phrase::urgency_flash},
    {"not_told", Phrase::outcome_not_told}, {"other_region", Phrase::reason_other_region},
};

std::string_view phrase_text(Phrase phrase, std::string_view language) {
  for (const Sentence& sentence : sentences) {
    if (sentence.phrase == phrase) return language == "fr" ? sentence.fr : sentence.en;
  }
  VIGIE_EXPECT(false && "every phrase has a sentence");
}

}  // namespace

std::string filled(std::string_view text, std::initializer_list<std::string_view> values) {
  std::string said;
  for (const std::string_view value : values) {
    const std::size_t hole = text.find("{}");
    VIGIE_EXPECT(hole != std::string_view::npos);
    said.append(text.substr(0, hole)).append(value);
    text.remove_prefix(hole + 2);
  }
  return said.append(text);
}

std::string say(Phrase phrase, std::string_view language,
                std::initializer_list<std::string_view> values) {
  return filled(phrase_text(phrase, language), values);
}

std::string word(std::string_view state, std::string_view language) {
  for (const auto& [known, phrase] : state_words) {
    if (known == state) return say(phrase, language);
  }
  return std::string(state);
}

}  // namespace vigie::cli
