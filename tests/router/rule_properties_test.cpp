// What holds of every set of rules: how the rules lie in their files says nothing, and a further
// rule that tells takes nothing from anybody, also from those who wait.

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "router/assess/assess.h"
#include "router/rules/routing_record.h"
#include "router/rules/rule_book.h"
#include "router/views/grant.h"
#include "tests/router/draw.h"
#include "tests/router/missions.h"
#include "tests/router/profiles.h"
#include "tests/support/file_bytes.h"
#include "tests/support/loaded_mission.h"
#include "tests/support/report_generator.h"
#include "tests/support/temporary_folder.h"

using namespace vigie;
using namespace vigie::router;
using support::file_bytes;

namespace {

namespace fs = std::filesystem;

/// A file of rules in pieces: its definitions first, where it has some, then each of its rules.
struct Pieces {
  std::vector<std::string> definitions;
  std::vector<std::string> rules;
};

void take_apart(const std::string& text, Pieces& pieces) {
  const std::size_t rules = text.find("\nrules:\n");
  REQUIRE(rules != std::string::npos);
  const std::string before = text.substr(0, rules + 1);
  if (before.find("\ndefine:\n") != std::string::npos) pieces.definitions.push_back(before);
  std::size_t at = text.find("\n  - id: ", rules);
  while (at != std::string::npos) {
    const std::size_t next = text.find("\n  - id: ", at + 1);
    pieces.rules.push_back(text.substr(at + 1, next == std::string::npos ? next : next - at));
    at = next;
  }
}

/// Under names that say nothing, in any order. Definitions cannot stand in a file without rules.
void put_together(Pieces pieces, const fs::path& folder, SeededRandom& random) {
  shuffle(pieces.rules, random);
  std::vector<std::string> files;
  for (std::size_t rule = 0; rule < pieces.rules.size();) {
    const bool defines = files.size() < pieces.definitions.size();
    std::string file = (defines ? pieces.definitions[files.size()] : std::string{}) + "rules:\n";
    for (std::uint64_t more = 1 + random.below(4); more > 0 && rule < pieces.rules.size(); --more) {
      file += pieces.rules[rule++];
    }
    files.push_back(file);
  }
  REQUIRE(files.size() > pieces.definitions.size());
  shuffle(files, random);
  for (std::size_t i = 0; i < files.size(); ++i) {
    std::ofstream(folder / ("f" + std::to_string(i) + ".yaml")) << files[i];
  }
}

/// The shipped mission, its rules in other files.
config::Mission rearranged(SeededRandom& random) {
  const support::TemporaryFolder folder;
  const fs::path mission = folder / "mali";
  fs::copy(fs::path(VIGIE_SOURCE_DIR) / "config/mali", mission, fs::copy_options::recursive);
  Pieces pieces;
  for (const auto& entry : fs::directory_iterator(mission / "rules")) {
    if (entry.path().string().ends_with(".test.yaml")) continue;
    take_apart(file_bytes(entry.path()), pieces);
  }
  fs::remove_all(mission / "rules");
  fs::create_directory(mission / "rules");
  put_together(pieces, mission / "rules", random);
  return support::loaded_mission(mission);
}

Assessment assessed_by_shipped(const Report& report) {
  return assess(report, shipped().catalogues.at(report.catalogue));
}

/// Tells some office that another rule tells, on any condition, by any way, with any profiles.
config::Rule another_rule(SeededRandom& random) {
  const auto any = [&] { return one_of(shipped().rules, random); };
  config::Rule rule = any();
  while (rule.effect != config::Effect::tell) rule = any();
  rule.id = "zz.added";
  rule.condition = any().condition;
  rule.if_unknown = static_cast<config::IfUnknown>(random.below(3));
  rule.show.clear();
  for (const auto& [id, profile] : shipped().profiles) {
    if (random.below(4) == 0) rule.show.push_back(id);
  }
  return rule;
}

/// Of a held position: what it is shown once everybody it waits for has let it.
Grant grant_in(const Outcome& outcome) {
  std::set<Code> profiles(outcome.show.begin(), outcome.show.end());
  for (const Hold& hold : outcome.holds) profiles.insert(hold.show.begin(), hold.show.end());
  const std::vector<Code> listed{profiles.begin(), profiles.end()};
  return Grants(shipped()).of(listed, office_of(shipped(), Code(outcome.position)));
}

std::vector<std::string_view> deciders_of(const Outcome& outcome) {
  std::vector<std::string_view> deciders;
  for (const Hold& hold : outcome.holds) deciders.push_back(hold.decider);
  return deciders;
}

}  // namespace

TEST_SUITE("router/rule properties") {
  TEST_CASE("the names of the files of rules, their number and their order say nothing") {
    constexpr std::uint64_t seed = 20190606;
    CAPTURE(seed);
    SeededRandom random(seed);
    for (int arrangement = 0; arrangement < 4; ++arrangement) {
      CAPTURE(arrangement);
      const config::Mission other = rearranged(random);
      REQUIRE(other.rules.size() == shipped().rules.size());
      RuleBook book(shipped());
      RuleBook rearranged_book(other);
      for (int number = 0; number < random_cases() / 8; ++number) {
        CAPTURE(number);
        const Report report = random_report(random);
        const Assessment assessment = assessed_by_shipped(report);
        CHECK(write_routing_record(rearranged_book.route(report, assessment, noon)) ==
              write_routing_record(book.route(report, assessment, noon)));
      }
    }
  }

  TEST_CASE("one more rule that tells shows nobody less, neither those told nor those who wait") {
    constexpr std::uint64_t seed = 20190607;
    CAPTURE(seed);
    SeededRandom random(seed);
    RuleBook book(shipped());
    std::map<Told, int> more;
    for (int number = 0; number < random_cases(); ++number) {
      CAPTURE(number);
      const Report report = random_report(random);
      const Assessment assessment = assessed_by_shipped(report);
      config::Mission other = shipped();
      other.rules.push_back(another_rule(random));
      const Routing before = book.route(report, assessment, noon);
      const Routing after = RuleBook(other).route(report, assessment, noon);
      for (const Outcome& was : before.outcomes) {
        CAPTURE(was.position);
        const Outcome& is = outcome_of(after, Code(was.position));
        if (was.told != Told::told && was.told != Told::held) continue;
        CHECK((is.told == Told::told || is.told == was.told));
        // Who is told at once no longer waits, for nothing: what the rules that held it would show
        // is not asked for any more (rule_book.h).
        if (is.told != was.told) continue;
        CHECK(covers(grant_in(is), grant_in(was)));
        CHECK(std::ranges::includes(deciders_of(is), deciders_of(was)));
        if (grant_in(is) != grant_in(was)) ++more[was.told];
      }
    }
    CHECK(more[Told::told] > random_cases() / 100);
    CHECK(more[Told::held] > random_cases() / 100);
  }
}
