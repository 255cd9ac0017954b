#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "cli/contact.h"
#include "link/keys.h"
#include "tests/cli/command_run.h"
#include "tests/support/temporary_folder.h"

using namespace vigie;
using namespace vigie::cli;

namespace fs = std::filesystem;

namespace {

/// An office with the shipped mission's words and settings of its own, where nothing runs.
class Office {
 public:
  CommandRun run(std::vector<std::string> arguments) const {
    for (const std::string& word : {std::string("--mission"), shipped_mission(),
                                    std::string("--data"), (folder_ / "data").string()}) {
      arguments.push_back(word);
    }
    return run_command(arguments);
  }
  CommandRun new_device(const std::string& name) const {
    return run({"keys", "new", "--device", name, "--unit", "unpol_test", "--out", out().string()});
  }
  /// Two intakes; `status` is where the second listens for the router.
  CommandRun run_with_two(std::vector<std::string> arguments,
                          const std::string& status = "tcp://127.0.0.1:5713") const {
    const fs::path settings = folder_ / "settings.yaml";
    std::ofstream(settings) << "intakes:\n"
                               "  - {name: intake_gao, patrols: \"tcp://127.0.0.1:5701\", "
                               "status: \"tcp://127.0.0.1:5703\"}\n"
                               "  - {name: intake_kidal, patrols: \"tcp://127.0.0.1:5711\", "
                               "status: \""
                            << status
                            << "\"}\n"
                               "router: {name: router, reports: \"tcp://127.0.0.1:5704\"}\n"
                               "notifier: {name: notifier, notices: \"tcp://127.0.0.1:5705\", "
                               "people: \"tcp://127.0.0.1:5702\"}\n";
    arguments.insert(arguments.end(), {"--settings", settings.string()});
    return run(arguments);
  }
  fs::path out() const { return folder_ / "owners"; }
  fs::path data() const { return folder_ / "data"; }

 private:
  support::TemporaryFolder folder_;
};

}  // namespace

