#include "tests/support/report_generator.h"

#include <algorithm>
#include <map>

namespace vigie {
namespace {

using namespace std::chrono_literals;

const Time june_2019 = std::chrono::sys_days{std::chrono::year{2019} / 6 / 1};

std::vector<Code> shipped_codes(std::string_view list) {
  static const std::map<std::string_view, std::vector<Code>> codes{
      {"indicators", {"long_hours", "begging", "bruises", "scared", "documents_taken"}},
      {"needs", {"food", "water", "clothing", "shelter", "medical", "safety"}},
      {"acts", {"recruitment", "transportation", "transfer", "harbouring", "receipt"}},
      {"means", {"threat_of_force", "coercion", "abduction", "deception"}},
      {"purposes", {"prostitution", "forced_labour", "begging", "ransom"}},
      {"categories", {"presumed_exploitation", "irregular_journey", "other"}},
      {"document_kinds", {"passport", "identity_card", "visa"}},
      {"conditions", {"bruises", "scared", "ill"}},
      {"place_types", {"apartment", "house", "street", "market", "mine"}},
      {"vehicles", {"bus", "truck", "van"}},
      {"armed_actors", {"unidentified_armed_men", "militia"}},
      {"parties", {"organiser", "guide", "unknown"}},
      {"transports", {"bus", "truck", "on_foot"}},
      {"border_controls", {"none", "bribed", "avoided"}},
      {"mistreatments", {"threats", "beatings", "confinement"}},
      {"actions_taken", {"reported_to_superiors", "first_aid_given"}},
      {"evidence_kinds", {"photograph", "sketch"}}};
  return codes.at(list);
}

/// Draws every part of a report; each draw advances the one sequence.
class Generator {
 public:
  Generator(SeededRandom& random, const ReportChoices& choices)
      : random_(random), choices_(choices) {}

  Report report() {
    Report report;
    draw_heading(report);
    if (chance(90)) report.who = groups();
    report.what = what();
    report.when = when();
    report.where = where();
    if (chance(60)) report.why.purposes = facts("purposes");
    report.how = how();
    draw_rest(report);
    return report;
  }

 private:
  bool chance(std::uint64_t percent) { return random_.below(100) < percent; }
  std::int64_t number(std::int64_t min, std::int64_t max) {
    return min +
           static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(max - min + 1)));
  }

  template <typename Value>
  const Value& one_of(const std::vector<Value>& values) {
    return values[random_.below(values.size())];
  }

  template <typename Enum>
  Enum any(int count) {
    return static_cast<Enum>(number(0, count - 1));
  }

  Code code(std::string_view list) {
    return one_of(choices_.codes ? choices_.codes(list) : shipped_codes(list));
  }

  template <typename Draw>
  auto some(std::int64_t min, std::int64_t max, Draw draw) {
    std::vector<decltype(draw())> list;
    for (std::int64_t count = number(min, max); count > 0; --count) list.push_back(draw());
    return list;
  }

  template <typename Value>
  static std::vector<Value> distinct(std::vector<Value> list) {
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
    return list;
  }

  std::vector<Code> codes(std::string_view list) {
    return distinct(some(0, 3, [&] { return code(list); }));
  }

  std::string text() {
    static const std::vector<std::string> words{
        "marché", "Gao",        "été",    "\xf0\x9f\x9a\x90", "école",
        "night",  "\"quoted\"", "back\\", "line\n",           "\ttab",
        "عربي",   "three",      "men",    "</script>"};
    std::string result = one_of(words);
    for (std::int64_t count = number(0, 12); count > 0; --count) result += " " + one_of(words);
    return result;
  }

