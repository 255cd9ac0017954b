#include "cli/hosted_program.h"

#include <doctest/doctest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <variant>

#include "config/load.h"
#include "tests/support/simulated_clock.h"
#include "tests/support/temporary_folder.h"

using namespace vigie;
using namespace vigie::cli;

namespace {

namespace fs = std::filesystem;

/// Notes only that its mission changed.
struct Idle final : service::Program {
  Time turn(Time now) override { return now; }
  std::vector<void*> sockets() override { return {}; }
  std::string control(std::string_view, std::string_view, Time) override { return "{}"; }
  service::Health health(Time) override { return {}; }
  void mission_changed() override { ++changes; }
  int changes = 0;
};

std::string text_of(const fs::path& file) {
  std::ostringstream bytes;
  bytes << std::ifstream(file).rdbuf();
  return bytes.str();
}

/// A program that runs a copy of the tiny mission.
struct Stage {
  Stage() {
    fs::copy(VIGIE_SOURCE_DIR "/tests/missions/tiny", files, fs::copy_options::recursive);
    mission = std::get<config::Mission>(config::load_mission(files));
  }

  void replace(const std::string& from, const std::string& to) const {
    std::string text = text_of(files / "rules/rules.yaml");
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    std::ofstream(files / "rules/rules.yaml") << text.replace(at, from.size(), to);
  }

  nlohmann::json reload(const char* now) {
    return nlohmann::json::parse(
        hosted.control(R"({"command":"reload"})", "test", parse_time(now)->utc));
  }

  support::TemporaryFolder folder;
  fs::path files = folder / "mission";
  config::Mission mission;
  Idle program;
  service::DataFolder data{folder / "data"};
  support::SimulatedClock clock;
  service::Log log{"router", clock, {.file = folder / "log"}};
  HostedProgram hosted{{.program = program,
                        .folder = data,
                        .mission = mission,
                        .files = {files, std::nullopt},
                        .log = log}};
};

}  // namespace

TEST_SUITE("cli/hosted_program") {
  TEST_CASE("a good reload replaces the mission, and one without a change does not") {
    Stage stage;
    const std::string before = stage.mission.version;
    CHECK(stage.reload("2024-03-01T00:00:00Z").at("changed") == false);
    CHECK(stage.program.changes == 0);
    stage.replace("within: 10 min", "within: 11 min");
    CHECK(stage.reload("2024-03-01T00:00:00Z").at("changed") == true);
    CHECK(stage.program.changes == 1);
    CHECK(stage.mission.version != before);
  }

  TEST_CASE("a reload with a rule whose last day is past is refused, and the old set is kept") {
    Stage stage;
    const std::string before = stage.mission.version;
    stage.replace("to: 2199-12-31", "to: 2024-02-29");
    const nlohmann::json refused = stage.reload("2024-03-01T00:00:00Z");
    CHECK(refused.at("ok") == false);
    REQUIRE(refused.at("problems").size() == 1);
    CHECK(refused.at("problems")[0] ==
          (stage.files / "rules/rules.yaml").string() +
              ":72:35: rule 'island.dry_clothes' has expired: its last day was 2024-02-29; remove "
              "the rule, or give it another day");
    CHECK(stage.mission.version == before);
    CHECK(stage.program.changes == 0);
    CHECK(stage.reload("2024-02-29T23:59:59Z").at("changed") == true);
    CHECK(stage.mission.version != before);
  }
}
