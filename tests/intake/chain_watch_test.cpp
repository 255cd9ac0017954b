#include "intake/chain_watch.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "tests/intake/acceptance_bench.h"

using namespace std::chrono_literals;
using namespace vigie;
using namespace vigie::intake;

namespace {

/// One device, and the reports it signed, to be delivered in any order.
struct Chain {
  explicit Chain(int count) {
    for (int i = 0; i < count; ++i) sign();
  }

  void sign() {
    filed.push_back(device.sign(report_of(device, bench.random, bench.now()), bench.now()));
  }

  /// By counter, from 1; nothing of this is ever a refusal.
  void deliver(const std::vector<std::size_t>& counters) {
    for (const std::size_t counter : counters) {
      CHECK(std::holds_alternative<Accepted>(bench.accept(device, filed.at(counter - 1))));
    }
  }

  void wait(std::chrono::minutes duration) {
    bench.clock.advance(duration);
    bench.look_at_chains();
  }

  std::size_t count(const std::string& act) { return bench.audit(act).size(); }

  AcceptanceBench bench;
  SigningDevice device = bench.device("boat-1", "harbour");
  std::vector<SignedReport> filed;
};

}  // namespace

TEST_SUITE("intake/chain_watch") {
  TEST_CASE("what was overtaken and arrives in time is recorded and raises no alarm") {
    Chain chain(6);
    chain.deliver({1, 6});
    REQUIRE(chain.count("device.gap") == 1);
    const auto gap = chain.bench.audit("device.gap")[0];
    CHECK(gap.actor == "boat-1");
    CHECK(nlohmann::json::parse(gap.detail) == nlohmann::json{{"expected", 2}, {"found", 6}});
    chain.deliver({2, 4, 3, 5, 4, 6});
    chain.wait(1h);
    CHECK(chain.count("alarm.device.gap") == 0);
    CHECK(chain.count("alarm.device.disorder") == 0);
    CHECK(chain.count("device.gap_filled") == 0);
    CHECK(chain.bench.store.count_missing("boat-1") == 0);
    CHECK_FALSE(chain.bench.chains.next_due());
  }

  TEST_CASE("what does not come is alarmed when patience ends, once for all of it") {
    Chain chain(5);
    chain.deliver({1, 3});
    chain.wait(5min);
    chain.deliver({5});
    CHECK(chain.bench.chains.next_due() == chain.bench.now() - 5min + missing_patience);
    chain.wait(9min);
    CHECK(chain.count("alarm.device.gap") == 0);
    chain.wait(1min);
    REQUIRE(chain.count("alarm.device.gap") == 1);
    CHECK(chain.bench.audit("alarm.device.gap")[0].detail.find("counter 2 is missing") !=
          std::string::npos);
    chain.wait(5min);
    CHECK(chain.count("alarm.device.gap") == 2);
    chain.wait(24h);
    CHECK(chain.count("alarm.device.gap") == 2);
    CHECK_FALSE(chain.bench.chains.next_due());
  }

  TEST_CASE("a clock set back makes nobody wait as much longer for what is missing") {
    Chain chain(3);
    chain.deliver({1, 3});
    chain.wait(-24h);
    CHECK(chain.count("alarm.device.gap") == 0);
    CHECK(chain.bench.chains.next_due() == chain.bench.now() + missing_patience);
    chain.wait(missing_patience);
    CHECK(chain.count("alarm.device.gap") == 1);
  }

  TEST_CASE("the waiting goes on over a restart, and what was alarmed is not alarmed again") {
    Chain chain(4);
    chain.deliver({1, 4});
    chain.bench.clock.advance(14min);
    const auto restarted = [&] {
      ChainWatch watch(chain.bench.store, chain.bench.trail, chain.bench.alarms);
      store::Transaction transaction(chain.bench.database);
      if (watch.due(chain.bench.now())) watch.alarm_overdue(chain.bench.now());
      transaction.commit();
      return watch.next_due();
    };
    CHECK(restarted() == chain.bench.now() + 1min);
    CHECK(chain.count("alarm.device.gap") == 0);
    chain.bench.clock.advance(1min);
    CHECK_FALSE(restarted());
    CHECK_FALSE(restarted());
    CHECK(chain.count("alarm.device.gap") == 1);
  }

  TEST_CASE("what comes after its alarm is recorded, and is no disorder") {
    Chain chain(3);
    chain.deliver({1, 3});
    chain.wait(missing_patience);
    CHECK(chain.count("alarm.device.gap") == 1);
    chain.wait(3h);
    chain.deliver({2, 2});
    REQUIRE(chain.count("device.gap_filled") == 1);
    CHECK(nlohmann::json::parse(chain.bench.audit("device.gap_filled")[0].detail).at("counter") ==
          2);
    CHECK(chain.count("alarm.device.disorder") == 0);
  }

  TEST_CASE("a counter used by another envelope is alarmed at once, even inside a filled gap") {
    Chain chain(4);
    chain.deliver({1, 4, 3, 2});
    SigningDevice copied = chain.device;
    copied.counter = 1;
    copied.previous = sha256(chain.filed[0].envelope);
    const auto second =
        copied.sign(report_of(copied, chain.bench.random, chain.bench.now()), chain.bench.now());
    CHECK(word_of(chain.bench.accept(copied, second)) == "accepted");
    CHECK(chain.count("alarm.device.disorder") == 1);
    CHECK(word_of(chain.bench.accept(copied, second)) == "repeat");
    CHECK(chain.count("alarm.device.disorder") == 1);
  }

  TEST_CASE("a late envelope that does not continue the known one before it is alarmed at once") {
    Chain chain(4);
    chain.deliver({1, 4});
    SigningDevice other = chain.device;
    other.counter = 1;
    other.previous = sha256("something else");
    const auto second =
        other.sign(report_of(other, chain.bench.random, chain.bench.now()), chain.bench.now());
    CHECK(word_of(chain.bench.accept(other, second)) == "accepted");
    CHECK(chain.count("alarm.device.disorder") == 1);
  }

  TEST_CASE("a report signed twice fills the counter of whichever comes late") {
    Chain chain(1);
    const Report report = report_of(chain.device, chain.bench.random, chain.bench.now());
    for (int i = 0; i < 2; ++i) chain.filed.push_back(chain.device.sign(report, chain.bench.now()));
    chain.deliver({1, 3, 2});
    chain.wait(1h);
    CHECK(chain.count("alarm.device.gap") == 0);
    CHECK(chain.count("alarm.device.disorder") == 0);
  }

  TEST_CASE("more than can be waited for is alarmed at once, and once") {
    Chain chain(1);
    chain.deliver({1});
    chain.device.counter += missing_max + 1;
    chain.sign();
    chain.deliver({2});
    CHECK(chain.count("alarm.device.gap") == 1);
    CHECK(chain.bench.store.count_missing("boat-1") == missing_max);
    chain.device.counter = std::int64_t{1} << 52;
    chain.sign();
    chain.deliver({3});
    CHECK(chain.count("alarm.device.gap") == 2);
    CHECK(chain.bench.store.count_missing("boat-1") == missing_max);
    chain.wait(1h);
    CHECK(chain.count("alarm.device.gap") == 2);
  }

  TEST_CASE("a jump that just fits is waited for") {
    Chain chain(1);
    chain.deliver({1});
    chain.device.counter += missing_max;
    chain.sign();
    chain.deliver({2});
    CHECK(chain.count("alarm.device.gap") == 0);
    chain.wait(missing_patience);
    CHECK(chain.count("alarm.device.gap") == 1);
  }
}
