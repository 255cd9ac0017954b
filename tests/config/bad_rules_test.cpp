// Rule files that are wrong in every way a file can be: each is refused where it is wrong, and for
// nothing else.

#include <doctest/doctest.h>

#include "config/yaml.h"
#include "tests/config/damage.h"
#include "tests/config/mission_folder.h"
#include "tests/support/repeated.h"

using namespace vigie;
using namespace vigie::config;
using vigie::support::repeated;

namespace {

/// A file "rules/bad.yaml" beside the tiny mission's own, and all that is said of it.
struct Bad {
  std::string what;
  std::string text;
  std::vector<std::string> problems;  ///< Behind "rules/bad.yaml:".
};

struct RuleKeys {
  std::string when = "true";
  std::string tell = "lighthouse_keeper";
  std::string how = "at_once";
  std::string show = "[outline]";
  std::string then = "[deputy]";
  std::string more = "";
  std::string id = "bad.rule";
};

/// One rule of ten lines.
std::string rule(const RuleKeys& keys) {
  return "  - id: " + keys.id +
         "\n"
         "    title: {en: a, fr: a}\n"
         "    because: {en: a, fr: a}\n"
         "    authority: 'ours: a'\n"
         "    when: " +
         keys.when + "\n    tell: " + keys.tell + "\n    how: " + keys.how +
         "\n    show: " + keys.show +
         "\n    answer: {expect: acknowledge, within: 1 h, then: " + keys.then + "}\n" + keys.more;
}

std::string file_with(const RuleKeys& keys) { return "rules:\n" + rule(keys); }

std::string waits_for(const std::string& office) {
  return "{after: " + office + ", within: 1 h, at_deadline: remind}";
}

std::vector<Bad> bad_files() {
  const std::string by_chief = "{on_decision_of: sector_chief, within: 1 h, at_deadline: ";
  return {
      {"empty", "", {" the file is empty"}},
      {"a comment only", "# rules\n", {" the file is empty"}},
      {"without rules",
       "define: []\n",
       {"1:1: the file needs the key 'rules'", "1:9: 'define' must not be empty"}},
      {"an empty list of rules", "rules: []\n", {"1:8: 'rules' must not be empty"}},
      {"huge", repeated("# nothing\n", yaml_bytes_max / 10 + 1), {" larger than 4 MiB"}},
      {"deeply nested",
       "rules: " + repeated("[", 17) + repeated("]", 17) + "\n",
       {"1:23: nested more than 16 levels deep"}},
      {"a definition of itself",
       "define:\n  - {name: a, when: a}\n" + file_with({}),
       {"2:21: 'a' is defined by itself: a → a"}},
      {"definitions in a circle",
       "define:\n  - {name: a, when: b}\n  - {name: b, when: a}\n" + file_with({}),
       {"2:21: 'a' is defined by itself: a → b → a"}},
      {"offices that wait for each other",
       "rules:\n" + rule({.tell = "harbour_master", .how = waits_for("lighthouse_keeper")}) +
           rule({.how = waits_for("harbour_master"), .id = "bad.other"}),
       {"8:18: 'harbour_master' waits for 'lighthouse_keeper', which waits for 'harbour_master' in "
        "turn: such a circle tells nobody"}},
      {"the id that stands for hidden rules",
       file_with({.id = "hidden"}),
       {"2:9: 'hidden' stands for a rule its reader may not see"}},
      {"an office nobody has",
       file_with({.tell = "harbour_mister"}),
       {"7:11: unknown office 'harbour_mister' (did you mean 'harbour_master'?)"}},
      {"a decider nobody has",
       file_with({.how = waits_for("sector_chef")}),
       {"8:18: unknown office 'sector_chef' (did you mean 'sector_chief'?)"}},
      {"somebody to climb to whom nobody has",
       file_with({.then = "[deputy, harbour]"}),
       {"10:63: unknown office 'harbour'"}},
      {"a profile nobody has",
       file_with({.show = "[outline, person]"}),
       {"9:21: unknown profile 'person' (did you mean 'persons'?)"}},
      {"a fact no report has",
       file_with({.when = "report.where.regon == 'north_shore'"}),
       {"6:24: 'report.where' has no 'regon' (did you mean 'region'?)"}},
      {"a region the mission has not",
       file_with({.when = "report.where.region == 'north_shor'"}),
       {"6:34: 'north_shor' is no word of 'report.where.region' (did you mean 'north_shore'?)"}},
      {"a code the catalogue has not",
       file_with({.when = "report.indicators.exists(i, i.code == 'boat_without_light')"}),
       {"6:49: 'boat_without_light' is no word of 'report.indicators[].code' (did you mean "
        "'boat_without_lights'?)"}},
      {"a word compared with a number",
       file_with({.when = "report.where.region == 3"}),
       {"6:34: 'report.where.region' is a word, '3' a number: they cannot be compared"}},
      {"a number compared with a word",
       file_with({.when = "report.needs.size() == 'three'"}),
       {"6:34: 'report.needs.size()' is a number, 'three' a word: they cannot be compared"}},
      {"a word where a truth is wanted",
       file_with({.when = "report.where.region"}),
       {"6:11: 'report.where.region' is a word, no condition: compare it"}},
      {"a word compared by size",
       file_with({.when = "report.where.region < 'north_shore'"}),
       {"6:31: '<' asks for an order, and 'report.where.region' is a word: write == or !="}},
      {"an instant that is none",
       file_with({.when = "report.when.filed_at > '2019-01-01'"}),
       {"6:34: 'report.when.filed_at' is an instant, '2019-01-01' a word: they cannot be "
        "compared"}},
      {"outside, at once",
       file_with({.tell = "mainland_police"}),
       {"7:11: 'mainland_police' is outside the mission: it is told only on a person's decision: "
        "use how: {on_decision_of: …}"}},
      {"outside, after a deadline",
       file_with({.tell = "mainland_police", .how = by_chief + "forward}"}),
       {"8:67: 'mainland_police' is outside the mission: it is told only on a person's decision, "
        "never when a deadline passes: use remind or {escalate_to: …}"}},
      {"outside, in a chain",
       file_with({.tell = "mainland_police", .how = waits_for("sector_chief")}),
       {"7:11: 'mainland_police' is outside the mission: a forward passes a report on within the "
        "mission: use how: {on_decision_of: …}"}},
      {"outside, climbed to",
       file_with({.then = "[deputy, mainland_police]"}),
       {"10:63: 'mainland_police' is outside the mission: it is told only on a person's decision: "
        "nothing may climb to it"}},
      {"outside, escalated to",
       file_with({.how = by_chief + "{escalate_to: mainland_police}}"}),
       {"8:81: 'mainland_police' is outside the mission: it is told only on a person's decision: "
        "nothing may climb to it"}},
      {"outside, deciding",
       file_with({.how = waits_for("mainland_police")}),
       {"8:18: 'mainland_police' is outside the mission: it cannot decide or forward for the "
        "mission"}},
      {"a validity that is no date",
       file_with({.more = "    valid: {to: 2024-02-30}\n"}),
       {"11:17: 'to' must be a date such as 2012-07-12"}},
      {"expired",
       file_with({.more = "    valid: {to: 2024-02-29}\n"}),
       {"11:17: rule 'bad.rule' has expired: its last day was 2024-02-29; remove the rule, or give "
        "it another day"}},
  };
}

}  // namespace

TEST_SUITE("config/bad_rules") {
  TEST_CASE(
      "whatever is wrong with a rule file is refused at its place, and nothing else is said") {
    const std::chrono::sys_days today{std::chrono::year{2024} / 3 / 1};
    for (const Bad& bad : bad_files()) {
      CAPTURE(bad.what);
      const MissionFolder folder;
      folder.write("rules/bad.yaml", bad.text);
      std::vector<std::string> expected;
      for (const std::string& problem : bad.problems) {
        expected.push_back("rules/bad.yaml:" + problem);
      }
      CHECK(joined(folder.problems(today)) == joined(expected));
    }
  }
}
