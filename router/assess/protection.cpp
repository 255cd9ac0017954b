#include "router/assess/protection.h"

#include <algorithm>
#include <array>
#include <numeric>

namespace vigie::router {
namespace {

using config::Likelihood;

/// What its sources say together, and the facts it rests on. Without any source: unknown.
struct Flag {
  Finding finding = Finding::unknown;
  std::vector<Ref> rests_on;
  bool heard = false;

  void hear(Finding source) {
    finding = heard ? either(finding, source) : source;
    heard = true;
  }
  void hear(Finding source, const Ref& ref) {
    hear(source);
    const bool new_one = std::ranges::find(rests_on, ref) == rests_on.end();
    if (source >= Finding::possible && new_one) rests_on.push_back(ref);
  }
  void hear(Finding source, const std::vector<Ref>& refs) {
    hear(source);
    for (const Ref& ref : refs) hear(source, ref);
  }
};

Finding likely_finding(Likelihood likelihood) {
  if (likelihood == Likelihood::yes) return Finding::met;
  return likelihood == Likelihood::possible ? Finding::possible : Finding::not_met;
}

class ProtectionJudge {
 public:
  ProtectionJudge(const Evidence& evidence, const std::vector<TraffickingElements>& elements,
                  Assessment& assessment)
      : evidence_(evidence),
        report_(evidence.report()),
        elements_(elements),
        assessment_(assessment) {
    for (const Persons& persons : evidence.persons()) {
      trafficking_ = std::max(trafficking_, trafficking_of(persons));
    }
  }

  void judge() {
    state("protection.non_refoulement", {});
    judge_ages();
    judge_danger();
    judge_origin();
    judge_sexual();
    judge_armed();
    judge_children();
    judge_atrocity();
    judge_migrants();
    judge_needs();
  }

 private:
  Flags& flags() { return assessment_.flags; }

  void state(std::string_view code, const std::vector<Ref>& refs) {
    assessment_.protection.push_back({code, refs});
  }

  void keep(Finding& place, const Flag& flag, std::string_view code) {
    place = flag.finding;
    if (flag.finding >= Finding::possible) state(code, flag.rests_on);
  }

  /// The facts a form of exploitation rests on: those that name it, else the signs of it.
  std::vector<Ref> facts_of(const Form& form, const TraffickingElements& elements) const {
    std::vector<Ref> named;
    for (const Ref& ref : elements.purpose.rests_on) {
      const bool fact = ref.part == Ref::Part::purpose;
      if (fact && (*report_.why.purposes)[ref.index].code == form.purpose) named.push_back(ref);
    }
    return named.empty() ? elements.purpose.rests_on : named;
  }

  /// The strongest result for one group under any frame.
  Result trafficking_of(const Persons& persons) const {
    Result strongest = Result::not_indicated;
    for (const FrameAssessment& frame : assessment_.frames) {
      for (const Judgement& judgement : frame.judgements) {
        if (judgement.finding != "trafficking" || judgement.group != persons.name()) continue;
        strongest = std::max(strongest, judgement.result);
      }
    }
    return strongest;
  }

  /// What depends on trafficking is open while that is, and is not so when it is not indicated.
  Finding without_trafficking() const {
    return trafficking_ == Result::not_indicated ? Finding::not_met : Finding::unknown;
  }

  /// Of everybody the report describes: who may be a child is never asked by role.
  void judge_ages() {
    const auto rank = [](MayBeUnder18 answer) {
      constexpr std::array<MayBeUnder18, 4> ascending{MayBeUnder18::no, MayBeUnder18::unknown,
                                                      MayBeUnder18::possible, MayBeUnder18::yes};
      return std::ranges::find(ascending, answer) - ascending.begin();
    };
    if (!report_.who || report_.who->empty()) return;
    MayBeUnder18 anyone = MayBeUnder18::no;
    for (const Group& group : *report_.who) {
      const MayBeUnder18 under_18 = Persons{&group}.under_18();
      if (rank(under_18) > rank(anyone)) anyone = under_18;
    }
    flags().anyone_under_18 = anyone;
  }

