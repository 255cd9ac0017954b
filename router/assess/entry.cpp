#include "router/assess/entry.h"

#include <algorithm>

namespace vigie::router {
namespace {

using config::Likelihood;

/// What the documents of some persons allow. `unclear`: some document may do, or nobody looked;
/// `doubtful`: beside a false one.
enum class Papers { unclear, good, none, doubtful, false_ones };

enum class Regime { unverified, visa_free, visa_needed };

struct Shown {
  const std::vector<Document>* documents = nullptr;  ///< Null: not reported.
  Answer visa = Answer::unknown;
  Ref ref;
  bool at_crossing = false;  ///< Else what they have now, which may have been taken since.
};

class EntryJudge {
 public:
  EntryJudge(const Evidence& evidence, std::size_t index, const Persons& persons)
      : evidence_(evidence),
        index_(index),
        crossing_(evidence.crossings()[index]),
        persons_(persons),
        shown_(documents_shown()) {}

  Entry judge() {
    entry_.illegal.element = config::Element::illegal_entry;
    entry_.other_state.element = config::Element::other_state;
    entry_.residence = residence();
    if (crossing_.to == "unknown") {
      miss("missing.states", ref_to(Ref::Part::crossing, index_));
    } else if (!persons_.group || !persons_.group->nationalities ||
               persons_.group->nationalities->empty()) {
      miss("missing.nationality",
           persons_.group ? ref_to(Ref::Part::group, persons_.index) : crossing_ref());
      if (shown_.documents == nullptr) miss("missing.documents", crossing_ref());
    } else {
      judge_state(*persons_.group->nationalities);
      judge_illegal(*persons_.group->nationalities);
    }
    if (crossing_.basis == Basis::inferred) weaken();
    return std::move(entry_);
  }

 private:
  Ref crossing_ref() const { return ref_to(Ref::Part::crossing, index_); }

  void explain(std::string_view code, const Ref& ref) { entry_.because.push_back({code, {ref}}); }
  void miss(std::string_view code, const Ref& ref) { entry_.missing.push_back({code, {ref}}); }

  Shown documents_shown() const {
    if (crossing_.documents) {
      for (std::size_t i = 0; i < crossing_.documents->size(); ++i) {
        const CrossingDocuments& shown = (*crossing_.documents)[i];
        if (!names(shown.groups, persons_.name())) continue;
        return {&shown.documents, visa_of(shown.visa, shown.documents),
                ref_to(Ref::Part::crossing_documents, index_, i), true};
      }
    }
    if (!persons_.group || !persons_.group->documents) return {};
    return {&*persons_.group->documents, visa_of(std::nullopt, *persons_.group->documents),
            ref_to(Ref::Part::group_documents, persons_.index), false};
  }

  /// Without any trait when the catalogue does not know it.
  const config::CatalogueEntry& kind_of(const Document& document) const {
    static const config::CatalogueEntry unknown;
    const auto* entry = evidence_.catalogue().find("document_kinds", document.kind);
    return entry ? *entry : unknown;
  }

  /// As answered, else as the visa itself was shown.
  Answer visa_of(const std::optional<Answer>& answered,
                 const std::vector<Document>& documents) const {
    if (answered && *answered != Answer::unknown) return *answered;
    for (const Document& document : documents) {
      if (!kind_of(document).visa) continue;
      if (document.state == DocumentState::held) return Answer::yes;
      if (document.state == DocumentState::none) return Answer::no;
    }
    return Answer::unknown;
  }

  bool visa_is_false() const {
    return shown_.documents != nullptr &&
           std::ranges::any_of(*shown_.documents, [&](const Document& document) {
             return kind_of(document).visa && is_false(document.state);
           });
  }

  static bool is_false(DocumentState state) {
    return state == DocumentState::forged || state == DocumentState::anothers;
  }

  Papers papers() const {
    if (shown_.documents == nullptr) return Papers::unclear;
    bool without = shown_.documents->empty();
    bool false_ones = false;
    bool unclear = false;
    for (const Document& document : *shown_.documents) {
      const Likelihood travel = kind_of(document).travel;
      if (travel == Likelihood::no) continue;
      if (document.state == DocumentState::held && travel == Likelihood::yes) return Papers::good;
      without = without || document.state == DocumentState::none;
      false_ones = false_ones || is_false(document.state);
      unclear = unclear || document.state == DocumentState::held ||
                document.state == DocumentState::taken || document.state == DocumentState::unknown;
    }
    if (false_ones) return unclear ? Papers::doubtful : Papers::false_ones;
    return unclear || !without ? Papers::unclear : Papers::none;
  }

  bool permits_residence(const std::vector<Document>& documents) const {
    return std::ranges::any_of(documents, [&](const Document& document) {
      return kind_of(document).residence && document.state == DocumentState::held;
    });
  }

  /// Shown at the crossing or held now.
  bool residence() const {
    const bool now = persons_.group && persons_.group->documents;
    return (shown_.documents && permits_residence(*shown_.documents)) ||
           (now && permits_residence(*persons_.group->documents));
  }

  Regime regime_for(const std::string& nationality) const {
    std::optional<bool> visa_needed;
    for (const config::TravelRegime& regime : evidence_.catalogue().regimes) {
      if (!evidence_.is_on_day(regime.from, regime.verified_to)) continue;
      if (!std::ranges::binary_search(regime.nationals_of, nationality)) continue;
      if (!std::ranges::binary_search(regime.entering, crossing_.to)) continue;
      if (visa_needed.value_or(regime.visa_needed) != regime.visa_needed) return Regime::unverified;
      visa_needed = regime.visa_needed;
    }
    if (!visa_needed) return Regime::unverified;
    return *visa_needed ? Regime::visa_needed : Regime::visa_free;
  }

