#include "notifier/people_refusals.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "report/check.h"

namespace vigie::notifier {
namespace {

constexpr auto refusals = std::to_array<PeopleRefusal>({
    {"people.not_holder", "You do not hold this position now.",
     "Vous n'occupez pas cette position actuellement."},
    {"people.no_session", "No inbox is open on this connection. Open it again.",
     "Aucune boîte n'est ouverte sur cette connexion. Ouvrez-la de nouveau."},
    {"people.too_many", "Too many inboxes are open. Close one, or try again in a minute.",
     "Trop de boîtes sont ouvertes. Fermez-en une, ou réessayez dans une minute."},
    {"people.unknown_ask", "This program does not know that request. Update the client.",
     "Ce programme ne connaît pas cette demande. Mettez le client à jour."},
    {"people.unreadable", "The request is not complete or not well formed.",
     "La demande est incomplète ou mal formée."},
    {"people.failed", "The request could not be carried out. Nothing was recorded.",
     "La demande n'a pas pu être exécutée. Rien n'a été enregistré."},
    {"notice.unknown", "There is no such notice here.", "Cet avis n'existe pas ici."},
    {"notice.damaged",
     "This notice was damaged on the disk and cannot be shown. Ask the person who runs Vigie.",
     "Cet avis a été endommagé sur le disque et ne peut être montré. Adressez-vous à la personne "
     "qui exploite Vigie."},
    {"delivery.unknown", "There is no such delivery to you.",
     "Aucune remise de ce type pour vous."},
    {"reply.revision", "The notice has no such revision or issue. Read it again before you answer.",
     "L'avis n'a pas cette révision ou ce numéro. Relisez-le avant de répondre."},
    {"reply.kind", "This kind of reply is not known here.",
     "Ce type de réponse n'est pas connu ici."},
    {"reply.text", "The text of the reply is missing or too long.",
     "Le texte de la réponse manque ou est trop long."},
    {"reply.decisions", "A decision names 1 to 32 positions, each once; other answers name none.",
     "Une décision nomme de 1 à 32 positions, chacune une seule fois ; les autres réponses n'en "
     "nomment aucune."},
    {"reply.reason", "Say why: a position is declined only with a reason.",
     "Dites pourquoi : une position n'est refusée qu'avec un motif."},
    {"reply.not_asked", "The notice does not ask you that. Read it again before you answer.",
     "L'avis ne vous demande pas cela. Relisez-le avant de répondre."},
    {"reply.conflict", "Another answer was recorded under this reply id. Answer again.",
     "Une autre réponse porte déjà cet identifiant. Répondez de nouveau."},
});

}  // namespace

std::span<const PeopleRefusal> people_refusals() { return refusals; }

std::string write_refusal(std::string_view code) {
  const auto found = std::find_if(refusals.begin(), refusals.end(),
                                  [&](const PeopleRefusal& known) { return known.code == code; });
  VIGIE_EXPECT(found != refusals.end());
  const nlohmann::ordered_json body{
      {"refused", {{"code", found->code}, {"text", {{"en", found->en}, {"fr", found->fr}}}}}};
  return body.dump();
}

}  // namespace vigie::notifier
