#include "cli/assessment_words.h"

#include <algorithm>
#include <iterator>

#include "report/check.h"

namespace vigie::cli {
namespace {

struct Wording {
  std::string_view key;
  std::string_view en;
  std::string_view fr;
};

constexpr Wording wordings[] = {
    {"title", "Assessment of report {}, revision {}", "Évaluation du rapport {}, révision {}"},
    {"exercise", "EXERCISE: nothing of this happened.", "EXERCICE : rien de ceci n’a eu lieu."},
    {"label", "{}: {}", "{} : {}"},
    {"kind", "Kind", "Nature"},
    {"kind.flash", "Flash, filed at once: what it leaves open is not denied",
     "Flash, déposé aussitôt : ce qu’il laisse ouvert n’est pas nié"},
    {"kind.information_note", "Information note", "Note d’information"},
    {"about", "about report {}", "sur le rapport {}"},
    {"observed", "Observed", "Observé"},
    {"filed", "Filed", "Déposé"},
    {"place", "Place", "Lieu"},
    {"place_withheld", "known to the patrol, not written down",
     "connu de la patrouille, non communiqué"},
    {"catalogue", "Catalogue", "Catalogue"},
    {"law", "Law", "Droit"},
    {"law_verified", "Vouched for by a source on the day observed.",
     "Attesté par une source au jour de l’observation."},
    {"law_others", "Also assessed under another law: --frame {}.",
     "Évalué aussi selon un autre droit : --frame {}."},
    {"without_report",
     "Shown as stored when the report was routed. The report itself is not here: its facts are "
     "numbered as they stand in it.",
     "Montré tel qu’enregistré à l’acheminement. Le rapport lui-même n’est pas ici : ses faits "
     "sont "
     "numérotés dans leur ordre."},
    {"results", "RESULTS — each question on its own", "RÉSULTATS — chaque question à part"},
    {"planned_only", "for a planned crossing only: it would be, if it takes place",
     "pour un passage prévu seulement : ce le serait, s’il a lieu"},
    {"per_group", "each group of persons on its own", "chaque groupe de personnes à part"},
    {"per_crossing", "each border crossing on its own", "chaque passage de frontière à part"},
    {"readings", "Read as adults: {}. Read as under 18: {}.",
     "Lecture pour des adultes : {}. Lecture pour des moins de 18 ans : {}."},
    {"forms", "Form of exploitation: {}", "Forme d’exploitation : {}"},
    {"suggested", "Several indicators together: {}", "Plusieurs indices ensemble : {}"},
    {"because", "Because:", "Parce que :"},
    {"missing", "Missing:", "Manque :"},
    {"missing_rule",
     "What is missing is listed with how a patrol may learn it: a patrol interviews no presumed "
     "victims and does not investigate.",
     "Ce qui manque est donné avec la manière dont une patrouille peut l’apprendre : une "
     "patrouille "
     "n’interroge pas les victimes présumées et n’enquête pas."},
    {"no_crossing", "No border crossing, as reported.",
     "Aucun passage de frontière, selon le rapport."},
    {"indicators", "INDICATORS OBSERVED", "INDICES OBSERVÉS"},
    {"indicators_rule",
     "The presence or absence of an indicator neither proves nor disproves: it calls for a closer "
     "look.",
     "La présence ou l’absence d’un indice ne prouve ni n’infirme rien : elle appelle un examen "
     "plus attentif."},
    {"indicator_of_all", "all persons", "toutes les personnes"},
    {"under_18.yes", "Somebody here is under 18 and is treated as a child.",
     "Une personne au moins a moins de 18 ans et est traitée comme un enfant."},
    {"under_18.possible",
     "Somebody here may be under 18: treated as a child until the age is known.",
     "Une personne au moins a peut-être moins de 18 ans : traitée comme un enfant tant que l’âge "
     "n’est pas connu."},
    {"under_18.unknown",
     "No age is reported of some persons: whether any is under 18 is not known.",
     "L’âge de certaines personnes n’est pas rapporté : on ignore si l’une a moins de 18 ans."},
    {"protection", "PROTECTION — whatever the results",
     "PROTECTION — quels que soient les résultats"},
    {"not_used", "NOT USED IN THIS ASSESSMENT — kept and shown",
     "NON UTILISÉ DANS CETTE ÉVALUATION — conservé et montré"},
    {"patrol_label", "The patrol’s own label: “{}”",
     "Qualification donnée par la patrouille : « {} »"},
    {"says_consents", "{}: they say they agree to what is done — {}",
     "{} : disent être d’accord avec ce qui leur est fait — {}"},
    {"says_denies", "{}: they say they do not see themselves as presumed victims — {}",
     "{} : disent ne pas se voir comme des victimes présumées — {}"},
    {"consent_not_used", "What a person says of agreeing is kept in the report and not used here.",
     "Ce qu’une personne dit de son accord reste au rapport et n’est pas utilisé ici."},
    {"no_verdict",
     "Nothing here is a verdict. It says what the reported facts show; persons are presumed "
     "victims "
     "or presumed suspects, and every decision is a person’s.",
     "Rien ici n’est un jugement. Cette page dit ce que montrent les faits rapportés ; les "
     "personnes "
     "sont des victimes présumées ou des suspects présumés, et toute décision revient à une "
     "personne."},
    {"learn.no", "not for the patrol", "non par la patrouille"},
    {"learn.by_looking", "by looking", "en observant"},
    {"learn.from_documents", "from documents", "d’après des documents"},
    {"learn.from_others", "from others, not from presumed victims",
     "auprès d’autres, non des victimes présumées"},
    {"basis.seen", "seen by the patrol", "vu par la patrouille"},
    {"basis.told_by_person", "told by those concerned", "dit par les intéressés"},
    {"basis.told_by_third", "told by others", "dit par des tiers"},
    {"basis.inferred", "inferred by the patrol", "déduit par la patrouille"},
    {"age_basis.documents", "from documents", "d’après des documents"},
    {"age_basis.stated", "as stated", "d’après leurs dires"},
    {"age_basis.described", "as described", "d’après la description"},
    {"age_basis.looks", "by their looks", "d’après l’apparence"},
    {"age_basis.told_by_third", "told by others", "dit par des tiers"},
    {"age_basis.unknown", "not known how", "on ignore comment"},
    {"role.presumed_victim", "presumed victims", "victimes présumées"},
    {"role.migrant", "migrants", "migrants"},
    {"role.suspect", "presumed suspects", "suspects présumés"},
    {"role.witness", "witnesses", "témoins"},
    {"role.source", "source", "source"},
    {"role.child_with_family", "children with their family", "enfants avec leur famille"},
    {"role.family_member", "family", "famille"},
    {"role.official", "officials", "agents publics"},
    {"role.other", "other role", "autre rôle"},
    {"role.unknown", "role not known", "rôle inconnu"},
    {"sex.female", "female", "de sexe féminin"},
    {"sex.male", "male", "de sexe masculin"},
    {"sex.mixed", "of both sexes", "des deux sexes"},
    {"sex.unknown", "sex not known", "sexe inconnu"},
    {"answer.yes", "yes", "oui"},
    {"answer.no", "no", "non"},
    {"answer.unknown", "not known", "inconnu"},
    {"stage.done", "done", "effectué"},
    {"stage.planned", "planned", "prévu"},
    {"benefit.obtained", "Obtained: {}", "Obtenu : {}"},
    {"benefit.intended", "Intended: {}", "Recherché : {}"},
    {"benefit.promised", "Promised: {}", "Promis : {}"},
    {"benefit.unnamed", "a benefit", "un avantage"},
    {"benefit.by", "from {}", "payeur : {}"},
    {"benefit.to", "to {}", "destinataire : {}"},
    {"party_unknown", "somebody not known", "inconnu"},
    {"benefits.none", "Nobody gains from this crossing, as reported",
     "Personne ne tire avantage de ce passage, selon le rapport"},
    {"count.one", "1 person", "1 personne"},
    {"count.exact", "{} persons", "{} personnes"},
    {"count.range", "{} to {} persons", "{} à {} personnes"},
    {"count.min", "at least {} persons", "au moins {} personnes"},
    {"count.max", "at most {} persons", "au plus {} personnes"},
    {"age.exact", "age {}", "{} ans"},
    {"age.range", "age {} to {}", "{} à {} ans"},
    {"age.min", "age {} or more", "{} ans ou plus"},
    {"age.max", "age {} or less", "{} ans ou moins"},
    {"age.none", "age not known", "âge inconnu"},
    {"age.absent", "no age reported", "âge non rapporté"},
    {"age_of", "Reported {}", "Âge rapporté : {}"},
    {"nationality", "Nationality: {}", "Nationalité : {}"},
    {"documents.now", "Documents now: {}", "Documents à présent : {}"},
    {"documents.crossing", "Documents at the crossing: {}", "Documents au passage : {}"},
    {"documents.none", "none", "aucun"},
    {"visa", "visa: {}", "visa : {}"},
    {"crossing_states", "{} → {} ({})", "{} → {} ({})"},
    {"crossing_number", "Crossing {}", "Passage {}"},
    {"crossing_fact", "The crossing {} → {} ({})", "Le passage {} → {} ({})"},
    {"transport", "Transport: {}", "Transport : {}"},
    {"control", "Border control: {}", "Contrôle à la frontière : {}"},
    {"mistreatment", "On the way: {}", "En route : {}"},
    {"done_by", "by {}", "par {}"},
    {"none_reported", "None, as reported", "Aucun, selon le rapport"},
    {"indicator", "Indicator: {}", "Indice : {}"},
    {"armed_actor", "Armed actors: {}", "Acteurs armés : {}"},
    {"danger.life_at_risk_now", "A life is at risk now: {}",
     "Une vie est en danger maintenant : {}"},
    {"danger.armed_actors_present", "Armed actors are present: {}",
     "Des acteurs armés sont présents : {}"},
    {"protection.risk_on_return", "Risk on return: {}", "Risque en cas de retour : {}"},
    {"protection.possible_sexual_violence", "Sexual violence is possible: {}",
     "Des violences sexuelles sont possibles : {}"},
    {"nobody_described", "Persons the report does not describe",
     "Personnes que le rapport ne décrit pas"},
    {"fact_at", "Reported: {}", "Rapporté : {}"},
    {"place:/who", "group of persons {}", "groupe de personnes {}"},
    {"place:/who/age", "age of group {}", "âge du groupe {}"},
    {"place:/who/nationalities", "nationality of group {}", "nationalité du groupe {}"},
    {"place:/who/documents", "documents of group {}", "documents du groupe {}"},
    {"place:/why/purposes", "purpose {}", "but {}"},
    {"place:/how/acts", "act {}", "acte {}"},
    {"place:/how/means", "means {}", "moyen {}"},
    {"place:/how/armed_actors", "armed actors {}", "acteurs armés {}"},
    {"place:/how/journey/crossings", "crossing {}", "passage {}"},
    {"place:/how/journey/crossings/documents", "crossing {}, documents {}",
     "passage {}, documents {}"},
    {"place:/how/journey/crossings/benefits", "crossing {}, benefit {}", "passage {}, avantage {}"},
    {"place:/how/journey/crossings/control", "crossing {}, border control",
     "passage {}, contrôle à la frontière"},
    {"place:/how/journey/crossings/mistreatment", "crossing {}, mistreatment {}",
     "passage {}, mauvais traitement {}"},
    {"place:/indicators", "indicator {}", "indice {}"},
    {"place:/needs", "need {}", "besoin {}"},
    {"place:/danger/life_at_risk_now", "danger: a life at risk now",
     "danger : une vie en danger maintenant"},
    {"place:/danger/armed_actors_present", "danger: armed actors present",
     "danger : acteurs armés présents"},
    {"place:/protection/risk_on_return", "protection: risk on return",
     "protection : risque en cas de retour"},
    {"place:/protection/possible_sexual_violence", "protection: possible sexual violence",
     "protection : violences sexuelles possibles"},
    {"state_unknown", "a State not known", "un État inconnu"},
};

/// ISO 3166-1 alpha-3, and the two codes of ICAO for stateless persons and refugees.
constexpr Wording states[] = {
    {"AFG", "Afghanistan", "Afghanistan"},
    {"AGO", "Angola", "Angola"},
    {"ARE", "United Arab Emirates", "Émirats arabes unis"},
    {"BDI", "Burundi", "Burundi"},
    {"BEL", "Belgium", "Belgique"},
    {"BEN", "Benin", "Bénin"},
    {"BFA", "Burkina Faso", "Burkina Faso"},
    {"BGD", "Bangladesh", "Bangladesh"},
    {"BWA", "Botswana", "Botswana"},
    {"CAF", "Central African Republic", "République centrafricaine"},
    {"CHN", "China", "Chine"},
    {"CIV", "Côte d’Ivoire", "Côte d’Ivoire"},
    {"CMR", "Cameroon", "Cameroun"},
    {"COD", "Democratic Republic of the Congo", "République démocratique du Congo"},
    {"COG", "Congo", "Congo"},
    {"COM", "Comoros", "Comores"},
    {"CPV", "Cabo Verde", "Cabo Verde"},
    {"DEU", "Germany", "Allemagne"},
    {"DJI", "Djibouti", "Djibouti"},
    {"DZA", "Algeria", "Algérie"},
    {"EGY", "Egypt", "Égypte"},
    {"ERI", "Eritrea", "Érythrée"},
    {"ESH", "Western Sahara", "Sahara occidental"},
    {"ESP", "Spain", "Espagne"},
    {"ETH", "Ethiopia", "Éthiopie"},
    {"FRA", "France", "France"},
    {"GAB", "Gabon", "Gabon"},
    {"GBR", "United Kingdom", "Royaume-Uni"},
    {"GHA", "Ghana", "Ghana"},
    {"GIN", "Guinea", "Guinée"},
    {"GMB", "Gambia", "Gambie"},
    {"GNB", "Guinea-Bissau", "Guinée-Bissau"},
    {"GNQ", "Equatorial Guinea", "Guinée équatoriale"},
    {"GRC", "Greece", "Grèce"},
    {"IND", "India", "Inde"},
    {"IRQ", "Iraq", "Iraq"},
    {"ITA", "Italy", "Italie"},
    {"JOR", "Jordan", "Jordanie"},
    {"KEN", "Kenya", "Kenya"},
    {"KWT", "Kuwait", "Koweït"},
    {"LBN", "Lebanon", "Liban"},
    {"LBR", "Liberia", "Libéria"},
    {"LBY", "Libya", "Libye"},
    {"LKA", "Sri Lanka", "Sri Lanka"},
    {"LSO", "Lesotho", "Lesotho"},
    {"MAR", "Morocco", "Maroc"},
    {"MDG", "Madagascar", "Madagascar"},
    {"MLI", "Mali", "Mali"},
    {"MLT", "Malta", "Malte"},
    {"MOZ", "Mozambique", "Mozambique"},
    {"MRT", "Mauritania", "Mauritanie"},
    {"MUS", "Mauritius", "Maurice"},
    {"MWI", "Malawi", "Malawi"},
    {"NAM", "Namibia", "Namibie"},
    {"NER", "Niger", "Niger"},
    {"NGA", "Nigeria", "Nigéria"},
    {"OMN", "Oman", "Oman"},
    {"PAK", "Pakistan", "Pakistan"},
    {"PRT", "Portugal", "Portugal"},
    {"PSE", "State of Palestine", "État de Palestine"},
    {"QAT", "Qatar", "Qatar"},
    {"RWA", "Rwanda", "Rwanda"},
    {"SAU", "Saudi Arabia", "Arabie saoudite"},
    {"SDN", "Sudan", "Soudan"},
    {"SEN", "Senegal", "Sénégal"},
    {"SLE", "Sierra Leone", "Sierra Leone"},
    {"SOM", "Somalia", "Somalie"},
    {"SSD", "South Sudan", "Soudan du Sud"},
    {"STP", "Sao Tome and Principe", "Sao Tomé-et-Principe"},
    {"SWZ", "Eswatini", "Eswatini"},
    {"SYC", "Seychelles", "Seychelles"},
    {"SYR", "Syrian Arab Republic", "République arabe syrienne"},
    {"TCD", "Chad", "Tchad"},
    {"TGO", "Togo", "Togo"},
    {"TUN", "Tunisia", "Tunisie"},
    {"TUR", "Türkiye", "Türkiye"},
    {"TZA", "United Republic of Tanzania", "République-Unie de Tanzanie"},
    {"UGA", "Uganda", "Ouganda"},
    {"USA", "United States", "États-Unis"},
    {"XXA", "stateless", "apatride"},
    {"XXB", "refugee", "réfugié"},
    {"YEM", "Yemen", "Yémen"},
    {"ZAF", "South Africa", "Afrique du Sud"},
    {"ZMB", "Zambia", "Zambie"},
    {"ZWE", "Zimbabwe", "Zimbabwe"},
};

std::string_view in(const Wording& wording, std::string_view language) {
  return language == "fr" ? wording.fr : wording.en;
}

}  // namespace

std::string assessment_words(std::string_view key, std::string_view language,
                             std::initializer_list<std::string_view> values) {
  const auto* found = std::ranges::find(wordings, key, &Wording::key);
  VIGIE_EXPECT(found != std::end(wordings));
  std::string said;
  std::string_view rest = in(*found, language);
  for (const std::string_view value : values) {
    const std::size_t hole = rest.find("{}");
    VIGIE_EXPECT(hole != std::string_view::npos);
    said.append(rest.substr(0, hole)).append(value);
    rest.remove_prefix(hole + 2);
  }
  return said.append(rest);
}

bool knows_assessment_words(std::string_view key) {
  return std::ranges::find(wordings, key, &Wording::key) != std::end(wordings);
}

std::string state_name(std::string_view code, std::string_view language) {
  if (code == "unknown") return assessment_words("state_unknown", language);
  const auto* found = std::ranges::find(states, code, &Wording::key);
  return std::string(found == std::end(states) ? code : in(*found, language));
}

}  // namespace vigie::cli
