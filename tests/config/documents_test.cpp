// What the documents say of the shipped mission is held against its files.

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <regex>
#include <set>
#include <sstream>
#include <utility>

#include "tests/config/mission_folder.h"
#include "tests/support/file_bytes.h"

using namespace vigie;
using namespace vigie::config;

namespace {

std::string source_text(const std::string& file) {
  return support::file_bytes(std::filesystem::path{VIGIE_SOURCE_DIR} / file);
}

std::vector<std::smatch> matches(const std::string& text, const std::regex& pattern) {
  return {std::sregex_iterator(text.begin(), text.end(), pattern), std::sregex_iterator()};
}

/// Offices on whose decision some rule tells that one.
std::set<Code> deciders_of(const Mission& mission, const Code& office) {
  std::set<Code> deciders;
  for (const Rule& rule : mission.rules) {
    const bool decided = rule.hold && rule.hold->release == HoldTerms::Release::decision;
    if (rule.office == office && decided) deciders.insert(rule.hold->by);
  }
  return deciders;
}

bool holds(const Mission& mission, const Code& person, const Code& office) {
  return std::ranges::any_of(mission.roster, [&](const auto& entry) {
    const auto& people = entry.second.people;
    return mission.positions.at(entry.first).office == office &&
           std::ranges::find(people, person) != people.end();
  });
}

/// Offices that decide about every position the command line names.
std::set<Code> deciders_of_line(const Mission& mission, const std::string& line) {
  std::set<Code> common;
  bool first = true;
  for (const std::smatch& named : matches(line, std::regex("--(?:release|decline) ([a-z_]+)"))) {
    const std::set<Code> deciders = deciders_of(mission, named[1]);
    if (std::exchange(first, false)) common = deciders;
    std::erase_if(common, [&](const Code& office) { return !deciders.contains(office); });
  }
  return common;
}

}  // namespace

TEST_SUITE("config/documents") {
  TEST_CASE("every decision shown as an example is one that one office can make, and its person") {
    const Mission mission = load_or_fail(shipped_mission());
    int examples = 0;
    for (const char* file : {"README.md", "docs/operating.md"}) {
      std::istringstream text(source_text(file));
      for (std::string line; std::getline(text, line);) {
        if (!line.starts_with("vigie decide")) continue;
        CAPTURE(line);
        ++examples;
        const std::set<Code> deciders = deciders_of_line(mission, line);
        CHECK_FALSE(deciders.empty());
        for (const std::smatch& key : matches(line, std::regex("/([a-z_]+)\\.key"))) {
          const Code person = key[1];
          CHECK(std::ranges::any_of(
              deciders, [&](const Code& office) { return holds(mission, person, office); }));
        }
      }
    }
    CHECK(examples == 2);
  }

  TEST_CASE("what an alternative says it replaces is there") {
    for (const char* file :
         {"advisers-after-the-commander.yaml", "advisers-after-the-commander.test.yaml"}) {
      const std::string text = support::file_bytes(shipped_mission() / "alternatives" / file);
      const auto named = matches(text, std::regex("rules/[a-z-]+(?:\\.test)?\\.yaml"));
      CHECK_FALSE(named.empty());
      for (const std::smatch& rules : named) {
        CAPTURE(rules.str());
        CHECK(std::filesystem::exists(shipped_mission() / rules.str()));
      }
    }
  }
}
