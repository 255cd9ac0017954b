#include <sys/stat.h>

#include <doctest/doctest.h>

#include <fstream>
#include <tuple>

#include "tests/cli/command_run.h"
#include "tests/support/temporary_folder.h"

using namespace vigie;
using namespace vigie::cli;

namespace {

/// A copy of the tiny mission with one line added to positions.yaml.
std::filesystem::path broken_mission(const support::TemporaryFolder& folder) {
  const std::filesystem::path mission = folder / "mission";
  std::filesystem::copy(tiny_mission(), mission, std::filesystem::copy_options::recursive);
  std::ofstream(mission / "positions.yaml", std::ios::app)
      << "  - id: stranger\n    offise: stranger\n";
  return mission;
}

}  // namespace

TEST_SUITE("cli/check_command") {
  TEST_CASE("a good mission is summed up") {
    for (const std::string& mission : {shipped_mission(), tiny_mission()}) {
      const CommandRun run = run_command({"check", "--mission", mission});
      CAPTURE(run.out);
      CHECK(run.exit_code == 0);
      CHECK(run.out.rfind("ok  ", 0) == 0);
    }
  }

  TEST_CASE("the shipped mission is found without being named") {
    const CommandRun run = run_command({"check"});
    CHECK(run.exit_code == 0);
  }

  TEST_CASE("a problem names its file, line and column, and the exit code is 3") {
    const support::TemporaryFolder folder;
    const std::filesystem::path mission = broken_mission(folder);
    const CommandRun run = run_command({"check", "--mission", mission.string()});
    CHECK(run.exit_code == 3);
    CHECK(contains(run.out, "positions.yaml:"));
    CHECK(contains(run.out, ":5: unknown key 'offise'"));

    const CommandRun json = run_command({"check", "--json", "--mission", mission.string()});
    CHECK(json.exit_code == 3);
    CHECK(contains(json.out, "\"column\": 5"));
  }

  TEST_CASE("a program refuses to start on a broken mission, with all its problems") {
    const support::TemporaryFolder folder;
    const std::filesystem::path mission = broken_mission(folder);
    const CommandRun run = run_command(
        {"router", "--mission", mission.string(), "--data", (folder / "data").string()});
    CHECK(run.exit_code == 3);
    CHECK(contains(run.err, "positions.yaml:"));
  }

  TEST_CASE("a key that others can read and an open data folder are found") {
    const support::TemporaryFolder folder;
    const std::filesystem::path data = folder / "data";
    REQUIRE(run_command({"keys", "new", "--program", "router", "--mission", tiny_mission(),
                         "--data", data.string()})
                .exit_code == 0);
    REQUIRE(::chmod((data / "router").c_str(), 0755) == 0);
    REQUIRE(::chmod((data / "router" / "program.key").c_str(), 0644) == 0);
    std::ofstream(data / "keys" / "stranger.pub") << "not a key";
    const CommandRun run =
        run_command({"check", "--mission", tiny_mission(), "--data", data.string()});
    CHECK(run.exit_code == 3);
    CHECK(contains(run.out, "chmod 700"));
    CHECK(contains(run.out, "chmod 600"));
    CHECK(contains(run.out, "stranger.pub"));
  }

  TEST_CASE("a damaged database is found, and one that was set aside and not replaced") {
    const support::TemporaryFolder folder;
    const std::filesystem::path data = folder / "data";
    const std::vector<std::string> check{"check", "--mission", tiny_mission(), "--data",
                                         data.string()};
    REQUIRE(run_command({"keys", "new", "--program", "router", "--mission", tiny_mission(),
                         "--data", data.string()})
                .exit_code == 0);
    CHECK(run_command(check).exit_code == 0);

    const std::filesystem::path database = data / "router" / "router.db";
    const auto whole = std::filesystem::file_size(database);
    std::fstream stream(database, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekp(static_cast<std::streamoff>(whole / 2));
    stream << std::string(4096, '\xa5');
    stream.close();
    const CommandRun damaged = run_command(check);
    CHECK(damaged.exit_code == 3);
    CHECK(contains(damaged.out, database.string()));
    CHECK(std::filesystem::file_size(database) == whole);

    std::filesystem::rename(database, data / "router" / "router.db.damaged-20261123T120000Z");
    const CommandRun aside = run_command(check);
    CHECK(aside.exit_code == 3);
    CHECK(contains(aside.out, "router.db.damaged-20261123T120000Z"));
    CHECK_FALSE(std::filesystem::exists(database));
  }

  TEST_CASE("a certificate that is not there is found") {
    const support::TemporaryFolder folder;
    const std::filesystem::path settings = folder / "settings.yaml";
    std::ofstream(settings) << "intakes:\n"
                               "  - {name: intake, patrols: \"tcp://0.0.0.0:5701\", "
                               "status: \"inproc://status\", http: \"0.0.0.0:8443\", "
                               "certificate: here.pem, private_key: here.key}\n"
                               "router: {name: router, reports: \"inproc://router\"}\n"
                               "notifier: {name: notifier, notices: \"inproc://notifier\", "
                               "people: \"tcp://127.0.0.1:5702\"}\n";
    std::ofstream(folder / "here.pem") << "is there\n";
    const CommandRun run = run_command(
        {"check", "--settings", settings.string(), "--data", (folder / "data").string()});
    CHECK(run.exit_code == 3);
    CHECK(contains(run.out, (folder / "here.key").string() + ": cannot be read"));
    CHECK_FALSE(contains(run.out, "here.pem"));
  }

  // What lies in the keys folder is trusted: whoever can write there could let a program in.
  TEST_CASE("keys that others may write are found, and no program starts on them") {
    const support::TemporaryFolder folder;
    const std::filesystem::path data = folder / "data";
    const auto run = [&](std::vector<std::string> arguments) {
      for (const std::string& word :
           {std::string("--mission"), tiny_mission(), std::string("--data"), data.string()}) {
        arguments.push_back(word);
      }
      return run_command(arguments);
    };
    REQUIRE(run({"keys", "new", "--program", "router"}).exit_code == 0);
    CHECK(std::filesystem::status(data).permissions() == std::filesystem::perms::owner_all);
    CHECK(std::filesystem::status(data / "keys").permissions() ==
          std::filesystem::perms::owner_all);
    for (const auto& [path, open, closed] :
         {std::tuple{data / "keys", 0770U, 0700U}, {data / "keys" / "router.pub", 0664U, 0644U}}) {
      REQUIRE(::chmod(path.c_str(), open) == 0);
      for (const char* command : {"check", "router", "up"}) {
        CAPTURE(command);
        const CommandRun refused = run({command});
        CHECK(refused.exit_code == 3);
        CHECK(contains(refused.out + refused.err, "chmod go-w " + path.string()));
      }
      REQUIRE(::chmod(path.c_str(), closed) == 0);
    }
    CHECK(run({"check"}).exit_code == 0);
  }
}
