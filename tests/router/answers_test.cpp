// The twelve statements of the UNODC module (2020), Annex II, "true or false", and its questions
// about John (section 2.B) and about the women a militia holds (section 2.A).
//
// Each answer is an expression over results and codes of the assessment. A plain statement is true
// when the offence is indicated and false when it is not indicated on the facts reported; anything
// between fails the test. "Committed" and "accomplice" read presumed; a planned crossing "would
// be". Each is asked twice: of the case, and of the case with one fact changed that turns the
// answer.

#include <doctest/doctest.h>
#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "tests/router/assessed.h"

namespace vigie::router {

namespace {

using nlohmann::json;
using Names = std::set<std::string>;

/// A report and what the assessment says of it.
struct AssessedExample {
  explicit AssessedExample(const std::string& name, const char* patch = "[]")
      : report(report_from(json::parse(example_bytes(name)).patch(json::parse(patch)))),
        assessment(assessed(report)) {}

  Report report;
  Assessment assessment;
};

bool is_true(const Judgement& judgement) {
  CAPTURE(std::string(to_string(judgement.result)));
  REQUIRE((judgement.result == Result::indicated || judgement.result == Result::not_indicated));
  return judgement.result == Result::indicated;
}

const Judgement& trafficking_of(const AssessedExample& known, const std::string& group) {
  return judgement_of(known.assessment, "protocol", "trafficking", group);
}

bool is_victim(const AssessedExample& known, const std::string& group) {
  return is_true(trafficking_of(known, group));
}

/// The judgement of the crossing by which the group enters `state`.
const Judgement& entry_into(const AssessedExample& known, const std::string& group,
                            const std::string& state) {
  const auto& crossings = *known.report.how.journey->crossings;
  const auto found = std::ranges::find(crossings, state, &Crossing::to);
  REQUIRE(found != crossings.end());
  return judgement_of(known.assessment, "protocol", "smuggling", group,
                      static_cast<std::size_t>(found - crossings.begin()));
}

bool rests_on(const Judgement& judgement, std::string_view code, const std::string& pointer) {
  const auto said = std::ranges::find(judgement.because, code, &router::Statement::code);
  return said != judgement.because.end() &&
         std::ranges::any_of(said->rests_on,
                             [&](const Ref& ref) { return pointer_of(ref) == pointer; });
}

std::string group_at(const AssessedExample& known, const Ref& ref) {
  return known.report.who->at(ref.index).name;
}

/// Who is presumed to have committed the trafficking of a group.
Names presumed_suspects(const AssessedExample& known, const std::string& group) {
  Names names;
  for (const auto& sentence : trafficking_of(known, group).because) {
    if (sentence.code != "suspects.presumed") continue;
    for (const Ref& ref : sentence.rests_on) names.insert(group_at(known, ref));
  }
  return names;
}

Names presumed_suspects(const AssessedExample& known) {
  Names names;
  for (const Judgement& judgement : frame_of(known.assessment, "protocol").judgements) {
    if (judgement.finding == "trafficking") names.merge(presumed_suspects(known, judgement.group));
  }
  return names;
}

Names victims(const AssessedExample& known) {
  Names names;
  for (const Judgement& judgement : frame_of(known.assessment, "protocol").judgements) {
    if (judgement.finding == "trafficking" && is_true(judgement)) names.insert(judgement.group);
  }
  return names;
}

/// Presumed accomplices: the smuggling is indicated, and they let the persons pass for a benefit.
bool are_accomplices(const AssessedExample& known, const Judgement& entry,
                     const std::string& officials) {
  const std::string crossing = "/how/journey/crossings/" + std::to_string(*entry.crossing);
  const auto& benefits = known.report.how.journey->crossings->at(*entry.crossing).benefits;
  bool named = rests_on(entry, "accomplices.presumed", crossing + "/control");
  for (std::size_t i = 0; benefits && i < benefits->size(); ++i) {
    const std::string benefit = crossing + "/benefits/" + std::to_string(i);
    named = named ||
            (benefits->at(i).to == officials && rests_on(entry, "accomplices.presumed", benefit));
  }
  return is_true(entry) && named;
}

/// Whether what a group is reported to agree to takes anything away.
bool agreement_counts(const AssessedExample& known, const std::string& group) {
  const auto groups = std::ranges::find(*known.report.who, group, &Group::name);
  REQUIRE(groups != known.report.who->end());
  REQUIRE(groups->statement.has_value());
  REQUIRE(groups->statement->consents == Answer::yes);
  return !says(trafficking_of(known, group).because, "consent.irrelevant_means");
}

constexpr const char* exploited = R"([{"op": "add", "path": "/why/purposes", "value": [
    {"code": "forced_labour", "basis": "told_by_person", "groups": ["young_man"]}]}])";
