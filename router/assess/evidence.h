// The facts of one report, ready to be judged: whom it is about, and what its facts, indicators and
// ages say of each group of persons.
//
// Whom it is about: presumed victims, migrants, children with their family, persons of unknown
// role, everybody a fact or crossing names as concerned, and whoever may be under 18 whatever the
// role: a boy at a checkpoint reported as a suspect is judged as a child too. A report that
// describes nobody is about one group without a name.
//
// What counts: a fact that was seen or told meets its element; an inferred one makes it possible;
// several indicators that the catalogue names together make it possible; an empty list says that
// there was none, unless such indicators speak against it; an absent one leaves it unknown.

#pragma once

#include <vector>

#include "router/assess/assessment.h"

namespace vigie::router {

/// A group as it is judged; `group` is null for the persons no report describes.
struct Persons {
  const Group* group = nullptr;
  std::uint8_t index = 0;
  /// Judged for their possible age alone, while the report is about others: facts that name nobody
  /// are not about them.
  bool for_age_alone = false;

  std::string_view name() const { return group ? std::string_view(group->name) : ""; }
  /// A child with its family may be under 18 even where no age is reported.
  MayBeUnder18 below(std::int64_t age) const;
  MayBeUnder18 under_18() const { return below(18); }
};

/// Act, means and purpose of trafficking, with the forms of exploitation, of one group.
struct TraffickingElements {
  ElementFinding act;
  ElementFinding means;
  ElementFinding purpose;
  std::vector<Form> forms;
  bool begging_alone = false;  ///< Begging was reported, and nothing that makes it exploitation.
  bool inferred_only = false;  ///< Some element rests on nothing that was seen or told.
  std::vector<Ref> suspects;   ///< Groups that a fact of it names as doing it.

  ElementFinding& of(config::Element element);
};

Finding finding_of(Basis basis);  ///< Inferred: possible. Else met.
Finding finding_of(Answer answer);
/// One person with several nationalities is a national of each.
bool is_one_person(const Persons& persons);
/// Whether what names these groups, or nobody, is about these persons.
bool is_about(const std::optional<std::vector<Code>>& groups, const Persons& persons);
bool names(const std::optional<std::vector<Code>>& groups, std::string_view name);

/// Strengthens `element`, and notes the fact it rests on.
void raise(ElementFinding& element, Finding finding, const Ref& ref);

class Evidence {
 public:
  Evidence(const Report& report, const config::Catalogue& catalogue);

  const Report& report() const { return report_; }
  const config::Catalogue& catalogue() const { return catalogue_; }
  const std::vector<Persons>& persons() const { return persons_; }
  const std::vector<Crossing>& crossings() const;  ///< None when they were not reported.
  /// Whether the day observed lies between the two, both included; an absent one is open.
  bool is_on_day(const std::optional<std::chrono::sys_days>& from,
                 const std::optional<std::chrono::sys_days>& to) const;

  TraffickingElements trafficking_of(const Persons& persons) const;
  /// The indicators about `persons` whose entries have the trait.
  std::vector<Ref> indicators_with(const Persons& persons,
                                   bool config::CatalogueEntry::*trait) const;
  /// Of the whole report, whomever they are about.
  std::vector<Ref> indicators_with(bool config::CatalogueEntry::*trait) const;
  std::vector<Ref> indicators_of(config::IndicatorCategory category) const;
  std::optional<Ref> indicator_with(const Persons& persons, const Code& code) const;
  std::optional<Ref> group_named(std::string_view name) const;

 private:
  struct FactList;

  bool is_about(const Group& group) const;
  void find_persons();
  void judge(const FactList& list, const Persons& persons, ElementFinding& element,
             TraffickingElements& all) const;
  Finding weigh(const FactList& list, const Fact& fact, const Persons& persons,
                TraffickingElements& all) const;
  void suggest(const Persons& persons, TraffickingElements& all) const;
  Finding weigh_corroborated(Finding finding, const config::CatalogueEntry& entry,
                             const Persons& persons) const;
  void note_suspects(const Fact& fact, TraffickingElements& all) const;

  const Report& report_;
  const config::Catalogue& catalogue_;
  std::chrono::sys_days day_;
  std::vector<Persons> persons_;
  std::vector<const config::CatalogueEntry*> indicators_;  ///< Of the report's, in its order.
};

}  // namespace vigie::router
