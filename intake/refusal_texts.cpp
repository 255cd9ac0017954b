#include "intake/refusal_texts.h"

#include <algorithm>
#include <array>

#include "report/check.h"

namespace vigie::intake {
namespace {

constexpr auto texts = std::to_array<RefusalText>({
    {"key.unknown", "This device is not known here. Have its key allowed.",
     "Cet appareil n'est pas connu ici. Faites admettre sa clé."},
    {"key.revoked", "The key of this device was revoked. File with another device.",
     "La clé de cet appareil a été révoquée. Déposez avec un autre appareil."},
    {"token.unknown", "This token is not valid. Ask for a new one for your device.",
     "Ce jeton n'est pas valable. Demandez-en un nouveau pour votre appareil."},
    {"size.report", "The report is too large. Shorten the texts.",
     "Le rapport est trop volumineux. Raccourcissez les textes."},
    {"size.attachment", "One of the attachments is too large. Make it smaller.",
     "Une des pièces jointes est trop volumineuse. Réduisez-la."},
    {"size.attachments",
     "The attachments are too many or too large together. Send the others afterwards.",
     "Les pièces jointes sont trop nombreuses ou trop volumineuses ensemble. Envoyez les autres "
     "ensuite."},
    {"signature.wrong",
     "The signature does not fit. The report was changed on its way: send again.",
     "La signature ne correspond pas. Le rapport a été modifié en route : renvoyez-le."},
    {"report.unreadable", "What arrived is not a signed report. Update the device's program.",
     "Ce qui est arrivé n'est pas un rapport signé. Mettez à jour le programme de l'appareil."},
    {"envelope.device", "The report names another device than the one that sends it.",
     "Le rapport nomme un autre appareil que celui qui l'envoie."},
    {"envelope.report", "The envelope names another report than the one inside.",
     "L'enveloppe nomme un autre rapport que celui qu'elle contient."},
    {"envelope.revision", "The envelope names another revision than the one inside.",
     "L'enveloppe nomme une autre révision que celle qu'elle contient."},
    {"envelope.unit", "The report names another unit than the one this device belongs to.",
     "Le rapport nomme une autre unité que celle à laquelle appartient cet appareil."},
    {"attachment.unknown",
     "An attachment is none of those the report names: its digest or size differs.",
     "Une pièce jointe n'est pas de celles que nomme le rapport : son empreinte ou sa taille "
     "diffère."},
    {"revision.other_unit", "Only the unit that filed this report may revise it.",
     "Seule l'unité qui a déposé ce rapport peut le réviser."},
    {"conflict.digest",
     "This revision of the report was filed before with other content. File a new revision.",
     "Cette révision du rapport a déjà été déposée avec un autre contenu. Déposez une nouvelle "
     "révision."},
    {"version.kind",
     "This kind of message is not known here yet. It stays on the device; send it again later.",
     "Ce type de message n'est pas encore connu ici. Il reste sur l'appareil ; renvoyez-le plus "
     "tard."},
    {"version.schema",
     "This version of the report form is not known here yet. The report stays on the device; send "
     "it again later.",
     "Cette version du formulaire n'est pas encore connue ici. Le rapport reste sur l'appareil ; "
     "renvoyez-le plus tard."},
    {"version.catalogue",
     "This version of the catalogue is not known here yet. The report stays on the device; send it "
     "again later.",
     "Cette version du catalogue n'est pas encore connue ici. Le rapport reste sur l'appareil ; "
     "renvoyez-le plus tard."},
    {"status.unknown", "No report of your unit has that number here.",
     "Aucun rapport de votre unité ne porte ce numéro ici."},
    {"ask.unknown", "This question is not known here.", "Cette question n'est pas connue ici."},
    {"ask.unreadable", "This question cannot be read.", "Cette question est illisible."},
});

}  // namespace

std::span<const RefusalText> refusal_texts() { return texts; }

Text refusal_text(std::string_view code) {
  const auto found = std::ranges::find(texts, code, &RefusalText::code);
  VIGIE_EXPECT(found != texts.end());
  return {.en = std::string(found->en), .fr = std::string(found->fr)};
}

Problem make_refusal(std::string_view code, std::string pointer) {
  return {.pointer = std::move(pointer), .code = std::string(code), .text = refusal_text(code)};
}

}  // namespace vigie::intake
