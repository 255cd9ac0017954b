#include "cli/app.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "link/keys.h"
#include "link/sockets.h"
#include "store/failure.h"
#include "tests/cli/command_run.h"

using namespace vigie;
using namespace vigie::cli;

TEST_SUITE("cli/app") {
  TEST_CASE("wrong arguments end with 2, one line and a hint") {
    const std::vector<std::vector<std::string>> wrong = {
        {},
        {"frobnicate"},
        {"submit"},
        {"status"},
        {"inbox"},
        {"quarantine"},
        {"quarantine", "discard", "7", "--program", "intake"},
        {"audit"},
        {"keys", "revoke", "somebody"},
        {"demo", "--twice"},
        {"explain", "0198f0c2-7d1e-7c3a-9b1f-2a4c6e8d0f13", "--revision", "0"},
        {"inbox", "chief", "ack", "x", "--revision", "0"},
        {"inbox", "chief", "comment", "x"},
        {"decide"},
        {"decide", "0198f0c2-7d1e-7c3a-9b1f-2a4c6e8d0f13", "--issue", "2", "--release", "clerk"},
        {"--lang", "de", "check"},
        {"submit", "a.json", "--wait", "soon"},
    };
    for (const auto& arguments : wrong) {
      const CommandRun run = run_command(arguments);
      CAPTURE(arguments.size());
      CAPTURE(run.err);
      CHECK(run.exit_code == 2);
      CHECK(run.out.empty());
      CHECK(contains(run.err, "see vigie --help"));
      CHECK(std::count(run.err.begin(), run.err.end(), '\n') == 1);
    }
  }

  TEST_CASE("a word that is no command is named, also below a command") {
    CHECK(contains(run_command({"nonsense"}).err, "'nonsense' is not a command"));
    CHECK(contains(run_command({"keys", "nonsense"}).err, "'nonsense' is not a command"));
  }

  TEST_CASE("what is no report's id is a wrong argument of explain") {
    const CommandRun run = run_command({"explain", "zzz"});
    CHECK(run.exit_code == 2);
    CHECK(contains(run.err, "'zzz' is not a report's id"));
  }

  TEST_CASE("what is no notice's id is a wrong argument of decide") {
    const CommandRun run = run_command({"decide", "zzz", "--release", "clerk", "--revision", "1"});
    CHECK(run.exit_code == 2);
    CHECK(contains(run.err, "'zzz' is not a notice's id"));
  }

  TEST_CASE("an acknowledgement names its revision, or the line to type is said") {
    const std::string id = "0198f0c2-7d1e-7c3a-9b1f-2a4c6e8d0f13";
    for (const char* words : {"en", "fr"}) {
      const CommandRun run = run_command({"inbox", "chief", "ack", id, "--lang", words});
      CHECK(run.exit_code == 2);
      CHECK(contains(run.err, "vigie inbox chief ack " + id + " --revision N"));
    }
  }

  TEST_CASE("so does a forward") {
    const std::string id = "0198f0c2-7d1e-7c3a-9b1f-2a4c6e8d0f13";
    const CommandRun run = run_command({"inbox", "chief", "forward", id, "--lang", "en"});
    CHECK(run.exit_code == 2);
    CHECK(contains(run.err, "vigie inbox chief forward " + id + " --revision N"));
  }

  TEST_CASE("a decision says on whom, each once, and why one is declined") {
    const std::string id = "0198f0c2-7d1e-7c3a-9b1f-2a4c6e8d0f13";
    struct Row {
      std::vector<std::string> rest;
      const char* english;
      const char* french;
    };
    const Row rows[] = {
        {{}, "say what you decide", "dites ce que vous décidez"},
        {{"--reason", "So"}, "say what you decide", "dites ce que vous décidez"},
        {{"--release", "clerk", "--decline", "clerk", "--reason", "So"},
         "clerk is named twice",
         "clerk est nommé deux fois"},
        {{"--release", "clerk", "clerk"}, "clerk is named twice", "clerk est nommé deux fois"},
        {{"--decline", "clerk"}, "say why", "dites pourquoi"},
    };
    for (const Row& row : rows) {
      for (const bool french : {false, true}) {
        std::vector<std::string> words{"--lang", french ? "fr" : "en", "decide",
                                       id,       "--revision",         "1"};
        words.insert(words.end(), row.rest.begin(), row.rest.end());
        const CommandRun run = run_command(words);
        CAPTURE(run.err);
        CHECK(run.exit_code == 2);
        CHECK(contains(run.err, french ? row.french : row.english));
      }
    }
  }

  TEST_CASE("verifying goes on when the database of a program is missing") {
    const std::vector<std::string> arguments{"audit",        "verify", "--mission",
                                             tiny_mission(), "--data", "/nonexistent/vigie-data"};
    const CommandRun run = run_command(arguments);
    CHECK(run.exit_code == 1);
    for (const char* program : {"intake: cannot", "router: cannot", "notifier: cannot"}) {
      CHECK(contains(run.out, program));
    }
    std::vector<std::string> in_json = arguments;
    in_json.emplace_back("--json");
    const CommandRun json = run_command(in_json);
    CHECK(json.exit_code == 1);
    CHECK(contains(json.out, "\"notifier\""));
    CHECK(contains(json.out, "\"good\": false"));
  }

  TEST_CASE("version and help are no failures") {
    CHECK(run_command({"--version"}).exit_code == 0);
    CHECK(contains(run_command({"--version"}).out, "vigie "));
    CHECK(run_command({"--json", "--version"}).out.rfind("{\"version\":\"", 0) == 0);
    CHECK(run_command({"--version", "--json"}).out == run_command({"--json", "--version"}).out);
    const CommandRun help = run_command({"--help"});
    CHECK(help.exit_code == 0);
    for (const char* command :
         {"up", "intake", "router", "notifier", "submit", "spool", "status", "inbox", "decide",
          "explain", "quarantine", "audit", "keys", "check", "demo"}) {
      CAPTURE(command);
      CHECK(contains(help.out, command));
    }
  }

  TEST_CASE("with --json a failure is a JSON object, wherever the option stands") {
    for (const auto& arguments :
         std::vector<std::vector<std::string>>{{"--json", "status", "not-an-id"},
                                               {"status", "not-an-id", "--json"},
                                               {"frobnicate", "--json"}}) {
      const CommandRun run = run_command(arguments);
      CHECK(run.exit_code == 2);
      CHECK(run.err.rfind("{\"error\":{\"exit\":2,", 0) == 0);
    }
  }

  TEST_CASE("every kind of failure has its exit code") {
    const auto code_of = [](auto failure) {
      return ending_of(std::make_exception_ptr(std::move(failure))).code;
    };
    using service::ExitCode;
    using store::FailureKind;
    using store::StoreFailure;
    CHECK(code_of(service::Failure(ExitCode::try_later, "")) == ExitCode::try_later);
    CHECK(code_of(link::KeyTrouble("")) == ExitCode::configuration);
    CHECK(code_of(link::EndpointRefused("")) == ExitCode::failure);
    CHECK(code_of(StoreFailure(FailureKind::disk_full, "")) == ExitCode::try_later);
    CHECK(code_of(StoreFailure(FailureKind::busy, "")) == ExitCode::try_later);
    CHECK(code_of(StoreFailure(FailureKind::too_new, "")) == ExitCode::configuration);
    CHECK(code_of(StoreFailure(FailureKind::damaged, "")) == ExitCode::failure);
    CHECK(code_of(std::runtime_error("unforeseen")) == ExitCode::failure);
  }

  TEST_CASE("a program that does not run is asked later") {
    const CommandRun run = run_command(
        {"quarantine", "list", "--mission", tiny_mission(), "--data", "/nonexistent/vigie-data"});
    CHECK(run.exit_code == 75);
    CHECK(contains(run.err, "is not running"));
  }

  TEST_CASE("a program that the settings do not name is a wrong argument") {
    const CommandRun run =
        run_command({"audit", "verify", "--program", "intake-kidal", "--mission", tiny_mission()});
    CHECK(run.exit_code == 2);
    CHECK(contains(run.err, "there are: intake, router, notifier"));
  }
}
