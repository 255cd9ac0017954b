#include "cli/progress.h"

#include <doctest/doctest.h>

#include <sstream>

#include "service/system_clock.h"

using namespace vigie;
using namespace vigie::cli;

namespace {

/// What a terminal, or something else, is sent while one progress line lives.
std::string sent(bool terminal, bool json, const std::function<void(Progress&)>& work) {
  std::ostringstream out;
  std::ostringstream err;
  const Console console{
      .out = out, .err = err, .terminal = terminal, .executable = "", .environment = {}};
  service::SystemClock clock;
  SystemRandom random;
  Invocation invocation{
      .console = console, .clock = clock, .random = random, .options = {}, .exit_code = {}};
  invocation.options.json = json;
  {
    Progress progress(invocation);
    work(progress);
  }
  CHECK(out.str().empty());
  return err.str();
}

}  // namespace

TEST_SUITE("cli/progress") {
  TEST_CASE("one line is rewritten on a terminal and gone at the end") {
    const std::string text = sent(true, false, [](Progress& progress) {
      progress.step("one");
      progress.step("three");
    });
    CHECK(text == "one\r   \rthree\r     \r");
  }

  TEST_CASE("a loop that turns quickly writes only now and then") {
    const std::string text = sent(true, false, [](Progress& progress) {
      for (int i = 0; i < 100; ++i) progress.say("first of a hundred turns");
    });
    CHECK(text.find("first") == text.rfind("first"));
  }

  TEST_CASE("without a terminal, or with --json, nothing is written") {
    for (const auto& [terminal, json] : {std::pair{false, false}, {true, true}, {false, true}}) {
      CHECK(sent(terminal, json, [](Progress& progress) {
              progress.step("one");
              progress.say("two");
            }).empty());
    }
  }
}
