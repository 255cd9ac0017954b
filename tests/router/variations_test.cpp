// What one changed fact does to the assessment of a scenario: small named patches of the examples.
//
// Shapes: variations/NAME.json is {"example","what","patch","changes"}; `patch` is RFC 6902.
//         `changes` names an outcome and what becomes of it:
//           "protocol.trafficking", "mali.verified"      of a frame
//           "flags.asylum_to_consider"                   a flag
//           "protocol.trafficking girls"                 one judgement, of a group
//           "protocol.smuggling young_man@1"             at the second crossing
//           "… act", "… as_adult", "… planned"           an element, a reading, of that judgement
//           "… says child.means_not_needed": "stated"    a sentence of it
//         What is not there is "absent".
// What is not named must stay as it was: the frames and the flags; with no changes at all, every
// judgement and element too.

#include <doctest/doctest.h>
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "config/words.h"
#include "intake/meaning.h"
#include "report/names.h"
#include "tests/router/assessed.h"

namespace vigie::router {

namespace {

using nlohmann::json;
using Outcomes = std::map<std::string, std::string>;

struct Variation {
  std::string name;
  std::string example;
  std::string what;
  json patch;
  Outcomes changes;
};

Variation read_variation(const std::filesystem::path& path) {
  std::ifstream file(path);
  const json read = json::parse(file);
  return {path.stem().string(), read.at("example"), read.at("what"), read.at("patch"),
          read.at("changes")};
}

std::vector<Variation> read_variations() {
  const std::filesystem::path folder{VIGIE_SOURCE_DIR "/tests/router/variations"};
  std::vector<Variation> variations;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    variations.push_back(read_variation(entry.path()));
  }
  std::ranges::sort(variations, {}, &Variation::name);
  return variations;
}

const std::vector<Variation>& variations() {
  static const std::vector<Variation> all = read_variations();
  return all;
}

void add_sentences(const std::string& name, const std::vector<Statement>& sentences,
                   Outcomes& outcomes) {
  for (const Statement& sentence : sentences) {
    outcomes[name + " says " + std::string(sentence.code)] = "stated";
  }
}

void add_judgement(const std::string& frame, const Judgement& judgement, Outcomes& outcomes) {
  std::string name = frame + "." + judgement.finding + " " + judgement.group;
  if (judgement.crossing) name += "@" + std::to_string(*judgement.crossing);
  outcomes[name] = to_string(judgement.result);
  if (judgement.planned) outcomes[name + " planned"] = "planned";
  if (judgement.as_adult) outcomes[name + " as_adult"] = to_string(*judgement.as_adult);
  if (judgement.as_child) outcomes[name + " as_child"] = to_string(*judgement.as_child);
  for (const ElementFinding& element : judgement.elements) {
    outcomes[name + " " + std::string(to_string(element.element))] = to_string(element.finding);
  }
  add_sentences(name, judgement.because, outcomes);
  add_sentences(name, judgement.missing, outcomes);
}

void add_frame(const FrameAssessment& frame, Outcomes& outcomes) {
  outcomes[frame.frame + ".verified"] = frame.verified ? "yes" : "no";
  outcomes[frame.frame + ".trafficking"] = to_string(frame.trafficking);
  outcomes[frame.frame + ".smuggling"] = to_string(frame.smuggling);
  if (frame.exploitation_of_begging) {
    outcomes[frame.frame + ".exploitation_of_begging"] = to_string(*frame.exploitation_of_begging);
  }
  for (const Judgement& judgement : frame.judgements) {
    add_judgement(frame.frame, judgement, outcomes);
  }
}

Outcomes outcomes_of(const Assessment& assessment) {
  Outcomes outcomes;
  for (const FrameAssessment& frame : assessment.frames) add_frame(frame, outcomes);
  for (const FlagName& flag : flag_names()) {
    outcomes["flags." + std::string(flag.name)] = to_string(assessment.flags.*flag.value);
  }
  outcomes["flags.anyone_under_18"] = vigie::to_string(assessment.flags.anyone_under_18);
  return outcomes;
}

std::string outcome(const Outcomes& outcomes, const std::string& name) {
  const auto found = outcomes.find(name);
  return found == outcomes.end() ? "absent" : found->second;
}

/// Frames and flags always; with nothing to change, every judgement and element as well.
bool must_stay(const std::string& name, const Outcomes& changes) {
  if (changes.contains(name)) return false;
  return name.find(changes.empty() ? " says " : " ") == std::string::npos;
}

void check_named(const Outcomes& before, const Outcomes& after, const Outcomes& changes) {
  for (const auto& [name, wanted] : changes) {
    CAPTURE(name);
    CHECK(outcome(after, name) == wanted);
    CHECK_MESSAGE(outcome(before, name) != wanted, "the example says so already");
  }
}

void check_unnamed(const Outcomes& before, const Outcomes& after, const Outcomes& changes) {
  std::set<std::string> names;
  for (const auto& [name, value] : before) names.insert(name);
  for (const auto& [name, value] : after) names.insert(name);
  for (const std::string& name : names) {
    if (!must_stay(name, changes)) continue;
    CAPTURE(name);
    CHECK(outcome(after, name) == outcome(before, name));
  }
}

/// A code that no catalogue knows would pass for a fact: what the intake refuses varies nothing.
void check_accepted(const Report& report) {
  static const config::Mission mission = mali();
  const auto meaning = intake::check_meaning(report, mission, report.when.filed_at.utc);
  REQUIRE(std::holds_alternative<Problems>(meaning));
  for (const Problem& problem : std::get<Problems>(meaning)) {
    FAIL_CHECK(problem.pointer << " " << problem.code);
  }
}

void check_variation(const Variation& variation) {
  CAPTURE(variation.what);
  const json example = json::parse(example_bytes(variation.example));
  const Report before = report_from(example);
  const Report after = report_from(example.patch(variation.patch));
  REQUIRE(after != before);
  check_accepted(after);
  const Outcomes outcomes_before = outcomes_of(assessed(before));
  const Outcomes outcomes_after = outcomes_of(assessed(after));
  check_named(outcomes_before, outcomes_after, variation.changes);
  check_unnamed(outcomes_before, outcomes_after, variation.changes);
}

}  // namespace

TEST_SUITE("router/variations") {
  TEST_CASE("one changed fact changes what its variation names, and nothing else") {
    for (const Variation& variation : variations()) {
      SUBCASE(variation.name.c_str()) { check_variation(variation); }
    }
  }

  TEST_CASE("there are at least forty variations, and ten that change no result") {
    CHECK(variations().size() >= 40);
    CHECK(std::ranges::count_if(variations(), [](const Variation& variation) {
            return variation.changes.empty();
          }) >= 10);
  }
}

}  // namespace vigie::router
