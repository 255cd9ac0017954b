#include "router/rules/fact_table.h"

#include <algorithm>

#include "report/names.h"
#include "router/rules/places.h"

namespace vigie::router {
namespace {

/// The one argument type of a reader, which is what the list's elements are.
template <typename Read>
struct ElementOf;
template <typename Read, typename Result, typename Element, typename... Rest>
struct ElementOf<Result (Read::*)(const Element&, Rest...) const> {
  using Type = Element;
};
template <typename Read>
const auto& element_for(const void* element) {
  return *static_cast<const typename ElementOf<decltype(&Read::operator())>::Type*>(element);
}

template <typename Read>
constexpr FieldEntry field(std::string_view path, Read) {
  return {path, [](const void* element, const WordIds& words) -> FactValue {
            return Read{}(element_for<Read>(element), words);
          }};
}

template <typename Item>
bool append(const std::vector<Item>& list, std::vector<const void*>& to) {
  for (const Item& item : list) to.push_back(&item);
  return true;
}
template <typename Item>
bool append(const std::optional<std::vector<Item>>& list, std::vector<const void*>& to) {
  return list && append(*list, to);
}

/// `Read` names the list in the element of its parent.
template <typename Read>
constexpr ListEntry list(std::string_view path, Read) {
  return {path, [](const void* parent, std::vector<const void*>& to) {
            return append(Read{}(element_for<Read>(parent)), to);
          }};
}

template <Finding Flags::*Flag>
constexpr FieldEntry flag(std::string_view path) {
  return field(path, [](const RoutedReport& routed, const WordIds& words) {
    return words.of(routed.assessment.flags.*Flag);
  });
}

/// The strongest of every frame that has this finding.
template <auto Finding>
std::optional<Result> strongest(const Assessment& assessment) {
  std::optional<Result> found;
  for (const FrameAssessment& frame : assessment.frames) {
    found = std::max(found, std::optional<Result>(frame.*Finding));
  }
  return found;
}

template <auto Finding>
constexpr FieldEntry result(std::string_view path) {
  return field(path, [](const RoutedReport& routed, const WordIds& words) {
    return words.of(strongest<Finding>(routed.assessment));
  });
}

FactValue instant(const std::optional<OffsetTime>& time) {
  return time ? FactValue(to_milliseconds(time->utc)) : std::nullopt;
}

FactValue word(const std::optional<std::string>& reported, const WordIds& words) {
  return reported ? words.of(*reported) : std::nullopt;
}

/// Where "unknown" would be a word like any other.
FactValue always(const std::string& reported, const WordIds& words) {
  return words.id_of(reported);
}

using R = RoutedReport;
using W = WordIds;

constexpr std::array lists{
    list(
        "report.who[]", [](const R& r) -> auto& { return r.report.who; }),
    list(
        "report.who[].nationalities[]", [](const Group& g) -> auto& { return g.nationalities; }),
    list(
        "report.who[].languages[]", [](const Group& g) -> auto& { return g.languages; }),
    list(
        "report.who[].documents[]", [](const Group& g) -> auto& { return g.documents; }),
    list(
        "report.who[].conditions[]", [](const Group& g) -> auto& { return g.conditions; }),
    list(
        "report.why.purposes[]", [](const R& r) -> auto& { return r.report.why.purposes; }),
    list(
        "report.how.acts[]", [](const R& r) -> auto& { return r.report.how.acts; }),
    list(
        "report.how.means[]", [](const R& r) -> auto& { return r.report.how.means; }),
    list(
        "report.how.armed_actors[]", [](const R& r) -> auto& { return r.report.how.armed_actors; }),
    list(
        "report.how.journey.crossings[]", [](const R& r) -> auto& {
          static const std::optional<std::vector<Crossing>> absent;
          return r.report.how.journey ? r.report.how.journey->crossings : absent;
        }),
    list(
        "report.how.journey.crossings[].mistreatment[]",
        [](const Crossing& c) -> auto& { return c.mistreatment; }),
    list(
        "report.how.journey.crossings[].documents[]",
        [](const Crossing& c) -> auto& { return c.documents; }),
    list(
        "report.how.journey.crossings[].benefits[]",
        [](const Crossing& c) -> auto& { return c.benefits; }),
    list(
        "report.indicators[]", [](const R& r) -> auto& { return r.report.indicators; }),
    list(
        "report.needs[]", [](const R& r) -> auto& { return r.report.needs; }),
};

constexpr std::array fields{
    field("report.kind", [](const R& r, const W& w) { return w.of(r.report.kind); }),
    field("report.exercise", [](const R& r, const W&) { return FactValue(r.report.exercise); }),
    field("report.language", [](const R& r, const W& w) { return always(r.report.language, w); }),
    field("report.where.region",
          [](const R& r, const W& w) { return always(r.report.where.region, w); }),
    field("report.where.place_type",
          [](const R& r, const W& w) { return word(r.report.where.place_type, w); }),
    field("report.where.place_withheld",
          [](const R& r, const W&) { return FactValue(r.report.where.place_withheld); }),
    field("report.where.position",
          [](const R& r, const W&) {
            const auto& position = r.report.where.position;
            return position ? FactValue(fact_of(*position)) : std::nullopt;
          }),
    field("report.what.category",
          [](const R& r, const W& w) { return word(r.report.what.category, w); }),
    field("report.when.observed_from",
          [](const R& r, const W&) { return instant(r.report.when.observed_from); }),
    field("report.when.observed_to",
          [](const R& r, const W&) { return instant(r.report.when.observed_to); }),
    field("report.when.filed_at",
          [](const R& r, const W&) { return instant(r.report.when.filed_at); }),
    field("report.danger.life_at_risk_now",
          [](const R& r, const W& w) {
            return r.report.danger ? w.of(r.report.danger->life_at_risk_now) : std::nullopt;
          }),
    field("report.danger.armed_actors_present",
          [](const R& r, const W& w) {
            return r.report.danger ? w.of(r.report.danger->armed_actors_present) : std::nullopt;
          }),
    field("report.protection.risk_on_return",
          [](const R& r, const W& w) {
            return r.report.protection ? w.of(r.report.protection->risk_on_return) : std::nullopt;
          }),
    field("report.protection.possible_sexual_violence",
          [](const R& r, const W& w) {
            return r.report.protection ? w.of(r.report.protection->possible_sexual_violence)
                                       : std::nullopt;
          }),
    field("report.concerns_un_personnel.answer",
          [](const R& r, const W& w) {
            return w.of(r.report.concerns_un_personnel.concerned ? Answer::yes : Answer::no);
          }),

    field("report.who[].role", [](const Group& g, const W& w) { return w.of(g.role); }),
    field("report.who[].count.min",
          [](const Group& g, const W&) { return g.count ? g.count->min : std::nullopt; }),
    field("report.who[].count.max",
          [](const Group& g, const W&) { return g.count ? g.count->max : std::nullopt; }),
    field("report.who[].age.min",
          [](const Group& g, const W&) { return g.age ? g.age->min : std::nullopt; }),
    field("report.who[].age.max",
          [](const Group& g, const W&) { return g.age ? g.age->max : std::nullopt; }),
    field("report.who[].age.basis",
          [](const Group& g, const W& w) { return g.age ? w.of(g.age->basis) : std::nullopt; }),
    field("report.who[].may_be_under_18",
          [](const Group& g, const W& w) { return w.of(may_be_under_18(g)); }),
    field("report.who[].sex", [](const Group& g, const W& w) { return w.of(g.sex); }),
    field("report.who[].nationalities[]",
          [](const std::string& s, const W& w) { return always(s, w); }),
    field("report.who[].languages[]",
          [](const std::string& s, const W& w) { return always(s, w); }),
    field("report.who[].documents[].kind",
          [](const Document& d, const W& w) { return always(d.kind, w); }),
    field("report.who[].documents[].state",
          [](const Document& d, const W& w) { return w.of(d.state); }),
    field("report.who[].conditions[]",
          [](const std::string& s, const W& w) { return always(s, w); }),

    field("report.why.purposes[].code",
          [](const Fact& f, const W& w) { return always(f.code, w); }),
    field("report.why.purposes[].basis", [](const Fact& f, const W& w) { return w.of(f.basis); }),
    field("report.how.acts[].code", [](const Fact& f, const W& w) { return always(f.code, w); }),
    field("report.how.acts[].basis", [](const Fact& f, const W& w) { return w.of(f.basis); }),
    field("report.how.means[].code", [](const Fact& f, const W& w) { return always(f.code, w); }),
    field("report.how.means[].basis", [](const Fact& f, const W& w) { return w.of(f.basis); }),
    field("report.how.armed_actors[].kind",
          [](const ArmedActor& a, const W& w) { return always(a.kind, w); }),
    field("report.how.armed_actors[].basis",
          [](const ArmedActor& a, const W& w) { return w.of(a.basis); }),

    field("report.how.journey.crossings[].from",
          [](const Crossing& c, const W& w) { return w.of(c.from); }),
    field("report.how.journey.crossings[].to",
          [](const Crossing& c, const W& w) { return w.of(c.to); }),
    field("report.how.journey.crossings[].stage",
          [](const Crossing& c, const W& w) { return w.of(c.stage); }),
    field("report.how.journey.crossings[].basis",
          [](const Crossing& c, const W& w) { return w.of(c.basis); }),
    field("report.how.journey.crossings[].transport",
          [](const Crossing& c, const W& w) { return word(c.transport, w); }),
    field("report.how.journey.crossings[].control",
          [](const Crossing& c, const W& w) { return word(c.control, w); }),
    field("report.how.journey.crossings[].mistreatment[]",
          [](const std::string& s, const W& w) { return always(s, w); }),
    field("report.how.journey.crossings[].documents[].visa",
          [](const CrossingDocuments& d, const W& w) { return w.of(d.visa); }),
    field("report.how.journey.crossings[].benefits[].stage",
          [](const Benefit& b, const W& w) { return w.of(b.stage); }),
    field("report.how.journey.crossings[].benefits[].basis",
          [](const Benefit& b, const W& w) { return w.of(b.basis); }),

    field("report.indicators[].code",
          [](const Indicator& i, const W& w) { return always(i.code, w); }),
    field("report.needs[].kind", [](const Need& n, const W& w) { return always(n.kind, w); }),
    field("report.needs[].urgency", [](const Need& n, const W& w) { return w.of(n.urgency); }),
    field("report.needs[].count", [](const Need& n, const W&) { return n.count; }),

    result<&FrameAssessment::trafficking>("assessment.trafficking"),
    result<&FrameAssessment::smuggling>("assessment.smuggling"),
    result<&FrameAssessment::exploitation_of_begging>("assessment.exploitation_of_begging"),
    flag<&Flags::risk_on_return>("assessment.risk_on_return"),
    flag<&Flags::foreign_presumed_victim>("assessment.foreign_presumed_victim"),
    flag<&Flags::asylum_to_consider>("assessment.asylum_to_consider"),
    flag<&Flags::immediate_danger>("assessment.immediate_danger"),
    flag<&Flags::sexual_violence>("assessment.sexual_violence"),
    flag<&Flags::sexual_exploitation>("assessment.sexual_exploitation"),
    flag<&Flags::armed_actor>("assessment.armed_actor"),
    flag<&Flags::conflict_link>("assessment.conflict_link"),
    flag<&Flags::separated_child>("assessment.separated_child"),
    flag<&Flags::child_abduction>("assessment.child_abduction"),
    flag<&Flags::atrocity_crime>("assessment.atrocity_crime"),
    flag<&Flags::mistreatment>("assessment.mistreatment"),
    flag<&Flags::endangered_migrants>("assessment.endangered_migrants"),
    field("assessment.anyone_under_18",
          [](const R& r, const W& w) { return w.of(r.assessment.flags.anyone_under_18); }),
};

}  // namespace

WordIds::WordIds(const config::ConditionSet& set) {
  for (std::size_t i = 0; i < set.words.size(); ++i) {
    words_.emplace(set.words[i], static_cast<std::int64_t>(i) + 1);
  }
  look_up(Kind::information_note);
  look_up(Urgency::flash);
  look_up(Answer::yes);
  look_up(Basis::inferred);
  look_up(Role::unknown);
  look_up(Sex::unknown);
  look_up(AgeBasis::unknown);
  look_up(MayBeUnder18::unknown);
  look_up(DocumentState::unknown);
  look_up(CrossingStage::planned);
  look_up(BenefitStage::promised);
  look_up(Finding::met);
  look_up(Result::indicated);
  std::get<Ids<Result>>(enumerations_)
      .values[static_cast<std::size_t>(Result::not_enough_reported)] = std::nullopt;
}

template <typename Enum>
void WordIds::look_up(Enum last) {
  auto& values = std::get<Ids<Enum>>(enumerations_).values;
  for (std::size_t i = 0; i <= static_cast<std::size_t>(last); ++i) {
    values.at(i) = of(std::string(to_string(static_cast<Enum>(i))));
  }
}

FactValue WordIds::of(const std::string& word) const {
  if (word == "unknown") return std::nullopt;
  return id_of(word);
}

std::int64_t WordIds::id_of(std::string_view word) const {
  const auto found = words_.find(word);
  return found == words_.end() ? 0 : found->second;
}

std::span<const ListEntry> list_entries() { return lists; }
std::span<const FieldEntry> field_entries() { return fields; }

}  // namespace vigie::router