  /// Indicators alone make a flag possible: people are protected on a sign.
  void hear_signs(Flag& flag, bool config::CatalogueEntry::*trait) const {
    const auto signs = evidence_.indicators_with(trait);
    if (!signs.empty()) flag.hear(Finding::possible, signs);
  }

  void judge_danger() {
    Flag danger;
    if (report_.danger) {
      danger.hear(finding_of(report_.danger->life_at_risk_now), ref_to(Ref::Part::life_at_risk));
      if (report_.danger->armed_actors_present == Answer::yes) {
        danger.hear(Finding::possible, ref_to(Ref::Part::armed_actors_present));
      }
    }
    for (std::size_t i = 0; report_.needs && i < report_.needs->size(); ++i) {
      if ((*report_.needs)[i].urgency != Urgency::flash) continue;
      danger.hear(Finding::possible, ref_to(Ref::Part::need, i));
    }
    hear_signs(danger, &config::CatalogueEntry::endangers_life);
    keep(flags().immediate_danger, danger, "protection.immediate_danger");
  }

  void judge_origin() {
    Flag risk;
    if (report_.protection) {
      risk.hear(finding_of(report_.protection->risk_on_return), ref_to(Ref::Part::risk_on_return));
    }
    keep(flags().risk_on_return, risk, "protection.risk_on_return");
    if (flags().risk_on_return == Finding::unknown && !evidence_.crossings().empty()) {
      state("missing.risk_on_return", {});
    }
    Flag foreign;
    for (const Persons& persons : evidence_.persons()) {
      if (trafficking_of(persons) >= Result::possible) judge_foreign(persons, foreign);
    }
    if (trafficking_ < Result::possible) foreign.hear(without_trafficking());
    keep(flags().foreign_presumed_victim, foreign, "protection.foreign_presumed_victim");
    flags().asylum_to_consider = either(flags().risk_on_return, flags().foreign_presumed_victim);
    if (flags().asylum_to_consider >= Finding::possible) {
      std::vector<Ref> refs = risk.rests_on;
      refs.insert(refs.end(), foreign.rests_on.begin(), foreign.rests_on.end());
      state("protection.asylum_to_consider", refs);
    }
  }

  void judge_foreign(const Persons& persons, Flag& foreign) const {
    const bool known =
        persons.group && persons.group->nationalities && !persons.group->nationalities->empty();
    if (!known) {
      const auto signs = evidence_.indicators_with(persons, &config::CatalogueEntry::foreign);
      if (!signs.empty()) return foreign.hear(Finding::possible, signs);
      return foreign.hear(Finding::unknown);
    }
    const auto& states = *persons.group->nationalities;
    const auto own = std::ranges::count(states, evidence_.catalogue().country);
    const bool at_home =
        own == static_cast<std::ptrdiff_t>(states.size()) || (own > 0 && is_one_person(persons));
    foreign.hear(at_home ? Finding::not_met : Finding::met,
                 ref_to(Ref::Part::group_nationalities, persons.index));
  }

  void judge_sexual() {
    Flag exploitation;
    Flag violence;
    for (const TraffickingElements& elements : elements_)
      judge_sexual_forms(elements, exploitation);
    flags().sexual_exploitation = exploitation.finding;
    if (report_.protection) {
      violence.hear(finding_of(report_.protection->possible_sexual_violence),
                    ref_to(Ref::Part::possible_sexual_violence));
    }
    for_each_mistreatment([&](const config::CatalogueEntry& entry, const Ref& ref) {
      if (entry.sexual) violence.hear(Finding::met, ref);
    });
    if (exploitation.finding >= Finding::possible) {
      violence.hear(Finding::possible, exploitation.rests_on);
    }
    hear_signs(violence, &config::CatalogueEntry::sexual);
    keep(flags().sexual_violence, violence, "protection.sexual_violence");
  }

  void judge_sexual_forms(const TraffickingElements& elements, Flag& exploitation) const {
    bool found = false;
    for (const Form& form : elements.forms) {
      const auto* entry = evidence_.catalogue().find("purposes", form.purpose);
      if (entry == nullptr || !entry->sexual) continue;
      exploitation.hear(form.finding, facts_of(form, elements));
      found = true;
    }
    const bool none = elements.purpose.finding == Finding::not_met;
    if (!found) exploitation.hear(none ? Finding::not_met : Finding::unknown);
  }