constexpr const char* no_passport = R"([{"op": "replace", "value": "none",
    "path": "/how/journey/crossings/0/documents/0/documents/0/state"}])";
constexpr const char* algerian_visa = R"([{"op": "replace", "value": "yes",
    "path": "/how/journey/crossings/1/documents/0/visa"}])";
constexpr const char* no_purpose = R"([{"op": "replace", "path": "/why/purposes", "value": []}])";
constexpr const char* begging_alone = R"([{"op": "remove", "path": "/indicators"}])";
constexpr const char* no_means = R"([{"op": "replace", "path": "/how/means", "value": []},
    {"op": "remove", "path": "/indicators"}])";
constexpr const char* guards_not_paid = R"([
    {"op": "remove", "path": "/how/journey/crossings/0/benefits/0"},
    {"op": "replace", "path": "/how/journey/crossings/0/control", "value": "none"}])";
constexpr const char* man_does_nothing = R"([
    {"op": "remove", "path": "/how/acts/2"}, {"op": "remove", "path": "/how/acts/1"},
    {"op": "remove", "path": "/how/acts/0"}, {"op": "remove", "path": "/how/means"}])";
constexpr const char* for_the_two_alone = R"([
    {"op": "replace", "path": "/why/purposes/0/groups", "value": ["femmes_refusant"]},
    {"op": "replace", "path": "/why/purposes/1/groups", "value": ["femmes_refusant"]}])";
constexpr const char* fighters_alone = R"([
    {"op": "replace", "path": "/why/purposes/0/by", "value": ["miliciens"]},
    {"op": "replace", "path": "/why/purposes/1/by", "value": ["miliciens"]},
    {"op": "replace", "path": "/how/means/1/by", "value": ["miliciens"]},
    {"op": "replace", "path": "/how/means/2/by", "value": ["miliciens"]}])";
constexpr const char* paid_and_illegal = R"([
    {"op": "add", "path": "/who/0/nationalities", "value": ["NER"]},
    {"op": "add", "path": "/who/0/documents", "value": []},
    {"op": "add", "path": "/how/journey/crossings/0/documents", "value": [
        {"groups": ["man"], "documents": []}]},
    {"op": "replace", "path": "/how/journey/crossings/0/benefits", "value": [
        {"stage": "obtained", "by": "man", "to": "friend"}]}])";

}  // namespace

