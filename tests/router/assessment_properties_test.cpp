// What holds of the assessment of every report: random ones, and the examples with random changes.

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "config/words.h"
#include "report/random.h"
#include "router/assess/assessment_json.h"
#include "tests/router/assessed.h"
#include "tests/router/draw.h"
#include "tests/support/encode.h"
#include "tests/support/report_generator.h"

namespace vigie::router {
namespace {

using config::Element;

const std::vector<std::string>& example_names() {
  static const std::vector<std::string> names{"annex1-gao-apartment.r1",
                                              "annex1-gao-apartment.r2",
                                              "case1-felix",
                                              "case2-gina",
                                              "case3-quranic-school",
                                              "case4-militia",
                                              "indicator-1-begging",
                                              "indicator-2-house",
                                              "john-van",
                                              "militia-consent"};
  return names;
}

/// Drops, empties or weakens one thing of a report, as a hurried patrol would.
void disturb(Report& report, SeededRandom& random) {
  const auto weaken = [&](std::optional<std::vector<Fact>>& facts) {
    if (!facts) return;
    const auto what = random.below(4);
    if (what == 0)
      facts.reset();
    else if (what == 1)
      facts->clear();
    else
      for (Fact& fact : *facts) fact.basis = static_cast<Basis>(random.below(4));
  };
  auto& crossings =
      report.how.journey ? report.how.journey->crossings : report.how.journey.emplace().crossings;
  switch (random.below(10)) {
    case 0:
      return weaken(report.how.acts);
    case 1:
      return weaken(report.how.means);
    case 2:
      return weaken(report.why.purposes);
    case 3:
      if (report.indicators) report.indicators->clear();
      return;
    case 4:
      if (crossings && !crossings->empty()) crossings->front().benefits.emplace();
      return;
    case 5:
      if (crossings && !crossings->empty()) crossings->front().benefits.reset();
      return;
    case 6:
      if (random.below(2) == 0)
        crossings.reset();
      else
        crossings.emplace();
      return;
    case 8:
      if (report.who && crossings && !crossings->empty()) {
        for (Group& group : *report.who) group.nationalities = {{crossings->front().to}};
      }
      return;
    case 7:
      if (report.who && !report.who->empty()) report.who->front().nationalities.reset();
      return;
    default:
      if (crossings && !crossings->empty()) crossings->front().basis = Basis::inferred;
  }
}

Report some_report(SeededRandom& random) {
  static const std::vector<Report> examples = [] {
    std::vector<Report> read;
    for (const std::string& name : example_names()) read.push_back(example(name));
    return read;
  }();
  if (random.below(3) == 0) return random_report(random);
  Report report = one_of(examples, random);
  for (auto changes = random.below(4); changes > 0; --changes) disturb(report, random);
  return report;
}

/// VIGIE_SEED=n runs one case alone.
template <typename Check>
void for_random_reports(Check check) {
  const int cases = random_cases(10'000);
  MESSAGE("seeds 1 to " << cases);
  for (int seed = 1; seed <= cases; ++seed) {
    CAPTURE(seed);
    SeededRandom random(static_cast<std::uint64_t>(seed));
    check(some_report(random), random);
  }
}

/// Every judgement by what it is about.
using Key = std::tuple<Code, Code, Code, std::optional<std::size_t>>;
std::map<Key, const Judgement*> by_subject(const Assessment& assessment) {
  std::map<Key, const Judgement*> judgements;
  for (const FrameAssessment& frame : assessment.frames) {
    for (const Judgement& judgement : frame.judgements) {
      judgements[{frame.frame, judgement.finding, judgement.group, judgement.crossing}] =
          &judgement;
    }
  }
  return judgements;
}

Fact some_fact(std::string_view list, const Report& report, SeededRandom& random) {
  static const config::Mission mission = mali();
  const auto& entries = mission.catalogues.begin()->second.lists.find(list)->second;
  auto entry = entries.begin();
  std::advance(entry, random.below(entries.size()));
  Fact fact{.code = entry->first, .basis = static_cast<Basis>(random.below(4))};
  if (report.who && !report.who->empty() && random.below(2) == 0) {
    fact.groups = {one_of(*report.who, random).name};
  }
  return fact;
}

template <typename Item>
void add(std::optional<std::vector<Item>>& items, Item item, std::size_t max) {
  if (!items) items.emplace();
  if (items->size() < max) items->push_back(std::move(item));
}

void add_a_fact(Report& report, SeededRandom& random) {
  switch (random.below(4)) {
    case 0:
      return add(report.how.acts, some_fact("acts", report, random), list_items_max);
    case 1:
      return add(report.how.means, some_fact("means", report, random), list_items_max);
    case 2:
      return add(report.why.purposes, some_fact("purposes", report, random), list_items_max);
    default:
      return add(report.indicators, Indicator{.code = some_fact("indicators", report, random).code},
                 indicators_max);
  }
}

bool under_child_rule(const Assessment& assessment, const Code& group) {
  for (const auto& [key, judgement] : by_subject(assessment)) {
    if (judgement->group == group && says(judgement->because, "child.means_not_needed"))
      return true;
  }
  return false;
}

}  // namespace

TEST_SUITE("router/assessment_properties") {
  TEST_CASE("the same report gives the same bytes, and every word is used") {
    std::map<std::pair<Element, Finding>, int> findings;
    std::map<std::pair<std::string, Result>, int> results;
    for_random_reports([&](const Report& report, SeededRandom&) {
      const Assessment assessment = assessed(report);
      REQUIRE(write_assessment(assessment) == write_assessment(assessed(report)));
      for (const FrameAssessment& frame : assessment.frames) {
        for (const Judgement& judgement : frame.judgements) {
          ++results[{frame.frame + " " + judgement.finding, judgement.result}];
          for (const ElementFinding& element : judgement.elements) {
            ++findings[{element.element, element.finding}];
          }
        }
      }
    });
    for (int element = 0; element <= static_cast<int>(Element::gained_by_another); ++element) {
      for (int finding = 0; finding <= static_cast<int>(Finding::met); ++finding) {
        const std::pair key{static_cast<Element>(element), static_cast<Finding>(finding)};
        CHECK_MESSAGE(findings[key] > 0, to_string(key.first) << " " << to_string(key.second));
      }
    }
    for (const std::string judged :
         {"protocol trafficking", "protocol smuggling", "mali trafficking", "mali smuggling",
          "mali exploitation_of_begging"}) {
      for (int result = 0; result <= static_cast<int>(Result::indicated); ++result) {
        const std::pair key{judged, static_cast<Result>(result)};
        CHECK_MESSAGE(results[key] > 0, judged << " " << to_string(key.second));
      }
    }
  }

  TEST_CASE("consent, denial and the patrol's label change nothing") {
    for_random_reports([](const Report& report, SeededRandom& random) {
      Report other = report;
      other.what.label = random.below(2) == 0 ? "trafficking" : "smuggling";
      other.what.narrative = "They are victims of trafficking.";
      if (other.who) {
        for (Group& group : *other.who) {
          group.statement =
              vigie::Statement{.consents = static_cast<Answer>(random.below(3)),
                               .denies_being_victim = static_cast<Answer>(random.below(3))};
        }
      }
      REQUIRE(assessed(other) == assessed(report));
    });
  }

  TEST_CASE("adding a fact never takes away what was met") {
    for_random_reports([](const Report& report, SeededRandom& random) {
      Report more = report;
      add_a_fact(more, random);
      const Assessment before = assessed(report);
      const Assessment after = assessed(more);
      const auto judgements = by_subject(after);
      for (const auto& [key, judgement] : by_subject(before)) {
        const auto same = judgements.find(key);
        if (same == judgements.end()) continue;  // Somebody is described now: nobody nameless.
        for (const ElementFinding& element : judgement->elements) {
          if (element.finding != Finding::met) continue;
          REQUIRE(element_of(*same->second, element.element) == Finding::met);
        }
      }
    });
  }

  TEST_CASE("older persons never come under the child rule by their age") {
    for_random_reports([](const Report& report, SeededRandom& random) {
      if (!report.who || report.who->empty()) return;
      const std::size_t index = random.below(report.who->size());
      const Group& group = (*report.who)[index];
      if (!group.age) return;
      Report older = report;
      Age& age = *(*older.who)[index].age;
      const auto years = static_cast<std::int64_t>(random.below(40));
      if (age.min) age.min = std::min<std::int64_t>(*age.min + years, 120);
      if (age.max) age.max = std::min<std::int64_t>(*age.max + years, 120);
      if (under_child_rule(assessed(report), group.name)) return;
      REQUIRE_FALSE(under_child_rule(assessed(older), group.name));
    });
  }

  TEST_CASE("what was not reported is never said not to be so") {
    for_random_reports([](const Report& report, SeededRandom&) {
      const Assessment assessment = assessed(report);
      for (const auto& [key, judgement] : by_subject(assessment)) {
        for (const ElementFinding& element : judgement->elements) {
          if (element.finding == Finding::not_met) REQUIRE_FALSE(element.rests_on.empty());
          if (element.finding == Finding::unknown) REQUIRE(element.rests_on.empty());
        }
        if (judgement->finding != "trafficking") continue;
        if (!report.how.acts) REQUIRE(element_of(*judgement, Element::act) != Finding::not_met);
        if (!report.how.means) REQUIRE(element_of(*judgement, Element::means) != Finding::not_met);
        if (!report.why.purposes) {
          REQUIRE(element_of(*judgement, Element::purpose) != Finding::not_met);
        }
      }
    });
  }

  TEST_CASE("every statement made has a text in the catalogue, every pointer points at something") {
    static const config::Mission mission = mali();
    for_random_reports([](const Report& report, SeededRandom&) {
      const Assessment assessment = assessed(report);
      const auto& texts = mission.catalogues.at(assessment.catalogue).statements;
      const auto json = nlohmann::json::parse(encode_report(report));
      const auto check = [&](const std::vector<Statement>& statements) {
        for (const Statement& statement : statements) {
          REQUIRE(texts.contains(statement.code));
          for (const Ref& ref : statement.rests_on) {
            CAPTURE(statement.code);
            CAPTURE(pointer_of(ref));
            REQUIRE(json.contains(nlohmann::json::json_pointer(pointer_of(ref))));
          }
        }
      };
      check(assessment.protection);
      for (const FrameAssessment& frame : assessment.frames) {
        for (const Judgement& judgement : frame.judgements) {
          check(judgement.because);
          check(judgement.missing);
        }
      }
    });
  }
}

}  // namespace vigie::router
