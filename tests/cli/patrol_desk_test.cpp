#include "cli/patrol_desk.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "tests/support/simulated_clock.h"

using namespace std::chrono_literals;
using namespace vigie;
using namespace vigie::cli;
using support::noon;

namespace {

Spooled received(const std::string& answer) {
  return {.row = 1,
          .report = {},
          .revision = 1,
          .digest = {},
          .file = "a.json",
          .lane = link::Lane::ordinary,
          .state = SpoolState::received,
          .code = "",
          .answer = answer,
          .filed_at = noon - 1h,
          .answered_at = noon + 2h};
}

}  // namespace

TEST_SUITE("cli/patrol_desk") {
  TEST_CASE("a report was received when its receipt says, not when the device heard of it") {
    const Spooled spooled = received(R"({"receipt":{"received_at":1559563200000}})");
    CHECK(text_of(spooled, "en") == "a.json: received " + to_string(noon));
  }

  TEST_CASE("without a receipt that can be read, the device's own instant is shown") {
    for (const char* answer :
         {"", "[]", R"({"receipt":7})", R"({"receipt":{"received_at":"x"}})"}) {
      CHECK(text_of(received(answer), "en") == "a.json: received " + to_string(noon + 2h));
    }
  }

  TEST_CASE("sending ends with 1 when a report was refused now, not when one was before") {
    using service::ExitCode;
    Spooled old;
    old.row = 1;
    old.state = SpoolState::refused;
    Spooled sent;
    sent.row = 2;
    const auto code_when = [&](SpoolState state) {
      Spooled after = sent;
      after.state = state;
      return exit_code_after_sending({sent}, {old, after});
    };
    CHECK(code_when(SpoolState::received) == ExitCode::ok);
    CHECK(code_when(SpoolState::refused) == ExitCode::failure);
    CHECK(code_when(SpoolState::waiting) == ExitCode::try_later);
    CHECK(code_when(SpoolState::not_yet) == ExitCode::try_later);
  }
}
