#include "intake/intake_store.h"

#include <doctest/doctest.h>

#include <chrono>

#include "tests/support/simulated_clock.h"
#include "tests/support/temporary_folder.h"

using namespace std::chrono_literals;
using namespace vigie;
using namespace vigie::intake;

namespace {

struct Bench {
  support::TemporaryFolder folder{support::Storage::fast};
  store::Database database{folder / "intake.db"};
  IntakeStore store{database};
  Time now = support::SimulatedClock().now();
};

ReportStatus status(std::int64_t count, std::string state) {
  return {.report = *parse_uuid("016b7393-e240-7008-8008-000000000008"),
          .revision = 1,
          .count = count,
          .state = std::move(state),
          .positions = {}};
}

}  // namespace

TEST_SUITE("intake/intake_store") {
  TEST_CASE("the newest status wins, in whatever order they come") {
    Bench bench;
    bench.store.keep(status(2, "told"), bench.now);
    bench.store.keep(status(1, "routed"), bench.now);
    bench.store.keep(status(2, "routed"), bench.now);
    CHECK(bench.store.status(status(0, "").report)->state == "told");
    bench.store.keep(status(3, "acknowledged"), bench.now);
    CHECK(bench.store.status(status(0, "").report)->state == "acknowledged");
  }

  TEST_CASE("a chain only moves forward") {
    Bench bench;
    bench.store.advance_chain("boat-1", {.counter = 5, .digest = sha256("5")});
    bench.store.advance_chain("boat-1", {.counter = 4, .digest = sha256("4")});
    CHECK(bench.store.chain_end("boat-1")->counter == 5);
    CHECK(bench.store.chain_end("boat-1")->digest == sha256("5"));
    CHECK_FALSE(bench.store.chain_end("boat-2"));
  }

  TEST_CASE("envelopes are remembered by device and counter, until they are forgotten") {
    Bench bench;
    bench.store.remember_envelope("boat-1", {.counter = 1, .digest = sha256("1")}, bench.now);
    bench.store.remember_envelope("boat-1", {.counter = 1, .digest = sha256("1")}, bench.now + 1h);
    bench.store.remember_envelope("boat-2", {.counter = 1, .digest = sha256("2")}, bench.now);
    CHECK(bench.store.envelopes_at("boat-1", 1) == std::vector<Digest>{sha256("1")});
    CHECK(bench.store.envelopes_at("boat-1", 2).empty());
    bench.store.remember_envelope("boat-1", {.counter = 1, .digest = sha256("x")}, bench.now);
    CHECK(bench.store.envelopes_at("boat-1", 1).size() == 2);
    bench.store.forget_envelopes(bench.now);
    CHECK(bench.store.envelopes_at("boat-1", 1).size() == 2);
    bench.store.forget_envelopes(bench.now + 1ms);
    CHECK(bench.store.envelopes_at("boat-1", 1).empty());
  }

  TEST_CASE("a missing counter is overdue once, and missing until it is taken or forgotten") {
    Bench bench;
    bench.store.miss("boat-1", 3, 5, {.since = bench.now, .alarmed = false});
    bench.store.miss("boat-1", 9, 8, {.since = bench.now, .alarmed = false});
    bench.store.miss("boat-2", 7, 7, {.since = bench.now + 1min, .alarmed = false});
    CHECK(bench.store.count_missing("boat-1") == 3);
    CHECK(bench.store.missing_since() == bench.now);
    CHECK(bench.store.take_overdue(bench.now - 1ms).empty());
    CHECK(bench.store.take_missing("boat-1", 3).has_value());
    CHECK_FALSE(bench.store.take_missing("boat-1", 3));

    const auto overdue = bench.store.take_overdue(bench.now);
    REQUIRE(overdue.size() == 1);
    CHECK(overdue[0].device == "boat-1");
    CHECK(overdue[0].count == 2);
    CHECK(overdue[0].first == 4);
    CHECK(overdue[0].last == 5);
    CHECK(bench.store.take_overdue(bench.now).empty());
    CHECK(bench.store.missing_since() == bench.now + 1min);

    CHECK(bench.store.take_missing("boat-1", 4)->alarmed);
    bench.store.forget_missing(bench.now + 1h);
    CHECK(bench.store.count_missing("boat-1") == 0);
    CHECK(bench.store.count_missing("boat-2") == 1);
  }

  TEST_CASE("refusals are counted by actor and minute and taken when the minute is over") {
    Bench bench;
    for (int i = 0; i < 3; ++i) bench.store.count_refusal("boat-1", 7);
    CHECK(bench.store.count_refusal("boat-1", 7) == 4);
    bench.store.count_refusal("boat-2", 7);
    CHECK(bench.store.take_refusals(7, 2).empty());
    CHECK(bench.store.has_refusals());
    const auto taken = bench.store.take_refusals(8, 2);
    REQUIRE(taken.size() == 1);
    CHECK(taken[0].actor == "boat-1");
    CHECK(taken[0].count == 2);
    CHECK_FALSE(bench.store.has_refusals());
  }

  TEST_CASE("a token leads to its device, another does not") {
    Bench bench;
    bench.store.keep_token(sha256("token"), "boat-1", bench.now);
    CHECK(bench.store.device_of(sha256("token")) == "boat-1");
    CHECK_FALSE(bench.store.device_of(sha256("Token")));
  }
}