TEST_SUITE("router/answers") {
  TEST_CASE("false: Felix is a victim of trafficking in persons") {
    CHECK_FALSE(is_victim(AssessedExample("case1-felix"), "young_man"));
    CHECK(is_victim(AssessedExample("case1-felix", exploited), "young_man"));
  }

  TEST_CASE("false: Felix's entry into Mali by bus constitutes smuggling of migrants") {
    CHECK_FALSE(is_true(entry_into(AssessedExample("case1-felix"), "young_man", "MLI")));
    CHECK(is_true(entry_into(AssessedExample("case1-felix", no_passport), "young_man", "MLI")));
  }

  TEST_CASE("true: Felix's entry into Algeria would constitute smuggling of migrants") {
    const AssessedExample felix("case1-felix");
    const Judgement& algeria = entry_into(felix, "young_man", "DZA");
    CHECK(is_true(algeria));
    CHECK(algeria.planned);
    CHECK_FALSE(
        is_true(entry_into(AssessedExample("case1-felix", algerian_visa), "young_man", "DZA")));
  }

  TEST_CASE("true: Gina is a victim of trafficking in persons") {
    CHECK(is_victim(AssessedExample("case2-gina"), "young_woman"));
    CHECK_FALSE(is_victim(AssessedExample("case2-gina", no_purpose), "young_woman"));
  }

  TEST_CASE("false: Gina's entry into Mali constitutes smuggling of migrants") {
    CHECK_FALSE(is_true(entry_into(AssessedExample("case2-gina"), "young_woman", "MLI")));
    CHECK(is_true(entry_into(AssessedExample("case2-gina", no_passport), "young_woman", "MLI")));
  }

  TEST_CASE("false: after she agrees, Gina can no longer be considered a victim of trafficking") {
    const auto no_longer_a_victim = [](const AssessedExample& known) {
      return agreement_counts(known, "young_woman") || !is_victim(known, "young_woman");
    };
    CHECK_FALSE(no_longer_a_victim(AssessedExample("case2-gina")));
    CHECK(no_longer_a_victim(AssessedExample("case2-gina", no_means)));
  }

  TEST_CASE("true: the border guards who are paid are accomplices in the smuggling of migrants") {
    const auto guards_are = [](const AssessedExample& known) {
      return are_accomplices(known, entry_into(known, "garcons", "MLI"), "gardes_frontiere");
    };
    CHECK(guards_are(AssessedExample("case3-quranic-school")));
    CHECK_FALSE(guards_are(AssessedExample("case3-quranic-school", guards_not_paid)));
    CHECK_FALSE(
        guards_are(AssessedExample("case3-quranic-school", R"([{"op": "replace", "value": [],
        "path": "/how/journey/crossings/0/benefits"}])")));
  }

  TEST_CASE("true: the six young boys are victims of trafficking in persons") {
    CHECK(is_victim(AssessedExample("case3-quranic-school"), "garcons"));
    CHECK_FALSE(is_victim(AssessedExample("case3-quranic-school", begging_alone), "garcons"));
  }

  TEST_CASE("true: the young Malian man has committed the crime of trafficking in persons") {
    const auto man_has = [](const AssessedExample& known) {
      return is_victim(known, "garcons") &&
             presumed_suspects(known, "garcons").contains("jeune_homme");
    };
    CHECK(man_has(AssessedExample("case3-quranic-school")));
    CHECK_FALSE(man_has(AssessedExample("case3-quranic-school", man_does_nothing)));
  }

  TEST_CASE("false: since the women were not transferred to Libya, this is not trafficking") {
    CHECK_FALSE(victims(AssessedExample("case4-militia")).empty());
    CHECK(victims(AssessedExample("case4-militia", no_purpose)).empty());
    CHECK(says(trafficking_of(AssessedExample("case4-militia"), "femmes_mariees").because,
               "border.not_needed"));
  }

  TEST_CASE("false: only the two women that never agreed can be considered victims") {
    const Names the_two{"femmes_refusant"};
    CHECK_FALSE(victims(AssessedExample("case4-militia")) == the_two);
    CHECK(victims(AssessedExample("case4-militia", for_the_two_alone)) == the_two);
  }

  TEST_CASE("false: only the fighters who married the women have committed trafficking") {
    const Names fighters{"miliciens"};
    CHECK_FALSE(presumed_suspects(AssessedExample("case4-militia")) == fighters);
    CHECK(presumed_suspects(AssessedExample("case4-militia", fighters_alone)) == fighters);
  }

  TEST_CASE("no: John's friend should be prosecuted for smuggling of migrants") {
    CHECK_FALSE(is_true(entry_into(AssessedExample("john-van"), "man", "MLI")));
    CHECK(is_true(entry_into(AssessedExample("john-van", paid_and_illegal), "man", "MLI")));
  }

  TEST_CASE("yes: the women who obey the militia are victims of trafficking in persons") {
    const auto victims_all_the_same = [](const AssessedExample& known) {
      return is_victim(known, "women") && !agreement_counts(known, "women");
    };
    CHECK(victims_all_the_same(AssessedExample("militia-consent")));
    CHECK_FALSE(victims_all_the_same(AssessedExample("militia-consent", no_purpose)));
  }
}

}  // namespace vigie::router