TEST_SUITE("cli/keys_command") {
  TEST_CASE("a device gets a private key file and the address of intake beside it") {
    const Office office;
    REQUIRE(office.new_device("patrol-1").exit_code == 0);
    const link::SecretKey key = link::read_secret_key(office.out() / "patrol-1.key");
    CHECK(key.public_key.unit == "unpol_test");
    CHECK(fs::status(office.out() / "patrol-1.key").permissions() ==
          (fs::perms::owner_read | fs::perms::owner_write));
    const Contact contact = read_contact(office.out() / "patrol-1.intake.json");
    CHECK(contact.name == "intake");
    CHECK(contact.curve_public ==
          link::read_public_key(office.data() / "keys" / "intake.pub").curve);
    CHECK(contact.endpoint.rfind("tcp://", 0) == 0);
  }

  TEST_CASE("where no program has run the key is made, and that it was is said once") {
    const Office office;
    const std::string intake = (office.data() / "intake").string();
    const CommandRun first = office.new_device("patrol-1");
    CHECK(first.exit_code == 0);
    CHECK(first.out == (office.out() / "patrol-1.key").string() + "\n");
    CHECK(contains(first.err, intake + " is new: intake has not run there yet"));
    CHECK(contains(first.err, "--data or VIGIE_DATA"));
    CHECK(office.new_device("patrol-2").err.empty());
    const std::string notifier = (office.data() / "notifier").string();
    CHECK(contains(office.run({"keys", "list"}).out, "notifier: keeps no data in " + notifier));
  }

  TEST_CASE("a name is given once, also after revocation, and a refused key leaves no file") {
    const Office office;
    REQUIRE(office.new_device("patrol-1").exit_code == 0);
    CHECK(office.new_device("patrol-1").exit_code == 3);  // the file is there
    fs::remove_all(office.out());
    const CommandRun again = office.new_device("patrol-1");
    CHECK(again.exit_code == 1);
    CHECK(contains(again.err, "names are never given twice"));
    CHECK_FALSE(fs::exists(office.out() / "patrol-1.key"));
    REQUIRE(office.run({"keys", "revoke", "patrol-1", "--reason", "lost"}).exit_code == 0);
    CHECK(office.new_device("patrol-1").exit_code == 1);
  }

  TEST_CASE("keys are listed with their state; a whole unit can be revoked") {
    const Office office;
    for (const char* name : {"patrol-1", "patrol-2"}) {
      REQUIRE(office.new_device(name).exit_code == 0);
    }
    REQUIRE(office.run({"keys", "new", "--person", "awa_exemple", "--out", office.out().string()})
                .exit_code == 0);
    CHECK(contains(office.run({"keys", "list"}).out, "awa_exemple  person"));
    const CommandRun revoked =
        office.run({"keys", "revoke", "--all-of", "unpol_test", "--reason", "unit went home"});
    CHECK(revoked.out == "intake: revoked patrol-1\nintake: revoked patrol-2\n");
    CHECK(contains(office.run({"keys", "list"}).out, "patrol-2  device  unpol_test  allowed"));
    CHECK(contains(office.run({"keys", "list"}).out, "revoked 20"));
    CHECK(office.run({"keys", "revoke", "patrol-1", "--reason", "again"}).exit_code == 1);
    CHECK(contains(office.run({"audit", "show", "--program", "intake"}).out,
                   "key.revoked  patrol-2"));
    CHECK(office.run({"audit", "verify", "--program", "intake"}).exit_code == 0);
  }

  TEST_CASE("whose key it is must be said, and a person must be of the roster") {
    const Office office;
    CHECK(office.run({"keys", "new"}).exit_code == 2);
    CHECK(office.run({"keys", "new", "--device", "d", "--person", "p"}).exit_code == 2);
    CHECK(office.run({"keys", "new", "--device", "patrol-1"}).exit_code == 2);
    CHECK(office.run({"keys", "new", "--person", "nobody_known"}).exit_code == 2);
    CHECK(office.run({"keys", "new", "--program", "nobody"}).exit_code == 2);
    CHECK(office.run({"keys", "new", "--device", "Not A Name", "--unit", "u"}).exit_code == 3);
  }

  TEST_CASE("a program's key is made once and kept") {
    const Office office;
    REQUIRE(office.run({"keys", "new", "--program", "router"}).exit_code == 0);
    const std::string first = link::read_public_key(office.data() / "keys" / "router.pub").curve;
    REQUIRE(office.run({"keys", "new", "--program", "router"}).exit_code == 0);
    CHECK(link::read_public_key(office.data() / "keys" / "router.pub").curve == first);
    CHECK(contains(office.run({"audit", "show", "--program", "router"}).out, "key.made"));
  }

  TEST_CASE("another program's key under the same name is refused, not replaced") {
    const Office office;
    REQUIRE(office.run({"keys", "new", "--program", "router"}).exit_code == 0);
    fs::remove_all(office.data() / "router");
    const CommandRun run = office.run({"keys", "new", "--program", "router"});
    CHECK(run.exit_code == 3);
    CHECK(contains(run.err, "is the key of another 'router'"));
  }

  TEST_CASE("a token is intake's to give, so intake must run") {
    const Office office;
    CHECK(office.run({"keys", "token", "patrol-1"}).exit_code == 75);
  }

  TEST_CASE("with several intakes a device is let in, and shut out, at every one") {
    const Office office;
    const CommandRun made =
        office.run_with_two({"keys", "new", "--device", "patrol-1", "--unit", "unpol_test",
                             "--program", "intake_kidal", "--out", office.out().string()});
    CAPTURE(made.err);
    REQUIRE(made.exit_code == 0);
    CHECK(read_contact(office.out() / "patrol-1.intake.json").name == "intake_kidal");
    const CommandRun listed = office.run_with_two({"keys", "list"});
    CHECK(contains(listed.out, "intake_gao: 1 keys\n  patrol-1  device  unpol_test  allowed"));
    CHECK(contains(listed.out, "intake_kidal: 1 keys\n  patrol-1  device  unpol_test  allowed"));
    CHECK(contains(listed.out, "intake_kidal  program"));
    const CommandRun revoked =
        office.run_with_two({"keys", "revoke", "--all-of", "unpol_test", "--reason", "gone"});
    CHECK(revoked.exit_code == 0);
    CHECK(revoked.out == "intake_gao: revoked patrol-1\nintake_kidal: revoked patrol-1\n");
    CHECK(office.run_with_two({"keys", "revoke", "patrol-1", "--reason", "again"}).exit_code == 1);
  }

  TEST_CASE("an intake that was not reached is named loudly, and the others are changed") {
    const Office office;
    const std::string elsewhere = "tcp://0.0.0.0:5713";
    const CommandRun made = office.run_with_two({"keys", "new", "--device", "patrol-1", "--unit",
                                                 "unpol_test", "--out", office.out().string()},
                                                elsewhere);
    CHECK(made.exit_code == 1);
    CHECK(contains(made.err, "NOT ALLOWED at intake_kidal"));
    CHECK(fs::exists(office.out() / "patrol-1.key"));
    CHECK_FALSE(fs::exists(office.data() / "intake_kidal"));
    const CommandRun listed = office.run_with_two({"keys", "list"}, elsewhere);
    CHECK(contains(listed.out, "intake_gao: 1 keys"));
    CHECK(contains(listed.out, "intake_kidal: keeps no data in "));
    const CommandRun revoked = office.run_with_two(
        {"keys", "revoke", "patrol-1", "--reason", "lost", "--json"}, elsewhere);
    CHECK(revoked.exit_code == 1);
    CHECK(contains(revoked.err, "NOT REVOKED at intake_kidal"));
    const auto json = nlohmann::json::parse(revoked.out);
    CHECK(json.at("programs").at(0).at("program") == "intake_gao");
    CHECK(json.at("missed").at(0).at("program") == "intake_kidal");
  }

  TEST_CASE("a key made elsewhere is let in with its public part alone") {
    const Office here;
    const Office there;
    const std::string status = "tcp://0.0.0.0:5713";
    CHECK(here.run_with_two({"keys", "new", "--device", "patrol-1", "--unit", "unpol_test", "--out",
                             here.out().string()},
                            status)
              .exit_code == 1);
    REQUIRE(there.run_with_two({"keys", "new", "--program", "intake_kidal"}).exit_code == 0);
    const std::vector<std::string> allow{"keys", "allow", (here.out() / "patrol-1.pub").string(),
                                         "--program", "intake_kidal"};
    const CommandRun allowed = there.run_with_two(allow, status);
    CAPTURE(allowed.err);
    CHECK(allowed.exit_code == 0);
    CHECK(allowed.out == "intake_kidal: allowed patrol-1\n");
    CHECK(there.run_with_two(allow, status).exit_code == 1);
    CHECK(there.run_with_two({"keys", "allow", (there.data() / "keys/intake_kidal.pub").string()})
              .exit_code == 2);
  }
}
