#include "service/control_commands.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "store/failure.h"
#include "tests/service/scratch.h"
#include "tests/support/file_bytes.h"

using namespace vigie;
using namespace vigie::service;
using namespace vigie::service::test;

namespace {

/// A program of which every command writes "done" to the audit trail, then answers as told.
struct Asked {
  Scratch scratch;
  StandingClock clock;
  Log log{"test", clock, {.file = scratch.path() / "log"}};
  store::Database database{scratch.path() / "a.db"};
  store::AuditTrail audit{database};
  std::function<std::optional<Json>()> then = [] { return Json{{"ok", true}}; };

  Json ask(std::string_view request) {
    const std::string line = answer_control(
        database, log, request, "tester (uid 0)", clock.now(), [&](const ControlRequest& asked) {
          audit.append(asked.now, asked.caller, "done", asked.command);
          return then();
        });
    CHECK(line.find('\n') == std::string::npos);
    return Json::parse(line);
  }

  std::vector<std::string> done() {
    std::vector<std::string> subjects;
    store::read_audit(database, 1, [&](const store::AuditEntry& entry) {
      subjects.push_back(entry.subject);
      return true;
    });
    return subjects;
  }
};

std::string code_of(const Json& answer) {
  CHECK(answer.at("ok") == false);
  return answer.at("error").at("code");
}

}  // namespace

TEST_SUITE("service/control_commands") {
  TEST_CASE("what was done is told as done, also with bytes that are not UTF-8 in the answer") {
    Asked asked;
    asked.then = [] { return Json{{"ok", true}, {"name", "harb\xffr"}}; };
    const Json answer = asked.ask(R"({"command":"rename"})");
    CHECK(answer.at("ok") == true);
    CHECK(answer.at("name") == "harb\xEF\xBF\xBDr");
    CHECK(asked.done() == std::vector<std::string>{"rename"});
  }

  TEST_CASE("what failed has changed nothing, and is logged without its text") {
    Asked asked;
    asked.then = []() -> std::optional<Json> { throw std::runtime_error("secret"); };
    const Json answer = asked.ask(R"({"command":"rename"})");
    CHECK(code_of(answer) == "control.failed");
    CHECK(asked.done().empty());
    const std::string log = support::file_bytes(asked.scratch.path() / "log");
    CHECK(log.find("control_request_failed") != std::string::npos);
    CHECK((log + answer.dump()).find("secret") == std::string::npos);
  }

  TEST_CASE("a failure of the store passes out: the program stops") {
    Asked asked;
    asked.then = []() -> std::optional<Json> {
      throw store::StoreFailure(store::FailureKind::disk_full, "full");
    };
    CHECK_THROWS_AS(asked.ask(R"({"command":"rename"})"), store::StoreFailure);
    CHECK(asked.done().empty());
  }

  TEST_CASE("a command nobody knows, and what is no request, are said so") {
    Asked asked;
    asked.then = [] { return std::nullopt; };
    CHECK(code_of(asked.ask(R"({"command":"dance"})")) == "control.unknown_command");
    for (const char* request : {"", "][", "[]", "{}", R"({"command":7})", R"({"command":""})"}) {
      CAPTURE(request);
      CHECK(code_of(asked.ask(request)) == "control.unreadable");
    }
    CHECK(asked.done() == std::vector<std::string>{"dance"});
  }
}
