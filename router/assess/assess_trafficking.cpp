#include "router/assess/assess_trafficking.h"

#include <algorithm>

namespace vigie::router {
namespace {

using config::Element;

bool shown(const ElementFinding& element) { return element.finding >= Finding::possible; }

bool all_met(const std::vector<ElementFinding>& elements) {
  return std::ranges::all_of(
      elements, [](const ElementFinding& element) { return element.finding == Finding::met; });
}

bool one_not_met(const std::vector<ElementFinding>& elements) {
  return std::ranges::any_of(
      elements, [](const ElementFinding& element) { return element.finding == Finding::not_met; });
}

const ElementFinding* find(const std::vector<ElementFinding>& elements, Element element) {
  const auto found = std::ranges::find(elements, element, &ElementFinding::element);
  return found == elements.end() ? nullptr : &*found;
}

/// The purpose decides: without one that is at least possible, the rest points nowhere.
Result trafficking_result(const std::vector<ElementFinding>& elements) {
  if (one_not_met(elements)) return Result::not_indicated;
  if (all_met(elements)) return Result::indicated;
  const ElementFinding* purpose = find(elements, Element::purpose);
  if (purpose != nullptr && shown(*purpose)) return Result::possible;
  return std::ranges::any_of(elements, shown) ? Result::not_indicated : Result::not_enough_reported;
}

/// Their age, else themselves; nothing of persons no report describes.
std::vector<Ref> age_of(const Persons& persons) {
  if (persons.group == nullptr) return {};
  return {{.part = persons.group->age ? Ref::Part::group_age : Ref::Part::group,
           .index = persons.index}};
}

std::vector<ElementFinding> without_means(const std::vector<ElementFinding>& elements) {
  std::vector<ElementFinding> others;
  for (const ElementFinding& element : elements) {
    if (element.element != Element::means) others.push_back(element);
  }
  return others;
}

/// Below a certain age the law asks for no means. Possibly below: both readings stand. An age that
/// nobody reported leaves the child's reading open, so it gives at most possible.
void read_by_age(const Persons& persons, const config::FrameFinding& asked, Judgement& judgement) {
  const Result as_adult = trafficking_result(judgement.elements);
  judgement.result = as_adult;
  if (!asked.without_means_below) return;
  const MayBeUnder18 below = persons.below(*asked.without_means_below);
  if (below == MayBeUnder18::no) return;
  Result as_child = trafficking_result(without_means(judgement.elements));
  if (below == MayBeUnder18::yes) {
    judgement.result = as_child;
    judgement.because.push_back({"child.means_not_needed", age_of(persons)});
    return;
  }
  if (below == MayBeUnder18::unknown) as_child = std::min(as_child, Result::possible);
  if (below == MayBeUnder18::unknown && as_child <= as_adult) return;
  judgement.result = std::max(as_adult, as_child);
  judgement.as_adult = as_adult;
  judgement.as_child = as_child;
  judgement.because.push_back({"child.both_readings", age_of(persons)});
}

/// Whatever they said of it: consent is never read.
void explain_consent(const Persons& persons, const TraffickingElements& elements,
                     Judgement& judgement) {
  if (elements.means.finding == Finding::met) {
    judgement.because.push_back({"consent.irrelevant_means", elements.means.rests_on});
  }
  if (persons.under_18() == MayBeUnder18::yes) {
    judgement.because.push_back({"consent.irrelevant_child", age_of(persons)});
  }
}

void explain_purpose(const Evidence& evidence, const TraffickingElements& elements,
                     Judgement& judgement) {
  if (elements.begging_alone && !shown(elements.purpose)) {
    judgement.because.push_back({"purpose.begging_alone", {}});
  }
  if (shown(elements.purpose)) {
    judgement.because.push_back({"purpose.intention_suffices", elements.purpose.rests_on});
  } else if (shown(elements.act) || shown(elements.means)) {
    judgement.because.push_back({"purpose.not_shown", {}});
  }
  if (judgement.result >= Result::possible && evidence.crossings().empty()) {
    judgement.because.push_back({"border.not_needed", {}});
  }
}

void explain_evidence(const TraffickingElements& elements, Judgement& judgement) {
  for (const ElementFinding& element : judgement.elements) {
    if (!element.by.empty()) judgement.because.push_back({"indicators.only", element.rests_on});
  }
  if (elements.inferred_only) judgement.because.push_back({"inferred.only", {}});
  if (judgement.result >= Result::possible && !elements.suspects.empty()) {
    judgement.because.push_back({"suspects.presumed", elements.suspects});
  }
}

void miss_persons(const Persons& persons, Judgement& judgement) {
  if (persons.group == nullptr) {
    judgement.missing.push_back({"missing.persons", {}});
  } else if (persons.under_18() == MayBeUnder18::unknown ||
             persons.under_18() == MayBeUnder18::possible) {
    judgement.missing.push_back({"missing.age", age_of(persons)});
  }
}

std::string_view missing_code(Element element) {
  switch (element) {
    case Element::act:
    case Element::organised:
      return "missing.act";
    case Element::means:
      return "missing.means";
    case Element::purpose:
    case Element::begging:
      return "missing.purpose";
    case Element::benefit:
      return "missing.benefit";
    case Element::irregular_status:
      return "missing.status";
    case Element::gained_by_another:
      return "missing.gain";
    case Element::illegal_entry:
    case Element::other_state:
      break;  // judge_entry() says what is missing there.
  }
  return "";
}

ElementFinding begging_of(const Evidence& evidence, const TraffickingElements& elements) {
  ElementFinding begging{.element = Element::begging};
  if (elements.purpose.finding == Finding::not_met) {
    begging.finding = Finding::not_met;
    begging.rests_on = elements.purpose.rests_on;
  }
  for (const Form& form : elements.forms) {
    const auto* entry = evidence.catalogue().find("purposes", form.purpose);
    if (entry == nullptr || !entry->begging) continue;
    begging.finding = std::max(begging.finding, form.finding);
    begging.rests_on = elements.purpose.rests_on;
  }
  return begging;
}

/// At least two signs that others live on it, where begging is at least possible.
void add_signs_of_gain(const Evidence& evidence, const Persons& persons,
                       const std::vector<Form>& forms, ElementFinding& gain) {
  const bool begging = std::ranges::any_of(forms, [&](const Form& form) {
    const auto* entry = evidence.catalogue().find("purposes", form.purpose);
    return entry != nullptr && entry->begging && form.finding >= Finding::possible;
  });
  const auto signs = evidence.indicators_with(persons, &config::CatalogueEntry::gain);
  if (!begging || signs.size() < 2) return;
  for (const Ref& sign : signs) raise(gain, Finding::possible, sign);
}

bool done_by_others(const Fact& fact, const Persons& persons) {
  return fact.by &&
         std::ranges::any_of(*fact.by, [&](const Code& name) { return name != persons.name(); });
}

/// Who makes them beg is reported, or signs show that somebody does.
ElementFinding gain_of(const Evidence& evidence, const Persons& persons,
                       const TraffickingElements& elements) {
  ElementFinding gain{.element = Element::gained_by_another};
  const auto& purposes = evidence.report().why.purposes;
  if (purposes && purposes->empty()) {
    raise(gain, Finding::not_met, ref_to(Ref::Part::purposes));
  }
  for (std::size_t i = 0; purposes && i < purposes->size(); ++i) {
    const Fact& fact = (*purposes)[i];
    const auto* entry = evidence.catalogue().find("purposes", fact.code);
    if (entry == nullptr || !entry->begging) continue;
    if (!is_about(fact.groups, persons) || !done_by_others(fact, persons)) continue;
    raise(gain, finding_of(fact.basis), ref_to(Ref::Part::purpose, i));
  }
  add_signs_of_gain(evidence, persons, elements.forms, gain);
  return gain;
}

}  // namespace

Result result_of(const std::vector<ElementFinding>& elements) {
  if (one_not_met(elements)) return Result::not_indicated;
  if (all_met(elements)) return Result::indicated;
  return std::ranges::all_of(elements, shown) ? Result::possible : Result::not_enough_reported;
}

void add_missing(const std::vector<ElementFinding>& elements, Judgement& judgement) {
  for (const ElementFinding& element : elements) {
    const std::string_view code = missing_code(element.element);
    const bool open = element.finding == Finding::unknown || element.finding == Finding::possible;
    if (open && !code.empty()) judgement.missing.push_back({code, element.rests_on});
  }
}

Judgement judge_trafficking(const Evidence& evidence, const Persons& persons,
                            const TraffickingElements& elements,
                            const config::FrameFinding& asked) {
  Judgement judgement{.finding = asked.finding, .group = Code(persons.name())};
  for (const Element element : asked.elements) {
    if (element == Element::act) judgement.elements.push_back(elements.act);
    if (element == Element::means) judgement.elements.push_back(elements.means);
    if (element == Element::purpose) judgement.elements.push_back(elements.purpose);
  }
  judgement.forms = elements.forms;
  read_by_age(persons, asked, judgement);
  explain_consent(persons, elements, judgement);
  explain_purpose(evidence, elements, judgement);
  explain_evidence(elements, judgement);
  miss_persons(persons, judgement);
  const bool child =
      asked.without_means_below && persons.below(*asked.without_means_below) == MayBeUnder18::yes;
  add_missing(child ? without_means(judgement.elements) : judgement.elements, judgement);
  return judgement;
}

Judgement judge_begging(const Evidence& evidence, const Persons& persons,
                        const TraffickingElements& elements, const config::FrameFinding& asked) {
  Judgement judgement{.finding = asked.finding, .group = Code(persons.name())};
  for (const Element element : asked.elements) {
    if (element == Element::begging) judgement.elements.push_back(begging_of(evidence, elements));
    if (element == Element::gained_by_another) {
      judgement.elements.push_back(gain_of(evidence, persons, elements));
    }
  }
  judgement.result = result_of(judgement.elements);
  if (elements.begging_alone && judgement.result < Result::possible) {
    judgement.because.push_back({"purpose.begging_alone", {}});
  }
  add_missing(judgement.elements, judgement);
  return judgement;
}

}  // namespace vigie::router