  OffsetTime time() {
    static const std::vector<std::chrono::minutes> offsets{0min, 60min, -210min, 345min};
    return {.utc = june_2019 + std::chrono::milliseconds{number(0, 2'592'000'000)},
            .offset = one_of(offsets)};
  }

  Digest digest() {
    Digest result;
    random_.fill(std::as_writable_bytes(std::span(result.bytes)));
    return result;
  }

  void draw_heading(Report& report) {
    report.catalogue = choices_.catalogue;
    report.id = new_uuid7(june_2019 + std::chrono::milliseconds{number(0, 1'000'000)}, random_);
    report.revision = chance(80) ? 1 : number(2, 10'000);
    report.kind = any<Kind>(3);
    if (report.kind == Kind::information_note) report.about = new_uuid7(june_2019, random_);
    report.exercise = chance(10);
    report.language = chance(50) ? "en" : "fr";
    report.patrol = {.unit = "unit_" + std::to_string(number(1, 9)), .device = "patrol-1"};
    if (chance(30)) report.patrol.team_site = text();
    if (chance(10)) report.patrol.on_behalf_of = text();
  }

  Range range(std::int64_t limit) {
    Range result;
    const std::int64_t low = number(0, limit);
    if (chance(80)) result.min = low;
    if (!result.min || chance(50)) result.max = number(low, limit);
    return result;
  }

  Document document() { return {.kind = code("document_kinds"), .state = any<DocumentState>(6)}; }

  std::vector<Group> groups() {
    std::vector<Group> result;
    const std::int64_t count = number(0, 4);
    for (std::int64_t i = 0; i < count; ++i) {
      names_.push_back("group_" + std::to_string(i));
      result.push_back(group(names_.back()));
    }
    return result;
  }

  Group group(const Code& name) {
    Group result{.name = name, .role = any<Role>(10)};
    // Children with their family are never of age: the check of meaning says so.
    if (result.role == Role::child_with_family) result.role = Role::migrant;
    if (chance(80)) result.count = range(100);
    if (chance(60)) result.age = age();
    if (chance(60)) result.sex = any<Sex>(4);
    if (chance(40)) result.nationalities = std::vector<std::string>{"MLI", "NGA"};
    if (chance(30)) result.languages = std::vector<std::string>{"bam"};
    if (chance(30)) result.documents = some(0, 2, [&] { return document(); });
    if (chance(30)) result.conditions = codes("conditions");
    if (chance(20)) result.statement = statement();
    if (chance(30)) result.description = text();
    return result;
  }

  Age age() {
    Age result{.basis = any<AgeBasis>(6)};
    if (chance(80)) {
      const Range ends = range(120);
      result.min = ends.min;
      result.max = ends.max;
    }
    return result;
  }

  Statement statement() {
    Statement result;
    if (chance(60)) result.consents = any<Answer>(3);
    if (chance(60)) result.denies_being_victim = any<Answer>(3);
    return result;
  }

  What what() {
    What result;
    if (chance(80)) result.category = code("categories");
    if (chance(20)) result.label = "trafficking";
    if (chance(80)) result.summary = text();
    if (chance(80)) result.narrative = text();
    return result;
  }

  When when() {
    When result;
    result.filed_at = time();
    result.filed_at.utc += std::chrono::days{31};  // After every observation.
    if (chance(60)) result.observed_from = time();
    if (chance(60)) result.observed_to = time();
    if (result.observed_from && result.observed_to &&
        result.observed_to->utc < result.observed_from->utc) {
      std::swap(result.observed_from, result.observed_to);
    }
    if (chance(20)) result.recurring = text();
    return result;
  }

  Where where() {
    Where result{.region = one_of(choices_.regions)};
    if (chance(40)) result.cercle = text();
    if (chance(60)) result.place_type = code("place_types");
    result.place_withheld = chance(10);
    if (result.place_withheld) return result;
    if (chance(50)) result.locality = text();
    if (chance(40)) result.position = position();
    return result;
  }

  Position position() {
    Position result{.latitude = static_cast<double>(number(-900'000, 900'000)) / 1e4,
                    .longitude = static_cast<double>(number(-1'800'000, 1'800'000)) / 1e4};
    if (chance(50)) result.accuracy_m = number(0, 5000);
    return result;
  }

  std::optional<std::vector<Code>> some_groups() {
    if (names_.empty() || chance(50)) return std::nullopt;
    return distinct(some(1, 3, [&] { return one_of(names_); }));
  }

  std::vector<Fact> facts(std::string_view list) {
    return some(0, 3, [&] {
      return Fact{
          .code = code(list), .basis = any<Basis>(4), .groups = some_groups(), .by = some_groups()};
    });
  }

  How how() {
    How result;
    if (chance(60)) result.acts = facts("acts");
    if (chance(60)) result.means = facts("means");
    if (chance(30)) {
      result.vehicles = some(0, 2, [&] { return Vehicle{.kind = code("vehicles"), .count = 1}; });
    }
    if (chance(30)) {
      result.armed_actors = some(
          0, 2, [&] { return ArmedActor{.kind = code("armed_actors"), .basis = any<Basis>(4)}; });
    }
    if (chance(40)) result.journey = journey();
    return result;
  }

  Journey journey() {
    Journey result;
    if (chance(50)) result.route = text();
    if (chance(80)) result.crossings = some(0, 3, [&] { return crossing(); });
    return result;
  }

  Crossing crossing() {
    Crossing result{.from = chance(20) ? "unknown" : "TGO",
                    .to = "MLI",
                    .stage = any<CrossingStage>(2),
                    .basis = any<Basis>(4),
                    .groups = some_groups()};
    if (chance(50)) result.transport = code("transports");
    if (chance(50)) result.control = code("border_controls");
    if (chance(40)) result.benefits = some(0, 2, [&] { return benefit(); });
    if (chance(40)) result.mistreatment = codes("mistreatments");
    if (!names_.empty() && chance(40)) {
      result.documents = some(0, 1, [&] { return crossing_documents(); });
    }
    return result;
  }

  CrossingDocuments crossing_documents() {
    return {.groups = {one_of(names_)},
            .documents = some(0, 2, [&] { return document(); }),
            .visa = any<Answer>(3)};
  }

  Benefit benefit() {
    Benefit result{.stage = any<BenefitStage>(3)};
    if (chance(60)) result.by = names_.empty() ? code("parties") : one_of(names_);
    if (chance(60)) result.to = code("parties");
    if (chance(60)) {
      result.amount = number(0, 1'000'000);
      result.currency = "XOF";
    }
    if (chance(60)) result.basis = any<Basis>(4);
    return result;
  }

  Need need() {
    Need result{.kind = code("needs"), .urgency = any<Urgency>(3)};
    // Of nobody in particular, or of a whole group: a group cannot need more than it counts.
    if (chance(50)) {
      result.count = number(0, 50);
    } else if (!names_.empty()) {
      result.group = one_of(names_);
    }
    return result;
  }

  Attachment attachment() {
    Attachment result{.digest = digest(), .bytes = number(1, attachment_bytes_max)};
    result.kind = code("evidence_kinds");
    if (chance(50)) result.description = text();
    return result;
  }

  void draw_rest(Report& report) {
    if (chance(60)) {
      report.indicators = some(
          0, 5, [&] { return Indicator{.code = code("indicators"), .groups = some_groups()}; });
    }
    if (chance(60)) report.needs = some(0, 4, [&] { return need(); });
    if (chance(60)) report.danger = Danger{any<Answer>(3), any<Answer>(3)};
    if (chance(60)) report.protection = Protection{any<Answer>(3), any<Answer>(3)};
    report.concerns_un_personnel.concerned = chance(5);
    if (chance(40)) {
      report.actions_taken = some(0, 2, [&] { return ActionTaken{.kind = code("actions_taken")}; });
    }
    if (chance(20)) report.evidence = some(0, 2, [&] { return attachment(); });
    if (chance(10)) report.identity = Attachment{.digest = digest(), .bytes = number(1, 4096)};
  }

  SeededRandom& random_;
  const ReportChoices& choices_;
  std::vector<Code> names_;
};

Group maximal_group() {
  return {.name = "girls",
          .role = Role::presumed_victim,
          .count = Range{6, 6},
          .age = Age{14, 19, AgeBasis::looks},
          .sex = Sex::female,
          .nationalities = std::vector<std::string>{"NGA"},
          .languages = std::vector<std::string>{"eng"},
          .documents = std::vector<Document>{{"passport", DocumentState::taken}},
          .conditions = std::vector<Code>{"bruises"},
          .statement = Statement{Answer::no, Answer::yes},
          .description = "Frightened."};
}

Crossing maximal_crossing() {
  return {.from = "TGO",
          .to = "MLI",
          .stage = CrossingStage::planned,
          .basis = Basis::told_by_person,
          .groups = std::vector<Code>{"girls"},
          .transport = "bus",
          .control = "none",
          .documents =
              std::vector<CrossingDocuments>{
                  {{"girls"}, {{"passport", DocumentState::held}}, Answer::no}},
          .benefits = std::vector<Benefit>{{BenefitStage::promised, "girls", "organiser", 5000,
                                            "USD", Basis::told_by_person}},
          .mistreatment = std::vector<Code>{"threats"}};
}

How maximal_how() {
  const std::vector<Code> girls{"girls"};
  return {.acts = std::vector<Fact>{{"harbouring", Basis::seen, girls, girls}},
          .means = std::vector<Fact>{{"coercion", Basis::inferred, girls, girls}},
          .vehicles = std::vector<Vehicle>{{"bus", 1, "White."}},
          .armed_actors = std::vector<ArmedActor>{{"militia", Basis::seen, "Four men."}},
          .journey = Journey{.route = "Lomé to Gao",
                             .crossings = std::vector<Crossing>{maximal_crossing()}}};
}

void fill_rest(Report& report) {
  const std::vector<Code> girls{"girls"};
  report.why.purposes = std::vector<Fact>{{"prostitution", Basis::inferred, girls, girls}};
  report.indicators = std::vector<Indicator>{{"bruises", girls}};
  report.needs = std::vector<Need>{{"medical", Urgency::flash, 6, "girls"}};
  report.danger = Danger{Answer::yes, Answer::yes};
  report.protection = Protection{Answer::unknown, Answer::yes};
  report.concerns_un_personnel = {true, {"regional_commander_gao"}};
  report.actions_taken = std::vector<ActionTaken>{{"first_aid_given", "By the medic."}};
  report.evidence = std::vector<Attachment>{{sha256("photograph"), 10, "photograph", "The door."}};
  report.identity = Attachment{sha256("sealed"), 6, std::nullopt, std::nullopt};
}

}  // namespace

Report random_report(SeededRandom& random, const ReportChoices& choices) {
  return Generator(random, choices).report();
}

Report minimal_report() {
  SeededRandom random(1);
  Report report;
  report.catalogue = "2019.1";
  report.id = new_uuid7(june_2019, random);
  report.language = "en";
  report.patrol = {.unit = "unpol_demo", .device = "patrol-demo"};
  report.when.filed_at.utc = june_2019 + 10h;
  report.where.region = "gao";
  return report;
}

Report maximal_report() {
  Report report = minimal_report();
  SeededRandom random(2);
  report.kind = Kind::information_note;
  report.about = new_uuid7(june_2019, random);
  report.exercise = true;
  report.patrol.team_site = "Gao camp";
  report.patrol.on_behalf_of = "Formed police unit";
  report.who = std::vector<Group>{maximal_group()};
  report.what = {.category = "presumed_exploitation",
                 .label = "trafficking",
                 .summary = "Six girls.",
                 .narrative = "Six girls in an apartment."};
  report.when.observed_from = OffsetTime{june_2019 + 8h, 60min};
  report.when.observed_to = OffsetTime{june_2019 + 9h, -210min};
  report.when.recurring = "Every day";
  report.where = {.region = "gao",
                  .cercle = "Gao",
                  .locality = "Market",
                  .place_type = "apartment",
                  .position = Position{16.27, -0.04, 50}};
  report.how = maximal_how();
  fill_rest(report);
  return report;
}

}  // namespace vigie