  void judge_state(const std::vector<std::string>& nationalities) {
    const auto own = std::ranges::count(nationalities, crossing_.to);
    const Ref ref = ref_to(Ref::Part::group_nationalities, persons_.index);
    if (own > 0 && is_one_person(persons_)) {
      raise(entry_.other_state, Finding::not_met, ref);
    } else if (own == 0) {
      raise(entry_.other_state, entry_.residence ? Finding::possible : Finding::met, ref);
    } else if (own < static_cast<std::ptrdiff_t>(nationalities.size())) {
      raise(entry_.other_state, Finding::possible, ref);
    } else {
      raise(entry_.other_state, Finding::not_met, ref);
    }
  }

  /// The persons may differ in nationality: one finding for all is certain, else it is possible.
  void judge_illegal(const std::vector<std::string>& nationalities) {
    const Ref own = ref_to(Ref::Part::group_nationalities, persons_.index);
    if (is_one_person(persons_) &&
        std::ranges::find(nationalities, crossing_.to) != nationalities.end()) {
      explain("entry.own_state", own);
      return raise(entry_.illegal, Finding::not_met, own);
    }
    bool all_met = true;
    bool none_met = true;
    bool any_unknown = false;
    for (const std::string& nationality : nationalities) {
      const Finding finding = judge_nationality(nationality);
      all_met = all_met && finding == Finding::met;
      none_met = none_met && finding <= Finding::not_met;
      any_unknown = any_unknown || finding == Finding::unknown;
    }
    Finding finding = Finding::possible;
    if (all_met) finding = Finding::met;
    if (none_met) finding = any_unknown ? Finding::unknown : Finding::not_met;
    if (finding == Finding::unknown) return;
    raise(entry_.illegal, finding, shown_.documents ? shown_.ref : crossing_ref());
  }

  Finding judge_nationality(const std::string& nationality) {
    if (nationality == crossing_.to) {
      explain("entry.own_state", ref_to(Ref::Part::group_nationalities, persons_.index));
      return Finding::not_met;
    }
    switch (regime_for(nationality)) {
      case Regime::visa_free:
        return without_visa();
      case Regime::visa_needed:
        return with_visa();
      case Regime::unverified:
        break;
    }
    explain("entry.unverified", crossing_ref());
    miss("missing.travel_rule", crossing_ref());
    const Finding by_papers = judge_papers(Finding::unknown, "");
    return std::min(by_papers, Finding::possible);
  }

  Finding without_visa() {
    const Finding finding = judge_papers(Finding::not_met, "entry.visa_free");
    if (finding == Finding::unknown) miss("missing.documents", crossing_ref());
    return finding;
  }

  Finding with_visa() {
    if (visa_is_false()) return false_documents();
    if (shown_.visa == Answer::no) {
      explain("entry.visa_missing", shown_.ref);
      return Finding::met;
    }
    if (shown_.visa == Answer::yes) {
      const Finding finding = judge_papers(Finding::not_met, "entry.with_visa");
      if (finding == Finding::unknown) miss("missing.documents", crossing_ref());
      return finding;
    }
    const Finding finding = judge_papers(Finding::unknown, "");
    if (finding != Finding::unknown) return finding;
    miss("missing.visa", crossing_ref());
    if (!control_evaded()) return Finding::unknown;
    explain("entry.control_evaded", ref_to(Ref::Part::crossing_control, index_));
    return Finding::possible;
  }

  /// What the documents alone say; `if_good` when they let their holder cross.
  Finding judge_papers(Finding if_good, std::string_view code_if_good) {
    switch (papers()) {
      case Papers::good:
        if (!code_if_good.empty()) explain(code_if_good, shown_.ref);
        return if_good;
      case Papers::none:
        explain("entry.no_documents", shown_.ref);
        return taken_since() ? Finding::possible : Finding::met;
      case Papers::doubtful:
        explain("entry.false_documents", shown_.ref);
        return Finding::possible;
      case Papers::false_ones:
        return false_documents();
      case Papers::unclear:
        break;
    }
    return Finding::unknown;
  }

  Finding false_documents() {
    explain("entry.false_documents", shown_.ref);
    return taken_since() ? Finding::possible : Finding::met;
  }

  /// As they have it now; before a crossing that is done they may have had other documents.
  bool taken_since() const { return !shown_.at_crossing && crossing_.stage == CrossingStage::done; }

  bool control_evaded() const {
    if (!crossing_.control) return false;
    const auto* entry = evidence_.catalogue().find("border_controls", *crossing_.control);
    return entry && (entry->evades || entry->officials_paid);
  }

  void weaken() {
    entry_.illegal.finding = std::min(entry_.illegal.finding, Finding::possible);
    entry_.other_state.finding = std::min(entry_.other_state.finding, Finding::possible);
  }

  const Evidence& evidence_;
  std::size_t index_;
  const Crossing& crossing_;
  const Persons& persons_;
  Shown shown_;
  Entry entry_;
};

}  // namespace

Entry judge_entry(const Evidence& evidence, std::size_t crossing, const Persons& persons) {
  return EntryJudge{evidence, crossing, persons}.judge();
}

}  // namespace vigie::router
