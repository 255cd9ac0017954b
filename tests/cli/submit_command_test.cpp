#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>

#include "cli/contact.h"
#include "link/keys.h"
#include "tests/cli/command_run.h"
#include "tests/support/encode.h"
#include "tests/support/report_generator.h"
#include "tests/support/temporary_folder.h"

using namespace vigie;
using namespace vigie::cli;

namespace {

/// A device whose intake does not answer: nothing listens at its address.
class LonelyDevice {
 public:
  LonelyDevice() {
    SystemRandom random;
    const link::SecretKey key =
        link::new_key("patrol-1", link::KeyKind::device, "unpol_test", random);
    link::write_secret_key(key_file(), key);
    write_contact(contact_file(key_file(), "intake"), {.name = "intake",
                                                       .endpoint = "ipc:///nonexistent/intake",
                                                       .curve_public = key.public_key.curve,
                                                       .http = ""});
  }

  std::filesystem::path key_file() const { return folder_ / "patrol-1.key"; }
  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name, std::ios::binary) << text;
    return (folder_ / name).string();
  }
  CommandRun run(std::vector<std::string> arguments) const {
    return run_command(arguments, {{"VIGIE_KEY", key_file().string()}});
  }

 private:
  support::TemporaryFolder folder_;
};

Report good_report() {
  Report report = minimal_report();
  report.patrol.device = "patrol-1";
  report.patrol.unit = "unpol_test";
  return report;
}

}  // namespace

TEST_SUITE("cli/submit_command") {
  TEST_CASE("a bad file is explained in the patrol's language, with pointer and code") {
    const LonelyDevice device;
    const std::string file = device.write("bad.json", R"({"schema":1})");
    const CommandRun english = device.run({"submit", file, "--lang", "en"});
    CHECK(english.exit_code == 1);
    CHECK(contains(english.out, "bad.json: refused"));
    CHECK(contains(english.out, "schema.missing"));
    const CommandRun french = device.run({"submit", file, "--lang", "fr"});
    CHECK(french.exit_code == 1);
    CHECK(contains(french.out, "bad.json : refusé"));
    CHECK(contains(french.out, "schema.missing"));
    CHECK(english.out != french.out);
    const CommandRun json = device.run({"submit", file, "--json"});
    CHECK(contains(json.out, "\"state\": \"refused\""));
    CHECK(contains(json.out, "\"fr\":"));
  }

  TEST_CASE("when intake cannot be reached the report waits in the spool: try later") {
    const LonelyDevice device;
    const std::string file = device.write("good.json", encode_report(good_report()));
    const CommandRun run = device.run({"submit", file});
    CHECK(run.exit_code == 75);
    CHECK(contains(run.out, "good.json: waiting"));
    CHECK(contains(run.err, "No answer from ipc:///nonexistent/intake"));

    const CommandRun again = device.run({"submit", file});
    CHECK(again.exit_code == 75);
    const CommandRun listed = device.run({"spool"});
    CHECK(listed.exit_code == 0);
    CHECK(std::count(listed.out.begin(), listed.out.end(), '\n') == 1);
    const CommandRun sent = device.run({"spool", "send", "--wait", "1"});
    CHECK(sent.exit_code == 75);
    CHECK(contains(sent.err, "No answer from ipc:///nonexistent/intake"));
    CHECK(contains(sent.err, "revoked"));
    CHECK(contains(sent.out, "good.json: waiting in the spool\n"));
    CHECK_FALSE(contains(sent.out, "vigie spool send"));
  }

  TEST_CASE("an attachment that no report names is not sent silently without it") {
    const LonelyDevice device;
    const std::string report = device.write("good.json", encode_report(good_report()));
    const std::string photo = device.write("photo.jpg", "not named by it");
    const CommandRun run = device.run({"submit", report, "--attach", photo});
    CHECK(run.exit_code == 1);
    CHECK(contains(run.err, "photo.jpg"));
    CHECK(device.run({"spool"}).out == "Nothing was filed from here.\n");
  }

  TEST_CASE("each missing thing has its line and its exit code") {
    const LonelyDevice device;
    CHECK(run_command({"submit", "x.json"}).exit_code == 2);  // no key named
    CHECK(run_command({"submit", "x.json", "--key", "/nonexistent/k.key"}).exit_code == 3);
    CHECK(device.run({"submit", "/nonexistent/report.json"}).exit_code == 1);
    CHECK(device.run({"submit", "/"}).exit_code == 1);
    CHECK(device.run({"status", "not-an-id"}).exit_code == 2);
    std::filesystem::permissions(device.key_file(), std::filesystem::perms::group_read,
                                 std::filesystem::perm_options::add);
    const CommandRun open_key = device.run({"spool"});
    CHECK(open_key.exit_code == 3);
    CHECK(contains(open_key.err, "chmod 600"));
  }
}