  void judge_armed() {
    Flag armed;
    Flag conflict;
    // That nobody armed is there now says nothing of who took part.
    if (report_.danger && report_.danger->armed_actors_present == Answer::yes) {
      armed.hear(Finding::met, ref_to(Ref::Part::armed_actors_present));
      conflict.hear(Finding::possible, ref_to(Ref::Part::armed_actors_present));
    }
    hear_signs(armed, &config::CatalogueEntry::armed);
    hear_signs(conflict, &config::CatalogueEntry::armed);
    judge_armed_actors(armed, conflict);
    judge_conflict_forms(conflict);
    flags().armed_actor = armed.finding;
    if (trafficking_ < Result::possible) {
      flags().conflict_link = without_trafficking();
      return;
    }
    keep(flags().conflict_link, conflict, "conflict.link");
    if (flags().conflict_link == Finding::unknown) state("conflict.link_unknown", {});
    if (flags().armed_actor == Finding::unknown) state("missing.armed_actors", {});
  }

  void judge_armed_actors(Flag& armed, Flag& conflict) {
    const auto& actors = report_.how.armed_actors;
    if (!actors) return;
    if (actors->empty()) {
      armed.hear(Finding::not_met);
      conflict.hear(Finding::not_met);
    }
    for (std::size_t i = 0; i < actors->size(); ++i) {
      const Finding finding = finding_of((*actors)[i].basis);
      armed.hear(finding, ref_to(Ref::Part::armed_actor, i));
      const auto* entry = evidence_.catalogue().find("armed_actors", (*actors)[i].kind);
      const Likelihood party = entry ? entry->party_to_conflict : Likelihood::possible;
      conflict.hear(std::min(finding, likely_finding(party)), ref_to(Ref::Part::armed_actor, i));
    }
  }

  void judge_conflict_forms(Flag& conflict) {
    for (const TraffickingElements& elements : elements_) {
      for (const Form& form : elements.forms) {
        const auto* entry = evidence_.catalogue().find("purposes", form.purpose);
        if (entry == nullptr || !entry->conflict) continue;
        conflict.hear(form.finding, facts_of(form, elements));
      }
    }
  }

  void judge_children() {
    Flag separated;
    Flag abducted;
    for (std::size_t i = 0; i < elements_.size(); ++i) {
      const Persons& persons = evidence_.persons()[i];
      judge_separation(persons, separated);
      judge_abduction(elements_[i], persons, abducted);
    }
    keep(flags().separated_child, separated, "protection.separated_child");
    keep(flags().child_abduction, abducted, "flag.child_abduction");
  }

  void judge_separation(const Persons& persons, Flag& separated) const {
    const MayBeUnder18 under_18 = persons.under_18();
    if (under_18 == MayBeUnder18::no) return separated.hear(Finding::not_met);
    if (under_18 == MayBeUnder18::unknown) return separated.hear(Finding::unknown);
    const auto signs = evidence_.indicators_with(persons, &config::CatalogueEntry::separates);
    if (!signs.empty()) {
      return separated.hear(under_18 == MayBeUnder18::yes ? Finding::met : Finding::possible,
                            signs);
    }
    const bool with_family = persons.group->role == Role::child_with_family;
    separated.hear(with_family ? Finding::not_met : Finding::unknown);
  }

  void judge_abduction(const TraffickingElements& elements, const Persons& persons,
                       Flag& abducted) const {
    const MayBeUnder18 under_18 = persons.under_18();
    if (under_18 == MayBeUnder18::no) return abducted.hear(Finding::not_met);
    if (under_18 == MayBeUnder18::unknown) return abducted.hear(Finding::unknown);
    bool found = false;
    for (const Ref& ref : elements.means.rests_on) {
      if (ref.part != Ref::Part::means) continue;
      const Fact& fact = (*report_.how.means)[ref.index];
      const auto* entry = evidence_.catalogue().find("means", fact.code);
      if (entry == nullptr || !entry->abducts) continue;
      const bool certain = under_18 == MayBeUnder18::yes && fact.basis != Basis::inferred;
      abducted.hear(certain ? Finding::met : Finding::possible, ref);
      found = true;
    }
    const auto signs = evidence_.indicators_with(persons, &config::CatalogueEntry::abducts);
    if (!signs.empty()) return abducted.hear(Finding::possible, signs);
    if (found) return;
    const bool none = elements.means.finding == Finding::not_met;
    abducted.hear(none ? Finding::not_met : Finding::unknown);
  }

