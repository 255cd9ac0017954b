#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/cli/command_run.h"
#include "tests/support/temporary_folder.h"

using namespace vigie;
using namespace vigie::cli;

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

/// A copy of the tiny mission.
struct TinyCopy {
  TinyCopy() { fs::copy(tiny_mission(), mission, fs::copy_options::recursive); }

  void replace(const std::string& file, const std::string& from, const std::string& to) const {
    std::ostringstream bytes;
    bytes << std::ifstream(mission / file).rdbuf();
    std::string text = bytes.str();
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    std::ofstream(mission / file) << text.replace(at, from.size(), to);
  }

  CommandRun rules(const std::string& command, const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments{"rules", command, "--mission", mission.string()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_command(arguments);
  }

  support::TemporaryFolder folder;
  fs::path mission = folder / "mission";
};

}  // namespace

TEST_SUITE("cli/rules_command") {
  TEST_CASE("the missions' own rules are in order, and their tests pass") {
    for (const std::string& mission : {shipped_mission(), tiny_mission()}) {
      const CommandRun check = run_command({"rules", "check", "--mission", mission});
      CAPTURE(check.out);
      CHECK(check.exit_code == 0);
      CHECK(contains(check.out, "ok  "));
      CHECK_FALSE(contains(check.out, "untested"));
      const CommandRun test = run_command({"rules", "test", "--mission", mission});
      CAPTURE(test.out);
      CHECK(test.exit_code == 0);
      CHECK(contains(test.out, " 0 failed; "));
    }
  }

  TEST_CASE("check prints errors of rules and of their tests at their place, and exits with 3") {
    const TinyCopy tiny;
    tiny.replace("rules/rules.test.yaml", "told: [sector_chief_north]",
                 "told: [sector_chief_nort]");
    CommandRun run = tiny.rules("check");
    CHECK(run.exit_code == 3);
    CHECK(contains(run.out, "rules.test.yaml:"));
    CHECK(contains(run.out, "did you mean 'sector_chief_north'?"));
    tiny.replace("rules/rules.yaml", "when: boats_follow", "when: boats_folow");
    run = tiny.rules("check", {"--json"});
    CHECK(run.exit_code == 3);
    const Json answer = Json::parse(run.out);
    CHECK(answer["ok"] == false);
    CHECK(contains(answer["problems"][0]["text"], "boats_folow"));
    CHECK(answer["problems"][0]["line"].get<int>() > 0);
  }

  TEST_CASE("an expired rule is an error at its last day, and its tests can still be run") {
    const TinyCopy tiny;
    tiny.replace("rules/rules.yaml", "to: 2199-12-31", "to: 2024-02-29");
    const std::string said = "rules.yaml:72:35: rule 'island.dry_clothes' has expired: ";
    const CommandRun run = tiny.rules("check");
    CHECK(run.exit_code == 3);
    CHECK(contains(run.out, said));
    const CommandRun whole = run_command(
        {"check", "--mission", tiny.mission.string(), "--data", (tiny.folder / "data").string()});
    CHECK(whole.exit_code == 3);
    CHECK(contains(whole.out, said));
    const CommandRun reload = run_command(
        {"reload", "--mission", tiny.mission.string(), "--data", (tiny.folder / "data").string()});
    CHECK(reload.exit_code == 3);
    CHECK(contains(reload.err, said));
    CHECK(tiny.rules("test").exit_code != 3);
  }

  TEST_CASE("check warns and goes on") {
    const TinyCopy tiny;
    tiny.replace("rules/rules.yaml", "when: boats_follow", "when: false");
    const CommandRun run = tiny.rules("check");
    CAPTURE(run.out);
    CHECK(run.exit_code == 0);
    const auto warned = [&](const std::string& place, const std::string& text) {
      const std::string file = (tiny.mission / "rules/rules.yaml").string();
      CHECK(contains(run.out, file + ":" + place + ": warning: " + text));
    };
    warned("31:9", "rule 'island.lighthouse' can never fire");
    warned("31:9", "rule 'island.lighthouse' is untested");
    warned("3:11", "definition 'boats_follow' is not used");
    CHECK(contains(run.out, "ok  sel_island"));
    const Json answer = Json::parse(tiny.rules("check", {"--json"}).out);
    CHECK(answer["ok"] == true);
    REQUIRE(answer["warnings"].size() == 3);
    CHECK(answer["warnings"][0]["about"] == "island.lighthouse");
    CHECK(answer["warnings"][0]["line"].get<int>() > 0);
    CHECK(answer["warnings"][0]["column"].get<int>() > 0);
  }

  TEST_CASE("a failed test says what came out, and the exit code is 1") {
    const TinyCopy tiny;
    tiny.replace("rules/rules.yaml", "when: report.exercise", "when: '!report.exercise'");
    const CommandRun run = tiny.rules("test");
    CAPTURE(run.out);
    CHECK(run.exit_code == 1);
    CHECK(contains(run.out, "rules.test.yaml:35:5: FAILED  No lamp for an exercise"));
    CHECK(contains(run.out, "    lighthouse_keeper: expected withheld; came out told"));
    const CommandRun json = tiny.rules("test", {"--json"});
    CHECK(json.exit_code == 1);
    const Json answer = Json::parse(json.out);
    CHECK(answer["ok"] == false);
    for (const Json& one : answer["tests"]) CHECK(one["column"].get<int>() > 0);
  }

  TEST_CASE("what no test tries is a failure too, unless only some files are asked for") {
    const TinyCopy tiny;
    tiny.replace("rules/rules.yaml", "when: report.exercise",
                 "when: report.exercise && report.kind == 'flash'");
    tiny.replace("rules/rules.test.yaml", "set: [{at: /exercise, value: true}]",
                 "set: [{at: /exercise, value: true}, {at: /kind, value: flash}]");
    CHECK(tiny.rules("test").exit_code == 0);
    tiny.replace("rules/rules.test.yaml", "{at: /kind, value: flash}",
                 "{at: /kind, value: report}");
    tiny.replace("rules/rules.test.yaml", "withheld: [lighthouse_keeper]",
                 "told: [lighthouse_keeper]");
    const CommandRun run = tiny.rules("test");
    CAPTURE(run.out);
    CHECK(run.exit_code == 1);
    CHECK(contains(run.out, "not tried: rule island.no_lamp_for_exercises: no test makes it yes"));
    CHECK(contains(run.out, "not tried: fact report.kind == 'flash': no test makes it yes"));
    const CommandRun some = tiny.rules("test", {(tiny.mission / "rules/rules.test.yaml").string()});
    CHECK(some.exit_code == 0);
    CHECK(contains(some.out, "coverage is asked of all files together"));
    const Json answer = Json::parse(tiny.rules("test", {"--json"}).out);
    CHECK(answer["coverage"]["untried"].size() == 2);
  }

  TEST_CASE("a test that names a code nobody knows fails, rather than trying nothing") {
    const TinyCopy tiny;
    tiny.replace("rules/rules.test.yaml", "code: locked_boathouse", "code: locked_boat_house");
    const CommandRun run = tiny.rules("test");
    CAPTURE(run.out);
    CHECK(run.exit_code == 1);
    CHECK(contains(run.out, "/indicators/0/code"));
  }

  TEST_CASE("a report that is not there is a failed test") {
    const TinyCopy tiny;
    fs::remove(tiny.mission / "rules/boat.report.json");
    const CommandRun run = tiny.rules("test");
    CHECK(run.exit_code == 1);
    CHECK(contains(run.out, "boat.report.json"));
  }

  TEST_CASE("a command of rules must be named") {
    CHECK(run_command({"rules"}).exit_code == 2);
    CHECK(run_command({"rules", "tset"}).exit_code == 2);
  }
}
