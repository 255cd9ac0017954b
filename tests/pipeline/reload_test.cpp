// A running mission takes a changed catalogue, and refuses a bad one, without a restart.

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/support/encode.h"
#include "tests/support/file_bytes.h"
#include "tests/support/office.h"
#include "tests/support/report_generator.h"

using namespace vigie;
using namespace vigie::support;

namespace fs = std::filesystem;

namespace {

using Json = nlohmann::json;

/// A copy of the shipped mission that may be changed.
class ChangingMission {
 public:
  ChangingMission() {
    fs::copy(VIGIE_SOURCE_DIR "/config/mali", folder(), fs::copy_options::recursive);
  }

  fs::path folder() const { return folder_ / "mission"; }

  /// Another version, beside the one there is, with one more need.
  void add_version(const std::string& version) const {
    const fs::path to = folder() / "catalogue" / version;
    fs::create_directory(to);
    for (const auto& entry : fs::directory_iterator(VIGIE_SOURCE_DIR "/config/mali/catalogue")) {
      fs::copy(entry.path(), to / entry.path().filename());
    }
    std::ofstream(to / "catalogue.yaml")
        << "catalogue:\n  version: \"" << version << "\"\n  country: MLI\n";
    std::ofstream(to / "needs.yaml", std::ios::app)
        << "  - code: blankets\n    text: {en: \"Blankets\", fr: \"Couvertures\"}\n"
           "    source: \"ours\"\n    htcds: \"none\"\n";
  }

  /// The rule of that id counts until the end of 2019.
  void end_rule(const std::string& file, const std::string& id) const {
    std::ostringstream bytes;
    bytes << std::ifstream(folder() / "rules" / file).rdbuf();
    std::string text = bytes.str();
    const std::string line = "  - id: " + id + "\n";
    const std::size_t at = text.find(line);
    REQUIRE(at != std::string::npos);
    text.insert(at + line.size(), "    valid: {to: 2019-12-31}\n");
    std::ofstream(folder() / "rules" / file) << text;
  }

  void spoil(const std::string& version) const {
    std::ofstream(folder() / "catalogue" / version / "needs.yaml", std::ios::app)
        << "  - kode: x\n";
  }

 private:
  TemporaryFolder folder_{Storage::disk};
};

std::string report_under(const Office& office, const std::string& version, const char* name) {
  Report report = minimal_report();
  report.catalogue = version;
  report.id = *parse_uuid(name);
  report.patrol = {.unit = "unpol_gao", .device = "patrol-7"};
  if (version != "2019.1") report.needs = {{Need{.kind = "blankets"}}};
  const std::string file = office.file(std::string(name) + ".json");
  std::ofstream(file, std::ios::binary) << encode_report(report);
  return file;
}

std::string state_of(const Office& office, const std::string& id) {
  return office.ask({"status", id, "--key", office.file("keys/patrol-7.key")}).at("state");
}

/// Under which version the router assessed it.
std::string catalogue_of(const Office& office, const std::string& id) {
  return office.ask({"assess", id}).at("reports").at(0).at("assessment").at("catalogue");
}

}  // namespace

TEST_SUITE("pipeline/reload") {
  TEST_CASE("a new version of the catalogue is taken without a restart, a bad one is refused") {
    const ChangingMission mission;
    Office office(settings_of_one_process(), mission.folder());
    office.start("up");
    office.wait_until_ready();
    office.ask({"keys", "new", "--device", "patrol-7", "--unit", "unpol_gao", "--out",
                office.file("keys")});
    const std::string key = office.file("keys/patrol-7.key");

    // The patrol has the new version before the mission has: the report waits on the device.
    constexpr const char* early = "016b574a-1000-7006-8006-00000000000a";
    mission.add_version("2031.1");
    const std::string file = report_under(office, "2031.1", early);
    CHECK(office.run({"submit", file, "--key", key, "--wait", "2"}).code != 0);
    CHECK(office.run({"status", early, "--key", key}).code != 0);

    const Json reloaded = office.ask({"reload"});
    for (const Json& program : reloaded.at("programs")) {
      CHECK(program.at("changed") == true);
    }
    CHECK(office.run({"spool", "--key", key, "send"}).code == 0);
    CHECK(office.until([&] { return state_of(office, early) == "told"; }));

    // A report of the version before is read with the version it names.
    constexpr const char* older = "016b574a-1000-7006-8006-00000000000b";
    office.ask({"submit", report_under(office, "2019.1", older), "--key", key});
    CHECK(office.until([&] { return state_of(office, older) == "told"; }));
    CHECK(catalogue_of(office, early) == "2031.1");
    CHECK(catalogue_of(office, older) == "2019.1");

    mission.spoil("2031.1");
    const CommandResult refused = office.run({"reload"});
    CHECK(refused.code == 3);
    CHECK(refused.err.find("needs.yaml:") != std::string::npos);
    constexpr const char* later = "016b574a-1000-7006-8006-00000000000c";
    office.ask({"submit", report_under(office, "2031.1", later), "--key", key});
    CHECK(office.until([&] { return state_of(office, later) == "told"; }));
    office.stop();
  }

  TEST_CASE("programs start with an expired rule and say so, and it cannot be reloaded") {
    const ChangingMission mission;
    mission.end_rule("services.yaml", "services.trafficking");
    Office office(settings_of_one_process(), mission.folder());
    office.start("up");
    office.wait_until_ready();
    const std::string log = file_bytes(office.output_of("up"));
    CHECK(log.find("rule_expired") != std::string::npos);
    const std::string rule = "rule 'services.trafficking' has expired: its last day was 2019-12-31";
    CHECK(log.find(rule) != std::string::npos);
    const CommandResult refused = office.run({"reload"});
    CHECK(refused.code == 3);
    CHECK(refused.err.find("services.yaml:") != std::string::npos);
    CHECK(refused.err.find(rule) != std::string::npos);
    office.stop();
  }
}
