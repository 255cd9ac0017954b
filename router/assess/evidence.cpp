#include "router/assess/evidence.h"

#include <algorithm>
#include <array>

#include "router/assess/assess.h"

namespace vigie::router {
namespace {

bool contains(const std::vector<Code>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

bool names_any(const std::optional<std::vector<Fact>>& facts, std::string_view name) {
  return facts &&
         std::ranges::any_of(*facts, [&](const Fact& fact) { return names(fact.groups, name); });
}

/// A fact that names no groups concerns everybody but those who did it.
bool concerns(const Fact& fact, const Persons& persons) {
  const bool did_it = fact.by && contains(*fact.by, persons.name());
  return is_about(fact.groups, persons) && (fact.groups || !did_it);
}

bool concerns(const Indicator& indicator, const Persons& persons) {
  return is_about(indicator.groups, persons);
}

bool is_about_role(Role role) {
  return role == Role::presumed_victim || role == Role::migrant ||
         role == Role::child_with_family || role == Role::unknown;
}

/// Nobody is a suspect of what is, or may be, done to them: children, and presumed victims.
bool may_be_suspect(const Group& group) {
  const MayBeUnder18 under_18 = may_be_under_18(group);
  return under_18 != MayBeUnder18::yes && under_18 != MayBeUnder18::possible &&
         group.role != Role::presumed_victim && group.role != Role::child_with_family;
}

void add_form(std::vector<Form>& forms, const Code& purpose, Finding finding) {
  const auto known = std::ranges::find(forms, purpose, &Form::purpose);
  if (known == forms.end()) {
    forms.push_back({purpose, finding});
  } else {
    known->finding = std::max(known->finding, finding);
  }
}

}  // namespace

Finding finding_of(Basis basis) {
  return basis == Basis::inferred ? Finding::possible : Finding::met;
}

Finding finding_of(Answer answer) {
  if (answer == Answer::yes) return Finding::met;
  return answer == Answer::no ? Finding::not_met : Finding::unknown;
}

MayBeUnder18 Persons::below(std::int64_t age) const {
  if (group == nullptr) return MayBeUnder18::unknown;
  if (!group->age || (!group->age->min && !group->age->max)) {
    const bool child = group->role == Role::child_with_family;
    return child ? MayBeUnder18::possible : MayBeUnder18::unknown;
  }
  if (group->age->min.value_or(0) >= age) return MayBeUnder18::no;
  return group->age->max.value_or(age) < age ? MayBeUnder18::yes : MayBeUnder18::possible;
}

bool is_one_person(const Persons& persons) {
  return persons.group && persons.group->count && persons.group->count->max == 1;
}

bool is_about(const std::optional<std::vector<Code>>& groups, const Persons& persons) {
  return groups ? contains(*groups, persons.name()) : !persons.for_age_alone;
}

bool names(const std::optional<std::vector<Code>>& groups, std::string_view name) {
  return groups && contains(*groups, name);
}

void raise(ElementFinding& element, Finding finding, const Ref& ref) {
  element.finding = std::max(element.finding, finding);
  element.rests_on.push_back(ref);
}

ElementFinding& TraffickingElements::of(config::Element element) {
  if (element == config::Element::act) return act;
  return element == config::Element::means ? means : purpose;
}

/// One of the three lists of facts, and how its entries are called.
struct Evidence::FactList {
  std::string_view name;  ///< In the catalogue.
  const std::optional<std::vector<Fact>>& facts;
  Ref::Part one;
  Ref::Part all;
};

Evidence::Evidence(const Report& report, const config::Catalogue& catalogue)
    : report_(report), catalogue_(catalogue), day_(day_of(report)) {
  find_persons();
  if (!report.indicators) return;
  for (const Indicator& indicator : *report.indicators) {
    indicators_.push_back(catalogue.find("indicators", indicator.code));
  }
}

void Evidence::find_persons() {
  bool about_others = false;
  for (std::size_t i = 0; report_.who && i < report_.who->size(); ++i) {
    const Group& group = (*report_.who)[i];
    const bool about = is_about(group);
    const MayBeUnder18 under_18 = may_be_under_18(group);
    const bool young = under_18 == MayBeUnder18::yes || under_18 == MayBeUnder18::possible;
    about_others = about_others || is_about_role(group.role);
    if (about || young) persons_.push_back({&group, static_cast<std::uint8_t>(i), !about});
  }
  if (persons_.empty()) persons_.emplace_back();
  if (about_others) return;
  for (Persons& persons : persons_) persons.for_age_alone = false;
}

bool Evidence::is_about(const Group& group) const {
  return is_about_role(group.role) || names_any(report_.how.acts, group.name) ||
         names_any(report_.how.means, group.name) || names_any(report_.why.purposes, group.name) ||
         std::ranges::any_of(crossings(), [&](const Crossing& crossing) {
           return names(crossing.groups, group.name);
         });
}

const std::vector<Crossing>& Evidence::crossings() const {
  static const std::vector<Crossing> none;
  const auto& journey = report_.how.journey;
  return journey && journey->crossings ? *journey->crossings : none;
}

bool Evidence::is_on_day(const std::optional<std::chrono::sys_days>& from,
                         const std::optional<std::chrono::sys_days>& to) const {
  return day_ >= from.value_or(day_) && day_ <= to.value_or(day_);
}

TraffickingElements Evidence::trafficking_of(const Persons& persons) const {
  using Part = Ref::Part;
  TraffickingElements all;
  all.act.element = config::Element::act;
  all.means.element = config::Element::means;
  all.purpose.element = config::Element::purpose;
  judge({"acts", report_.how.acts, Part::act, Part::acts}, persons, all.act, all);
  judge({"means", report_.how.means, Part::means, Part::all_means}, persons, all.means, all);
  judge({"purposes", report_.why.purposes, Part::purpose, Part::purposes}, persons, all.purpose,
        all);
  suggest(persons, all);
  return all;
}

void Evidence::judge(const FactList& list, const Persons& persons, ElementFinding& element,
                     TraffickingElements& all) const {
  if (!list.facts) return;
  if (list.facts->empty()) raise(element, Finding::not_met, ref_to(list.all, 0));
  bool told = false;
  for (std::size_t i = 0; i < list.facts->size(); ++i) {
    const Fact& fact = (*list.facts)[i];
    if (!concerns(fact, persons)) continue;
    const Finding finding = weigh(list, fact, persons, all);
    if (finding == Finding::unknown) continue;
    raise(element, finding, ref_to(list.one, i));
    if (list.one == Ref::Part::purpose) add_form(all.forms, fact.code, finding);
    note_suspects(fact, all);
    told = told || fact.basis != Basis::inferred;
  }
  if (element.finding == Finding::possible && !told) all.inferred_only = true;
}

Finding Evidence::weigh(const FactList& list, const Fact& fact, const Persons& persons,
                        TraffickingElements& all) const {
  Finding finding = finding_of(fact.basis);
  const config::CatalogueEntry* entry = catalogue_.find(list.name, fact.code);
  if (entry == nullptr) return finding;
  if (!entry->only_with_any.empty()) finding = weigh_corroborated(finding, *entry, persons);
  all.begging_alone = all.begging_alone || (entry->begging && finding == Finding::unknown);
  return entry->possible_at_most ? std::min(finding, Finding::possible) : finding;
}

/// Nothing without a sign, possible with one: a single indicator decides nothing. Two signs, or a
/// means that compels, and the fact counts as it was told.
Finding Evidence::weigh_corroborated(Finding finding, const config::CatalogueEntry& entry,
                                     const Persons& persons) const {
  auto signs = std::ranges::count_if(entry.only_with_any, [&](const Code& code) {
    return indicator_with(persons, code).has_value();
  });
  const auto& means = report_.how.means;
  for (std::size_t i = 0; means && i < means->size(); ++i) {
    const Fact& fact = (*means)[i];
    const auto* used = catalogue_.find("means", fact.code);
    if (used == nullptr || !used->compels || !concerns(fact, persons)) continue;
    signs += fact.basis == Basis::inferred ? 1 : 2;
  }
  if (signs > 1) return finding;
  return signs == 1 ? std::min(finding, Finding::possible) : Finding::unknown;
}

void Evidence::note_suspects(const Fact& fact, TraffickingElements& all) const {
  if (!fact.by) return;
  for (const Code& name : *fact.by) {
    const auto ref = group_named(name);
    if (ref && may_be_suspect((*report_.who)[ref->index]) &&
        std::ranges::find(all.suspects, *ref) == all.suspects.end()) {
      all.suspects.push_back(*ref);
    }
  }
}

/// Indicators never add to what a fact has shown: they make possible what no fact speaks of, and
/// what was reported as not there.
void Evidence::suggest(const Persons& persons, TraffickingElements& all) const {
  if (catalogue_.suggestions.empty() || indicators_.empty()) return;
  std::vector<std::vector<Ref>> seen(catalogue_.suggestions.size());
  for (std::size_t i = 0; i < indicators_.size(); ++i) {
    const config::CatalogueEntry* entry = indicators_[i];
    if (entry == nullptr || !concerns((*report_.indicators)[i], persons)) continue;
    const auto before = indicators_.begin() + static_cast<std::ptrdiff_t>(i);
    if (std::find(indicators_.begin(), before, entry) != before) continue;
    for (const std::size_t suggestion : entry->suggestions) {
      seen[suggestion].push_back(ref_to(Ref::Part::indicator, i));
    }
  }
  const std::array<bool, 3> shown{all.act.finding >= Finding::possible,
                                  all.means.finding >= Finding::possible,
                                  all.purpose.finding >= Finding::possible};
  for (std::size_t i = 0; i < seen.size(); ++i) {
    const config::Suggestion& suggestion = catalogue_.suggestions[i];
    if (static_cast<std::int64_t>(seen[i].size()) < suggestion.at_least) continue;
    if (suggestion.element == config::Element::purpose) {
      add_form(all.forms, suggestion.form, Finding::possible);
    }
    if (shown.at(static_cast<std::size_t>(suggestion.element))) continue;
    ElementFinding& element = all.of(suggestion.element);
    for (const Ref& ref : seen[i]) raise(element, Finding::possible, ref);
    element.by.push_back(suggestion.id);
  }
}

std::vector<Ref> Evidence::indicators_with(const Persons& persons,
                                           bool config::CatalogueEntry::*trait) const {
  std::vector<Ref> refs = indicators_with(trait);
  std::erase_if(
      refs, [&](const Ref& ref) { return !concerns((*report_.indicators)[ref.index], persons); });
  return refs;
}

std::vector<Ref> Evidence::indicators_with(bool config::CatalogueEntry::*trait) const {
  std::vector<Ref> refs;
  for (std::size_t i = 0; i < indicators_.size(); ++i) {
    if (indicators_[i] && indicators_[i]->*trait) refs.push_back(ref_to(Ref::Part::indicator, i));
  }
  return refs;
}

std::vector<Ref> Evidence::indicators_of(config::IndicatorCategory category) const {
  std::vector<Ref> refs;
  for (std::size_t i = 0; i < indicators_.size(); ++i) {
    const bool of_it = indicators_[i] && indicators_[i]->category == category;
    if (of_it) refs.push_back(ref_to(Ref::Part::indicator, i));
  }
  return refs;
}

std::optional<Ref> Evidence::indicator_with(const Persons& persons, const Code& code) const {
  if (!report_.indicators) return std::nullopt;
  for (std::size_t i = 0; i < report_.indicators->size(); ++i) {
    const Indicator& indicator = (*report_.indicators)[i];
    if (indicator.code == code && concerns(indicator, persons)) {
      return ref_to(Ref::Part::indicator, i);
    }
  }
  return std::nullopt;
}

std::optional<Ref> Evidence::group_named(std::string_view name) const {
  if (!report_.who) return std::nullopt;
  const auto found = std::ranges::find(*report_.who, name, &Group::name);
  if (found == report_.who->end()) return std::nullopt;
  return ref_to(Ref::Part::group, static_cast<std::size_t>(found - report_.who->begin()));
}

}  // namespace vigie::router
