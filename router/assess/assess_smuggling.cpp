#include "router/assess/assess_smuggling.h"

#include <algorithm>

#include "router/assess/assess_trafficking.h"
#include "router/assess/entry.h"

namespace vigie::router {
namespace {

using config::Element;

/// The persons a crossing names, else all.
bool concerns(const Crossing& crossing, const Persons& persons) {
  return is_about(crossing.groups, persons);
}

/// What was, or is to be, done to the persons on a crossing, and of it what endangers their life.
struct Mistreatment {
  std::vector<Ref> all;
  std::vector<Ref> endangering;
};

Mistreatment mistreatment_on(const Evidence& evidence, std::size_t crossing) {
  Mistreatment mistreatment;
  const auto& reported = evidence.crossings()[crossing].mistreatment;
  for (std::size_t i = 0; reported && i < reported->size(); ++i) {
    const Ref ref = ref_to(Ref::Part::crossing_mistreatment, crossing, i);
    mistreatment.all.push_back(ref);
    const auto* entry = evidence.catalogue().find("mistreatments", (*reported)[i]);
    if (entry != nullptr && entry->endangers_life) mistreatment.endangering.push_back(ref);
  }
  return mistreatment;
}

/// What goes to the migrants themselves, and an amount of nothing, is nobody's gain from their
/// crossing.
bool gains(const Evidence& evidence, const Benefit& benefit, const Persons& persons) {
  if (benefit.amount == 0) return false;
  if (!benefit.to) return true;
  const auto* party = evidence.catalogue().find("parties", *benefit.to);
  const bool migrants = party != nullptr && party->migrants && !evidence.group_named(*benefit.to);
  return !migrants && (persons.group == nullptr || *benefit.to != persons.name());
}

void add_benefits(const Evidence& evidence, std::size_t index, const Persons& persons,
                  ElementFinding& benefit) {
  const Crossing& crossing = evidence.crossings()[index];
  if (!crossing.benefits) return;
  if (crossing.benefits->empty()) {
    raise(benefit, Finding::not_met, ref_to(Ref::Part::crossing, index));
  }
  for (std::size_t i = 0; i < crossing.benefits->size(); ++i) {
    const Benefit& given = (*crossing.benefits)[i];
    if (!gains(evidence, given, persons)) continue;
    raise(benefit, finding_of(given.basis.value_or(crossing.basis)),
          ref_to(Ref::Part::crossing_benefit, index, i));
  }
}

bool is_official(const Evidence& evidence, const Code& party) {
  if (const auto group = evidence.group_named(party)) {
    return (*evidence.report().who)[group->index].role == Role::official;
  }
  const auto* entry = evidence.catalogue().find("parties", party);
  return entry != nullptr && entry->official;
}

/// Officials who were paid: reported as such, or named as gaining.
std::vector<Ref> officials_paid(const Evidence& evidence, std::size_t index) {
  std::vector<Ref> refs;
  const Crossing& crossing = evidence.crossings()[index];
  if (crossing.control) {
    const auto* entry = evidence.catalogue().find("border_controls", *crossing.control);
    if (entry != nullptr && entry->officials_paid) {
      refs.push_back(ref_to(Ref::Part::crossing_control, index));
    }
  }
  for (std::size_t i = 0; crossing.benefits && i < crossing.benefits->size(); ++i) {
    const auto& to = (*crossing.benefits)[i].to;
    if (to && is_official(evidence, *to)) {
      refs.push_back(ref_to(Ref::Part::crossing_benefit, index, i));
    }
  }
  return refs;
}

void explain_age(const Persons& persons, const config::FrameFinding& asked, Judgement& judgement) {
  if (!asked.aggravated_below || judgement.result < Result::possible) return;
  const MayBeUnder18 below = persons.below(*asked.aggravated_below);
  if (below == MayBeUnder18::yes || below == MayBeUnder18::possible) {
    judgement.because.push_back(
        {"aggravation.under_age", {ref_to(Ref::Part::group_age, persons.index)}});
  }
}

/// Aggravation and accomplices, where smuggling is at least possible.
void explain_crossing(const Evidence& evidence, std::size_t index, Judgement& judgement) {
  if (judgement.result < Result::possible) return;
  const Mistreatment mistreatment = mistreatment_on(evidence, index);
  if (!mistreatment.all.empty()) {
    judgement.because.push_back({"aggravation.mistreatment", mistreatment.all});
  }
  if (!mistreatment.endangering.empty()) {
    judgement.because.push_back({"aggravation.danger_to_life", mistreatment.endangering});
  }
  const auto officials = officials_paid(evidence, index);
  if (!officials.empty()) judgement.because.push_back({"accomplices.presumed", officials});
}

Judgement judge_crossing(const Evidence& evidence, std::size_t index, const Persons& persons,
                         const config::FrameFinding& asked) {
  Entry entry = judge_entry(evidence, index, persons);
  ElementFinding benefit{.element = Element::benefit};
  add_benefits(evidence, index, persons, benefit);
  Judgement judgement{.finding = asked.finding,
                      .group = Code(persons.name()),
                      .crossing = index,
                      .planned = evidence.crossings()[index].stage == CrossingStage::planned};
  for (const Element element : asked.elements) {
    if (element == Element::illegal_entry) judgement.elements.push_back(entry.illegal);
    if (element == Element::other_state) judgement.elements.push_back(entry.other_state);
    if (element == Element::benefit) judgement.elements.push_back(benefit);
  }
  judgement.result = result_of(judgement.elements);
  judgement.because = std::move(entry.because);
  judgement.missing = std::move(entry.missing);
  if (benefit.finding == Finding::not_met) {
    judgement.because.push_back({"benefit.none", benefit.rests_on});
  }
  if (judgement.result >= Result::possible)
    judgement.because.push_back({"migrants.not_liable", {}});
  explain_crossing(evidence, index, judgement);
  explain_age(persons, asked, judgement);
  add_missing(judgement.elements, judgement);
  return judgement;
}

/// Transport, harbouring or transit that somebody else sees to.
ElementFinding organised_of(const Evidence& evidence, const TraffickingElements& elements) {
  ElementFinding organised{.element = Element::organised};
  for (const Ref& ref : elements.act.rests_on) {
    if (ref.part != Ref::Part::act) continue;
    const Fact& fact = (*evidence.report().how.acts)[ref.index];
    const auto* entry = evidence.catalogue().find("acts", fact.code);
    if (entry != nullptr && entry->organises) raise(organised, finding_of(fact.basis), ref);
  }
  if (elements.act.finding == Finding::not_met) {
    raise(organised, Finding::not_met, ref_to(Ref::Part::acts, 0));
  }
  return organised;
}

/// Of a foreigner here: as the entry was, unless a residence permit may have mended it. Whoever is
/// at home is not irregular.
ElementFinding status_of(const Evidence& evidence, const Persons& persons) {
  ElementFinding status{.element = Element::irregular_status};
  const std::string& country = evidence.catalogue().country;
  if (persons.group && persons.group->nationalities && !persons.group->nationalities->empty() &&
      std::ranges::all_of(*persons.group->nationalities,
                          [&](const std::string& state) { return state == country; })) {
    raise(status, Finding::not_met, ref_to(Ref::Part::group_nationalities, persons.index));
    return status;
  }
  // The last entry counts: whoever came back legally is regular now.
  const auto& crossings = evidence.crossings();
  for (std::size_t i = 0; i < crossings.size(); ++i) {
    const Crossing& crossing = crossings[i];
    if (crossing.to != country || crossing.stage == CrossingStage::planned) continue;
    if (!concerns(crossing, persons)) continue;
    const Entry entry = judge_entry(evidence, i, persons);
    const Finding strongest = entry.residence ? Finding::possible : Finding::met;
    status.finding = std::min(entry.illegal.finding, strongest);
    status.rests_on.clear();
    if (status.finding == Finding::unknown) continue;
    status.rests_on.push_back(ref_to(Ref::Part::crossing, i));
  }
  return status;
}

}  // namespace

void judge_crossings(const Evidence& evidence, const config::FrameFinding& asked,
                     std::vector<Judgement>& judgements) {
  const auto& crossings = evidence.crossings();
  for (std::size_t i = 0; i < crossings.size(); ++i) {
    for (const Persons& persons : evidence.persons()) {
      if (concerns(crossings[i], persons)) {
        judgements.push_back(judge_crossing(evidence, i, persons, asked));
      }
    }
  }
}

Judgement judge_transport(const Evidence& evidence, const Persons& persons,
                          const TraffickingElements& elements, const config::FrameFinding& asked) {
  Judgement judgement{.finding = asked.finding, .group = Code(persons.name())};
  ElementFinding benefit{.element = Element::benefit};
  const auto& crossings = evidence.crossings();
  for (std::size_t i = 0; i < crossings.size(); ++i) {
    if (concerns(crossings[i], persons)) add_benefits(evidence, i, persons, benefit);
  }
  for (const Element element : asked.elements) {
    if (element == Element::organised) {
      judgement.elements.push_back(organised_of(evidence, elements));
    }
    if (element == Element::irregular_status) {
      judgement.elements.push_back(status_of(evidence, persons));
    }
    if (element == Element::benefit) judgement.elements.push_back(benefit);
  }
  judgement.result = result_of(judgement.elements);
  if (benefit.finding == Finding::not_met) {
    judgement.because.push_back({"benefit.none", benefit.rests_on});
  }
  for (std::size_t i = 0; i < crossings.size(); ++i) {
    if (concerns(crossings[i], persons)) explain_crossing(evidence, i, judgement);
  }
  explain_age(persons, asked, judgement);
  add_missing(judgement.elements, judgement);
  return judgement;
}

}  // namespace vigie::router
