// One version of the mission's catalogue: the words reports may use, and what the assessment of a
// report needs to know of them — which indicators point where, who may enter which State, what each
// law asks for, and the sentences people read. Data only: a mission changes it without a release.
//
// Shapes: codes are Code; States are ISO 3166-1 alpha-3; every text is English and French; every
//         `source` names a passage, begins with "derived: " where the words are ours, or says
//         "ours".
// Dates:  whole days, both ends included. `verified_to` is the last day for which a source vouches:
//         what is asked of a later day is unknown, never guessed.
// Source: docs/configuration.md says how the files look, docs/assessment.md how they are used.

#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "report/problem.h"
#include "report/report.h"

namespace vigie::config {

/// The three categories of the IOM study, and two that are ours.
enum class IndicatorCategory { contextual, general, specific, smuggling, aggravating };
/// What a law may ask for. The first three are the elements of trafficking (Trafficking Protocol,
/// art. 3); illegal_entry, other_state and benefit those of smuggling (Smuggling Protocol, art. 3);
/// organised and irregular_status belong to art. 3 of Act 2012-023 of Mali, the last two to its
/// organised exploitation of begging.
enum class Element {
  act,
  means,
  purpose,
  illegal_entry,
  other_state,
  benefit,
  organised,
  irregular_status,
  begging,
  gained_by_another
};
enum class Likelihood { no, possible, yes };

/// One entry: a word reports may use. Below the dates stand traits that only some lists have.
struct CatalogueEntry {
  Code code;
  Text text;
  std::string source;
  std::optional<std::chrono::sys_days> valid_from;
  std::optional<std::chrono::sys_days> valid_to;

  std::optional<std::string> htcds;  ///< Counterpart in HTCDS 2.0, "none" where there is none.

  std::optional<IndicatorCategory> category;  ///< indicators: always.
  std::optional<Element> element;             ///< indicators: of a general one, what it points to.
  Code form;  ///< indicators: of a specific one, a code of purposes.

  bool possible_at_most = false;       ///< purposes: too wide a word to meet the element by itself.
  std::vector<Code> only_with_any;     ///< purposes: nothing without one of these indicators.
  bool sexual = false;                 ///< purposes, mistreatments, indicators.
  bool conflict = false;               ///< purposes: of its own kind only in armed conflict.
  bool enslaving = false;              ///< purposes: may be an atrocity crime.
  bool begging = false;                ///< purposes: what exploitation_of_begging is about.
  bool organises = false;              ///< acts: transport, harbouring or transit.
  bool abducts = false;                ///< means, indicators.
  bool foreign = false;                ///< indicators: the persons are probably from elsewhere.
  bool separates = false;              ///< indicators: a child is apart from its family.
  bool compels = false;                ///< means: by force, threat or power.
  bool armed = false;                  ///< indicators: armed men have part in it.
  bool gain = false;                   ///< indicators: others live on what the persons earn.
  bool visa = false;                   ///< document_kinds: the visa itself.
  bool migrants = false;               ///< parties: the migrants themselves.
  bool official = false;               ///< parties: of a State, at a border.
  Likelihood travel = Likelihood::no;  ///< document_kinds: lets its holder cross a border.
  bool residence = false;              ///< document_kinds: its holder may reside there.
  Likelihood party_to_conflict = Likelihood::no;  ///< armed_actors.
  bool endangers_life = false;                    ///< mistreatments, indicators.
  bool evades = false;                            ///< border_controls: the control did not happen.
  bool officials_paid = false;                    ///< border_controls.
  std::vector<std::size_t> suggestions;  ///< indicators: which suggestions name it, by index.
};

/// The lists a catalogue may have; document_states holds the words of the schema's own enumeration.
inline constexpr std::array<std::string_view, 18> catalogue_lists{
    "acts",       "actions_taken",  "armed_actors",    "border_controls", "categories",
    "conditions", "document_kinds", "document_states", "evidence_kinds",  "indicators",
    "means",      "mistreatments",  "needs",           "parties",         "place_types",
    "purposes",   "transports",     "vehicles"};

/// Lists whose entries must each name their HTCDS 2.0 counterpart, or say "none".
inline constexpr std::array<std::string_view, 7> lists_with_counterparts{
    "acts", "actions_taken", "document_states", "means", "needs", "place_types", "purposes"};

/// Several indicators that together make an element possible: never one alone, never more.
struct Suggestion {
  Code id;
  Element element = Element::act;  ///< act, means or purpose.
  Code form;                       ///< Of a purpose: which, a code of purposes.
  std::int64_t at_least = 2;       ///< 2 or more, at most as many as `of` has.
  std::vector<Code> of;            ///< Indicators.
  Text text;
  std::string source;
};

/// What nationals of some States need to enter others. Never holds for one's own State.
struct TravelRegime {
  Code id;
  Text text;
  std::string source;
  std::vector<std::string> nationals_of;  ///< Sorted.
  std::vector<std::string> entering;      ///< Sorted.
  bool visa_needed = false;
  std::optional<std::int64_t> days;  ///< Longest stay without a visa.
  std::optional<std::chrono::sys_days> from;
  std::optional<std::chrono::sys_days> verified_to;
};

/// What one law calls by one name, and asks for.
struct FrameFinding {
  Code finding;  ///< trafficking, smuggling, exploitation_of_begging.
  std::vector<Element> elements;
  std::optional<std::int64_t> without_means_below;  ///< Age: means is not asked for below it.
  std::optional<std::int64_t> aggravated_below;     ///< Age.
  Text text;
  std::string source;
};

/// One body of law: the two Protocols, or an Act.
struct LegalFrame {
  Code id;  ///< "protocol", "mali".
  Text text;
  std::string source;
  std::optional<std::chrono::sys_days> from;
  std::optional<std::chrono::sys_days> verified_to;
  std::vector<FrameFinding> findings;
};

/// Whether a patrol may learn what is missing without interviewing presumed victims or
/// investigating (UNODC module, section 8.B and Annex I, table of do and don't).
enum class Learn { no, by_looking, from_documents, from_others };

/// A sentence of an assessment.
struct StatementText {
  std::string code;  ///< One of statement_codes().
  Text text;
  std::string source;
  std::optional<Learn> learn;  ///< Of what is missing ("missing.…"): always.
};

/// Every statement an assessment can make; a catalogue with statements has a text for each.
std::span<const std::string_view> statement_codes();

/// Every word reports may use, as of one version. Its dates say when it was in use; a report names
/// the version it wrote with, and is never refused because that version is old.
struct Catalogue {
  std::string version;  ///< "2019.1": year and number within it.
  std::optional<std::chrono::sys_days> valid_from;
  std::optional<std::chrono::sys_days> valid_to;
  std::string country;  ///< The State the mission is in; empty when the catalogue does not say.
  std::map<std::string, std::map<Code, CatalogueEntry, std::less<>>, std::less<>> lists;
  std::vector<Suggestion> suggestions;  ///< By id.
  std::vector<TravelRegime> regimes;    ///< By id.
  std::map<Code, LegalFrame, std::less<>> frames;
  std::map<std::string, StatementText, std::less<>> statements;

  /// The entry of `code` in `list`; nullptr when the list has none.
  const CatalogueEntry* find(std::string_view list, std::string_view code) const;
  /// Notes at each indicator which suggestions name it. After any change of either.
  void index_suggestions();
};

}  // namespace vigie::config
