#include "config/conditions/condition_schema.h"

#include <algorithm>
#include <array>
#include <vector>

#include "report/names.h"

namespace vigie::config {
namespace {

using Words = std::span<const std::string_view>;

// A parent stands before the lists in its elements.
constexpr std::array<ConditionList, 16> lists{{
    {.path = "", .always = true},
    {.path = "report.who[]"},
    {.path = "report.who[].nationalities[]", .parent = 1},
    {.path = "report.who[].languages[]", .parent = 1},
    {.path = "report.who[].documents[]", .parent = 1},
    {.path = "report.who[].conditions[]", .parent = 1},
    {.path = "report.why.purposes[]"},
    {.path = "report.how.acts[]"},
    {.path = "report.how.means[]"},
    {.path = "report.how.armed_actors[]"},
    {.path = "report.how.journey.crossings[]"},
    {.path = "report.how.journey.crossings[].mistreatment[]", .parent = 10},
    {.path = "report.how.journey.crossings[].documents[]", .parent = 10},
    {.path = "report.how.journey.crossings[].benefits[]", .parent = 10},
    {.path = "report.indicators[]"},
    {.path = "report.needs[]"},
}};

constexpr std::array<std::string_view, 2> report_languages{"en", "fr"};
constexpr std::array<std::string_view, 3> findings{"met", "possible", "not_met"};
constexpr std::array<std::string_view, 3> results{"indicated", "possible", "not_indicated"};

/// "unknown" is the first or the last word of an enumeration that has it.
template <ReportEnum Enum>
Words known_words() {
  Words words = names_of<Enum>();
  if (words.front() == "unknown") return words.subspan(1);
  if (words.back() == "unknown") return words.first(words.size() - 1);
  return words;
}

/// The innermost list in whose elements that path stands.
ListId list_around(std::string_view path) {
  ListId innermost = 0;
  for (std::size_t i = 1; i < lists.size(); ++i) {
    if (path.starts_with(lists[i].path)) innermost = static_cast<ListId>(i);
  }
  return innermost;
}

enum class Reported { perhaps, always };

ConditionField field(std::string_view path, FieldKind kind, Reported reported) {
  return {.path = path,
          .list = list_around(path),
          .kind = kind,
          .source = {},
          .always = reported == Reported::always};
}

ConditionField boolean(std::string_view path) {
  return field(path, FieldKind::boolean, Reported::always);
}
ConditionField integer(std::string_view path) {
  return field(path, FieldKind::integer, Reported::perhaps);
}
ConditionField instant(std::string_view path, Reported reported) {
  return field(path, FieldKind::instant, reported);
}

ConditionField place(std::string_view path) {
  return field(path, FieldKind::place, Reported::perhaps);
}

ConditionField word(std::string_view path, WordsOf words, Reported reported = Reported::perhaps) {
  ConditionField word = field(path, FieldKind::word, reported);
  word.words = words;
  return word;
}
ConditionField word(std::string_view path, Words fixed, Reported reported = Reported::perhaps) {
  ConditionField one = word(path, WordsOf::fixed, reported);
  one.fixed = fixed;
  return one;
}
ConditionField code(std::string_view path, std::string_view list,
                    Reported reported = Reported::perhaps) {
  ConditionField one = word(path, WordsOf::catalogue, reported);
  one.source = list;
  return one;
}

using Fields = std::vector<ConditionField>;

void add_report(Fields& fields) {
  using enum Reported;
  fields.insert(
      fields.end(),
      {word("report.kind", known_words<Kind>(), always), boolean("report.exercise"),
       word("report.language", report_languages, always),
       word("report.where.region", WordsOf::regions, always),
       code("report.where.place_type", "place_types"), boolean("report.where.place_withheld"),
       place("report.where.position"), code("report.what.category", "categories"),
       instant("report.when.observed_from", perhaps), instant("report.when.observed_to", perhaps),
       instant("report.when.filed_at", always),
       word("report.danger.life_at_risk_now", known_words<Answer>()),
       word("report.danger.armed_actors_present", known_words<Answer>()),
       word("report.protection.risk_on_return", known_words<Answer>()),
       word("report.protection.possible_sexual_violence", known_words<Answer>()),
       word("report.concerns_un_personnel.answer", known_words<Answer>(), always)});
}

void add_who(Fields& fields) {
  using enum Reported;
  fields.insert(fields.end(), {word("report.who[].role", known_words<Role>()),
                               integer("report.who[].count.min"), integer("report.who[].count.max"),
                               integer("report.who[].age.min"), integer("report.who[].age.max"),
                               word("report.who[].age.basis", known_words<AgeBasis>()),
                               word("report.who[].may_be_under_18", known_words<MayBeUnder18>()),
                               word("report.who[].sex", known_words<Sex>()),
                               word("report.who[].nationalities[]", WordsOf::states, always),
                               word("report.who[].languages[]", WordsOf::languages, always),
                               code("report.who[].documents[].kind", "document_kinds", always),
                               word("report.who[].documents[].state", known_words<DocumentState>()),
                               code("report.who[].conditions[]", "conditions", always)});
}

void add_how(Fields& fields) {
  using enum Reported;
  const Words bases = known_words<Basis>();
  fields.insert(fields.end(), {code("report.why.purposes[].code", "purposes", always),
                               word("report.why.purposes[].basis", bases, always),
                               code("report.how.acts[].code", "acts", always),
                               word("report.how.acts[].basis", bases, always),
                               code("report.how.means[].code", "means", always),
                               word("report.how.means[].basis", bases, always),
                               code("report.how.armed_actors[].kind", "armed_actors", always),
                               word("report.how.armed_actors[].basis", bases, always)});
}

void add_crossings(Fields& fields) {
  using enum Reported;
  const Words bases = known_words<Basis>();
  const Words stages = known_words<CrossingStage>();
  fields.insert(
      fields.end(),
      {word("report.how.journey.crossings[].from", WordsOf::states),
       word("report.how.journey.crossings[].to", WordsOf::states),
       word("report.how.journey.crossings[].stage", stages, always),
       word("report.how.journey.crossings[].basis", bases, always),
       code("report.how.journey.crossings[].transport", "transports"),
       code("report.how.journey.crossings[].control", "border_controls"),
       code("report.how.journey.crossings[].mistreatment[]", "mistreatments", always),
       word("report.how.journey.crossings[].documents[].visa", known_words<Answer>()),
       word("report.how.journey.crossings[].benefits[].stage", known_words<BenefitStage>(), always),
       word("report.how.journey.crossings[].benefits[].basis", bases)});
}

void add_needs(Fields& fields) {
  using enum Reported;
  fields.insert(fields.end(), {code("report.indicators[].code", "indicators", always),
                               code("report.needs[].kind", "needs", always),
                               word("report.needs[].urgency", known_words<Urgency>(), always),
                               integer("report.needs[].count")});
}

// The flags are those of router/assess/assessment.h, which this folder may not see; a test of the
// router holds them equal.
void add_assessment(Fields& fields) {
  for (const std::string_view path :
       {"assessment.trafficking", "assessment.smuggling", "assessment.exploitation_of_begging"}) {
    fields.push_back(word(path, results));
  }
  for (const std::string_view path :
       {"assessment.risk_on_return", "assessment.foreign_presumed_victim",
        "assessment.asylum_to_consider", "assessment.immediate_danger",
        "assessment.sexual_violence", "assessment.sexual_exploitation", "assessment.armed_actor",
        "assessment.conflict_link", "assessment.separated_child", "assessment.child_abduction",
        "assessment.atrocity_crime", "assessment.mistreatment", "assessment.endangered_migrants"}) {
    fields.push_back(word(path, findings));
  }
  fields.push_back(word("assessment.anyone_under_18", known_words<MayBeUnder18>()));
}

Fields all_fields() {
  Fields fields;
  add_report(fields);
  add_who(fields);
  add_how(fields);
  add_crossings(fields);
  add_needs(fields);
  add_assessment(fields);
  return fields;
}

template <typename Id, typename Entry>
std::optional<Id> find(std::span<const Entry> entries, std::string_view path) {
  const auto found = std::ranges::find(entries, path, &Entry::path);
  if (found == entries.end()) return std::nullopt;
  return static_cast<Id>(found - entries.begin());
}

}  // namespace

std::span<const ConditionList> condition_lists() { return lists; }

std::span<const ConditionField> condition_fields() {
  static const Fields fields = all_fields();
  return fields;
}

std::optional<FieldId> find_condition_field(std::string_view path) {
  return find<FieldId>(condition_fields(), path);
}

std::optional<ListId> find_condition_list(std::string_view path) {
  return find<ListId>(condition_lists(), path);
}

}  // namespace vigie::config
