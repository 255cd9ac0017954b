// One walk through the commands as an office and a patrol type them, against real processes: every
// exit code, and that every --json answer is JSON.

#include <doctest/doctest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>
#include <thread>

#include "tests/support/encode.h"
#include "tests/support/office.h"
#include "tests/support/report_generator.h"
#include "tests/support/temporary_folder.h"

using namespace std::chrono_literals;
using namespace vigie;
using namespace vigie::support;

namespace {

using Json = nlohmann::json;

constexpr const char* position = "regional_commander_gao";
constexpr const char* commander = "olga_modele";
constexpr const char* unit = "unpol_gao";
const std::string photograph = "as good as a photograph";

void write_report(const Office& office) {
  Report report = minimal_report();
  report.patrol = {.unit = unit, .device = "patrol-7"};
  report.evidence = {{.digest = sha256(photograph),
                      .bytes = static_cast<std::int64_t>(photograph.size()),
                      .kind = "photograph",
                      .description = {}}};
  std::ofstream(office.file("report.json"), std::ios::binary) << encode_report(report);
}

bool is_instant(const Json& value) {
  return value.is_string() && value.get<std::string>().ends_with("Z");
}

/// The patrol files its report and follows it until somebody was told.
std::string file_and_follow(const Office& office, const std::string& key) {
  const Json filed = office.ask({"submit", office.file("report.json"), "--key", key});
  const Json& first = filed.at("reports").at(0);
  CHECK(first.at("state") == "received");
  CHECK(is_instant(first.at("filed_at")));
  CHECK(is_instant(first.at("receipt").at("received_at")));
  const auto id = first.at("report").get<std::string>();
  CHECK(office.until([&] {
    const Json status = office.ask({"status", id, "--key", key});
    CHECK(is_instant(status.at("received_at")));
    return status.at("state") == "told";
  }));
  return id;
}

/// The photograph was on another telephone: it goes after its report, once.
void attach_later(const Office& office, const std::string& key, const std::string& report) {
  std::ofstream(office.file("photo.jpg"), std::ios::binary) << photograph;
  for (int times = 0; times < 2; ++times) {
    const Json filed = office.ask(
        {"submit", office.file("report.json"), "--attach", office.file("photo.jpg"), "--key", key});
    CHECK(filed.at("reports").at(0).at("state") == "received");
  }
  std::istringstream shown(
      office.run({"audit", "show", "--program", "intake", "--subject", report, "--json"}).out);
  int received = 0;
  for (std::string line; std::getline(shown, line);) {
    received += int{Json::parse(line).at("act") == "attachment.received"};
  }
  CHECK(received == 1);
}

/// The commander of the region reads the notice and acknowledges it; the patrol sees that.
void read_and_acknowledge(const Office& office, const std::string& report) {
  const std::string key = office.file("keys/" + std::string(commander) + ".key");
  Json listed;
  CHECK(office.until([&] {
    listed = office.ask({"inbox", position, "list", "--key", key});
    return !listed.at("notices").empty();
  }));
  const Json& notice = listed.at("notices").at(0);
  CHECK(notice.at("report") == report);
  CHECK(is_instant(notice.at("deadline")));
  const auto id = notice.at("notice").get<std::string>();
  const Json shown = office.ask({"inbox", position, "show", id, "--key", key});
  CHECK(is_instant(shown.at("content").at("when").at("filed_at")));
  CHECK_FALSE(shown.at("rules").empty());
  CHECK(is_instant(office
                       .ask({"inbox", position, "ack", id, "--revision",
                             std::to_string(shown.at("revision").get<int>()), "--key", key})
                       .at("at")));
  CHECK(office.until([&] {
    const Json status = office.ask({"status", report, "--key", office.file("keys/patrol-7.key")});
    for (const Json& told : status.at("positions")) {
      if (told.at("position") == position && told.at("state") == "acknowledged") return true;
    }
    return false;
  }));
}

void look_back(const Office& office, const std::string& report) {
  const Json explained = office.ask({"explain", report});
  CHECK_FALSE(explained.at("outcomes").empty());
  CHECK(is_instant(explained.at("arrivals").at(0).at("received_at")));
  const Json shown = office.ask({"view", report, "--as", position});
  CHECK(shown.at("told") == true);
  CHECK(is_instant(shown.at("view").at("when").at("filed_at")));
  CHECK(office.run({"view", report, "--as", "patrol"}).code == 1);
  CHECK(office.run({"view", "no-id", "--as", position}).code == 2);
  const Json path = office.ask({"explain", report, "--chain"}).at("path");
  CHECK(path.front().at("what") == "received");
  CHECK(is_instant(path.back().at("at")));
  CHECK(office.run({"explain", report, "--position", position}).code == 0);
  const Json verified = office.ask({"audit", "verify"});
  for (const Json& program : verified.at("programs")) {
    CHECK(program.at("good") == true);
    CHECK(program.at("entries").get<int>() > 0);
  }
  const Json quarantined = office.ask({"quarantine", "list"});
  for (const Json& program : quarantined.at("programs")) {
    CHECK(program.at("entries").empty());
  }
  const Json spooled = office.ask({"spool", "--key", office.file("keys/patrol-7.key")});
  CHECK(spooled.at("reports").size() == 1);
  CHECK(office.ask({"keys", "list"}).at("trusted").size() == 3);
  CHECK(office.ask({"check"}).at("ok") == true);
}

void walk(Office& office) {
  office.wait_until_ready();
  CHECK(office.run({"status", "no-id", "--key", "k"}).code == 2);
  office.ask({"keys", "new", "--device", "patrol-7", "--unit", unit, "--out", office.file("keys")});
  office.ask({"keys", "new", "--person", commander, "--out", office.file("keys")});
  write_report(office);
  const std::string key = office.file("keys/patrol-7.key");
  const std::string report = file_and_follow(office, key);
  attach_later(office, key, report);
  read_and_acknowledge(office, report);
  look_back(office, report);
  office.ask({"keys", "revoke", "patrol-7", "--reason", "the walk is over"});
  const Json known = office.ask({"keys", "list", "--program", "intake"}).at("programs").at(0);
  CHECK(is_instant(known.at("keys").at(0).at("revoked_at")));
  office.stop();
  CHECK(office.run({"quarantine", "list"}).code == 75);
}

}  // namespace

TEST_SUITE("pipeline/walk") {
  TEST_CASE("from a key to an acknowledged report, all programs in one process") {
    Office office(settings_of_one_process());
    office.start("up");
    walk(office);
  }

  TEST_CASE("from a key to an acknowledged report, three processes on sockets of one machine") {
    const TemporaryFolder sockets;
    const auto at = [&](const char* name) { return "ipc://" + (sockets / name).string(); };
    Office office("intakes:\n  - name: intake\n    patrols: " + at("patrols") + "\n    status: " +
                  at("status") + "\nrouter:\n  name: router\n  reports: " + at("reports") +
                  "\nnotifier:\n  name: notifier\n  notices: " + at("notices") +
                  "\n  people: " + at("people") + "\n");
    for (const char* program : {"intake", "router", "notifier"}) {
      CHECK(office.run({"keys", "new", "--program", program}).code == 0);
    }
    for (const char* program : {"intake", "router", "notifier"}) office.start(program);
    walk(office);
  }
}
