#include "service/logging.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "tests/service/scratch.h"
#include "tests/support/file_bytes.h"

using namespace vigie::service;
using namespace vigie::service::test;

namespace {

struct Written {
  Scratch scratch;
  StandingClock clock;
  Log log{"intake", clock, {.file = scratch.path() / "log"}};
  std::string text() const { return vigie::support::file_bytes(scratch.path() / "log"); }
};

}  // namespace

TEST_SUITE("service/logging") {
  TEST_CASE("a line is one JSON object with its fields in order") {
    Written written;
    written.log.info("report_received", {{"report", "0196"}, {"revision", 2}, {"repeat", false}});
    CHECK(written.text() ==
          R"({"at":"2026-03-01T00:00:00.000Z","level":"info","program":"intake",)"
          R"("event":"report_received","report":"0196","revision":2,"repeat":false})"
          "\n");
  }

  TEST_CASE("nothing hostile in a value can forge a line or reach a terminal") {
    const std::string_view hostile[] = {"a\n{\"event\":\"forged\"}",
                                        "quote\" and \\ backslash",
                                        "\r\n\r\n",
                                        "%v {} {0} %n",
                                        "\x1b[2J\x1b]0;title\x07",
                                        "\xe2\x80\xae reversed",
                                        "\xc2\x9b"
                                        "2J",
                                        std::string_view("nul\0nul", 7),
                                        "\xff\xfe not UTF-8",
                                        "\x7f",
                                        "\xe2\x80\xa8 separator"};
    for (const std::string_view value : hostile) {
      CAPTURE(value);
      Written written;
      written.log.warn("link_refused", {{"peer", value}});
      const std::string text = written.text();
      REQUIRE(std::ranges::count(text, '\n') == 1);
      CHECK(std::ranges::all_of(text.substr(0, text.size() - 1),
                                [](char letter) { return letter >= 0x20 && letter < 0x7f; }));
      const auto line = nlohmann::json::parse(text);
      CHECK(line["event"] == "link_refused");
      CHECK(line.size() == 5);
      if (value.find('\xff') == value.npos) CHECK(line["peer"] == std::string(value));
    }
  }

  TEST_CASE("a long value is cut") {
    Written written;
    written.log.error("link_refused", {{"peer", std::string(100'000, 'x')}});
    const auto line = nlohmann::json::parse(written.text());
    CHECK(line["peer"].get<std::string>().size() == Log::field_bytes_max + 3);
  }

  TEST_CASE("a quiet log keeps warnings and errors") {
    const Scratch scratch;
    StandingClock clock;
    Log log("router", clock, {.file = scratch.path() / "log", .quiet = true});
    log.info("one");
    log.warn("two");
    log.error("three");
    const std::string text = vigie::support::file_bytes(scratch.path() / "log");
    CHECK(text.find("one") == text.npos);
    CHECK(text.find("two") != text.npos);
    CHECK(text.find("three") != text.npos);
  }

  TEST_CASE("the file is for its owner only and is added to, not replaced") {
    Written written;
    written.log.info("first");
    Log again("intake", written.clock, {.file = written.scratch.path() / "log"});
    again.info("second");
    CHECK(written.text().find("first") != std::string::npos);
    CHECK(written.text().find("second") != std::string::npos);
    struct stat found {};
    REQUIRE(::stat((written.scratch.path() / "log").c_str(), &found) == 0);
    CHECK((found.st_mode & 0777U) == 0600U);
  }

  TEST_CASE("a file that cannot be written is said in one line") {
    StandingClock clock;
    const auto [line, code] =
        failure_of([&] { Log("intake", clock, {.file = "/nowhere/at/all/log"}); });
    CHECK(code == ExitCode::configuration);
    CHECK(line.find("/nowhere/at/all/log: the log cannot be written") == 0);
  }
}