  /// Never more than possible: whether it is one, others decide.
  void judge_atrocity() {
    if (flags().conflict_link < Finding::possible) {
      flags().atrocity_crime = flags().conflict_link;
      return;
    }
    Flag atrocity;
    for (const TraffickingElements& elements : elements_) judge_enslaving(elements, atrocity);
    keep(flags().atrocity_crime, atrocity, "flag.atrocity_crime");
  }

  void judge_enslaving(const TraffickingElements& elements, Flag& atrocity) {
    for (const Form& form : elements.forms) {
      const auto* entry = evidence_.catalogue().find("purposes", form.purpose);
      if (entry == nullptr || !entry->enslaving || form.finding < Finding::possible) continue;
      atrocity.hear(Finding::possible, facts_of(form, elements));
    }
  }

  template <typename Visit>
  void for_each_mistreatment(Visit visit) {
    for (std::size_t i = 0; i < evidence_.crossings().size(); ++i) {
      const auto& reported = evidence_.crossings()[i].mistreatment;
      for (std::size_t k = 0; reported && k < reported->size(); ++k) {
        const auto* entry = evidence_.catalogue().find("mistreatments", (*reported)[k]);
        if (entry != nullptr) visit(*entry, ref_to(Ref::Part::crossing_mistreatment, i, k));
      }
    }
  }

  /// Their life or safety, whatever the trafficking result (Smuggling Protocol, art. 16).
  void judge_migrants() {
    Flag mistreated;
    Flag endangered;
    for_each_mistreatment([&](const config::CatalogueEntry& entry, const Ref& ref) {
      mistreated.hear(Finding::met, ref);
      endangered.hear(entry.endangers_life ? Finding::met : Finding::possible, ref);
    });
    for (const Crossing& crossing : evidence_.crossings()) {
      const bool none = crossing.mistreatment && crossing.mistreatment->empty();
      const bool safe = none && flags().immediate_danger == Finding::not_met;
      mistreated.hear(none ? Finding::not_met : Finding::unknown);
      endangered.hear(safe ? Finding::not_met : Finding::unknown);
    }
    const auto aggravating = evidence_.indicators_of(config::IndicatorCategory::aggravating);
    if (!aggravating.empty()) mistreated.hear(Finding::possible, aggravating);
    flags().mistreatment = mistreated.finding;
    const bool migrants = std::ranges::any_of(evidence_.persons(), [&](const Persons& persons) {
      return persons.group && persons.group->role == Role::migrant;
    });
    if (migrants || !aggravating.empty()) {
      hear_signs(endangered, &config::CatalogueEntry::endangers_life);
    }
    if (migrants && flags().immediate_danger == Finding::met) {
      endangered.hear(Finding::met, ref_to(Ref::Part::life_at_risk));
    }
    keep(flags().endangered_migrants, endangered, "protection.endangered_migrants");
  }

  void judge_needs() {
    if (!report_.needs || report_.needs->empty()) return;
    auto& needs = assessment_.needs;
    needs.resize(report_.needs->size());
    std::iota(needs.begin(), needs.end(), std::size_t{0});
    std::ranges::stable_sort(needs, std::greater{},
                             [&](std::size_t need) { return (*report_.needs)[need].urgency; });
    std::vector<Ref> refs;
    for (const std::size_t need : needs) refs.push_back(ref_to(Ref::Part::need, need));
    state("protection.needs", refs);
  }

  const Evidence& evidence_;
  const Report& report_;
  const std::vector<TraffickingElements>& elements_;
  Assessment& assessment_;
  Result trafficking_ = Result::not_indicated;  ///< The strongest of all groups.
};

}  // namespace

void judge_protection(const Evidence& evidence, const std::vector<TraffickingElements>& elements,
                      Assessment& assessment) {
  ProtectionJudge{evidence, elements, assessment}.judge();
}

}  // namespace vigie::router
