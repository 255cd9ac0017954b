#include "cli/courier.h"

#include <doctest/doctest.h>

#include <functional>
#include <map>
#include <set>

#include "link/receiver.h"
#include "tests/cli/device.h"
#include "tests/support/simulated_clock.h"
#include "tests/support/simulated_network.h"

using namespace std::chrono_literals;
using namespace vigie;
using namespace vigie::cli;

namespace {

using link::Outcome;
using link::Verdict;

/// An intake of which only the link is real: a test says what it makes of each report.
class ScriptedIntake {
 public:
  using Decide = std::function<Verdict(const SignedReport&)>;

  ScriptedIntake(support::SimulatedNetwork& network, Decide decide)
      : database_(folder_ / "intake.db"),
        door_(network.door("patrols")),
        decide_(std::move(decide)),
        receiver_(
            database_, *door_, {.keeps_unapplied = false},
            [this](const link::Message& message, Time /*now*/) { return take(message); },
            [](const link::Alarm&, Time) {}) {
    receiver_.on_ask([this](const std::string&, const link::Ask& ask, Time) {
      ++asked;
      return ask.what == "status" ? status : std::string("{}");
    });
    receiver_.on_admit([this](const std::string&) { return revoked ? "key.revoked" : ""; });
  }

  void turn(Time now) {
    if (receiver_.collect(now)) {
      store::Transaction transaction(database_);
      receiver_.apply(now);
      transaction.commit();
    }
    receiver_.answer();
  }

  int applied = 0;
  int asked = 0;
  bool revoked = false;
  std::string status = R"({"state":"received"})";

 private:
  Verdict take(const link::Message& message) {
    const auto report = signed_report_from_parts(message.parts);
    if (!report || message.kind != "report")
      return {.outcome = Outcome::refused, .code = "odd", .answer = ""};
    ++applied;
    return decide_(*report);
  }

  support::TemporaryFolder folder_{support::Storage::fast};
  store::Database database_;
  std::unique_ptr<link::Door> door_;
  Decide decide_;
  link::Receiver receiver_;
};

Verdict receipt() {
  return {.outcome = Outcome::applied, .code = "", .answer = R"({"receipt":{"intake":"intake"}})"};
}

/// A device, its courier and a scripted intake, moved together.
struct Field {
  explicit Field(std::uint64_t seed, ScriptedIntake::Decide decide)
      : device(seed),
        network_random(seed),
        network(network_random),
        intake(network, std::move(decide)) {
    go_out();
  }

  /// As a new run of the command.
  void go_out() {
    courier.reset();
    line.reset();
    device.restart();
    line = network.line("patrol-1", "patrols");
    courier = std::make_unique<Courier>(device.spool(), *line, [](const link::Alarm&, Time) {});
  }

  bool run_until(const std::function<bool()>& done, int steps_max = 4000) {
    for (int step = 0; step < steps_max; ++step) {
      clock.advance(20ms);
      network.advance(clock.now());
      courier->turn(clock.now());
      intake.turn(clock.now());
      if (done()) return true;
    }
    return false;
  }

  bool deliver() {
    return run_until(
        [this] { return device.spool().store().in_state(SpoolState::waiting).empty(); });
  }

  Device device;
  SeededRandom network_random;
  support::SimulatedClock clock;
  support::SimulatedNetwork network;
  ScriptedIntake intake;
  std::unique_ptr<link::Line> line;
  std::unique_ptr<Courier> courier;
};

}  // namespace

TEST_SUITE("cli/courier") {
  TEST_CASE("each of intake's answers becomes the state of the report") {
    struct Case {
      Verdict verdict;
      SpoolState state;
    };
    const Case table[] = {
        {receipt(), SpoolState::received},
        {{.outcome = Outcome::refused, .code = "meaning.region", .answer = R"({"problems":[]})"},
         SpoolState::refused},
        {{.outcome = Outcome::not_yet, .code = "version.catalogue", .answer = R"({"not_yet":{}})"},
         SpoolState::not_yet}};
    for (const Case& one : table) {
      Field field(1, [&](const SignedReport&) { return one.verdict; });
      const Filing filing = field.device.file(field.device.report(), field.clock.now());
      REQUIRE(field.deliver());
      const auto spooled = field.device.spool().find(filing.spooled->row);
      CHECK(spooled->state == one.state);
      CHECK(spooled->code == one.verdict.code);
      CHECK(spooled->answer == one.verdict.answer);
      CHECK(field.courier->heard());
    }
  }

  TEST_CASE("without a connection everything waits, and a later run sends it in order") {
    std::vector<std::string> order;
    Field field(2, [&](const SignedReport& report) {
      order.push_back(report.report);
      return receipt();
    });
    field.network.partition("patrol-1");
    std::vector<std::string> filed;
    for (int i = 0; i < 5; ++i) {
      Report report = field.device.report();
      report.kind = Kind::report;
      report.about.reset();
      report.danger.reset();
      filed.push_back(encode_report(report));
      REQUIRE(field.device.file(report, field.clock.now()).spooled);
      CHECK_FALSE(field.run_until([] { return false; }, 20));
      field.go_out();
    }
    CHECK_FALSE(field.courier->heard());
    field.network.heal("patrol-1");
    REQUIRE(field.deliver());
    CHECK(order == filed);
  }

  TEST_CASE("over a bad network every report is answered once, whatever is lost or repeated") {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
      CAPTURE(seed);
      std::map<std::string, int> taken;
      Field field(seed, [&](const SignedReport& report) {
        ++taken[report.report];
        return receipt();
      });
      field.network.faults() = {.drop_per_mille = 200,
                                .duplicate_per_mille = 200,
                                .delay_min = 0ms,
                                .delay_max = 300ms,
                                .reorder = true};
      for (int i = 0; i < 8; ++i) field.device.file(field.device.report(), field.clock.now());
      REQUIRE(field.deliver());
      CHECK(field.device.spool().store().in_state(SpoolState::received).size() == 8);
      CHECK(taken.size() == 8);
      for (const auto& [bytes, times] : taken) CHECK(times == 1);
    }
  }

  TEST_CASE("a report that is not yet understood is asked again later, and then received") {
    bool understood = false;
    Field field(3, [&](const SignedReport&) {
      if (understood) return receipt();
      return Verdict{.outcome = Outcome::not_yet, .code = "version.catalogue", .answer = "{}"};
    });
    field.device.file(field.device.report(), field.clock.now());
    REQUIRE(field.deliver());
    CHECK(field.device.spool().store().in_state(SpoolState::not_yet).size() == 1);
    understood = true;
    field.go_out();
    field.device.spool().send_not_yet_again(field.clock.now());
    REQUIRE(field.deliver());
    CHECK(field.device.spool().store().in_state(SpoolState::received).size() == 1);
  }

  TEST_CASE("over a bad network an attachment that comes later arrives, and is waited for") {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
      CAPTURE(seed);
      std::set<std::string> arrived;
      Field field(seed, [&](const SignedReport& report) {
        arrived.insert(report.attachments.begin(), report.attachments.end());
        return receipt();
      });
      field.network.faults() = {.drop_per_mille = 200,
                                .duplicate_per_mille = 200,
                                .delay_min = 0ms,
                                .delay_max = 300ms,
                                .reorder = true};
      const Report report = field.device.report();
      std::set<std::string> filed;
      for (const char* photograph : {"first", "second", "third"}) {
        filed.insert(photograph);
        field.device.file(report, field.clock.now(), {photograph});
        // The next is filed before the answer, while it is under way, or after it.
        field.run_until([] { return false; }, static_cast<int>(seed) * 3);
      }
      REQUIRE(field.deliver());
      CHECK(arrived == filed);
      CHECK(field.device.spool().outbox().owed("intake") == 0);
      CHECK(field.device.spool().list().size() == 1);
    }
  }

  TEST_CASE("a key that is shut out hears why, and its reports stay") {
    Field field(4, [](const SignedReport&) { return receipt(); });
    field.intake.revoked = true;
    field.device.file(field.device.report(), field.clock.now());
    REQUIRE(field.run_until([&] { return !field.courier->refused().empty(); }));
    CHECK(field.courier->refused() == "key.revoked");
    CHECK(field.device.spool().store().in_state(SpoolState::waiting).size() == 1);
    CHECK(field.intake.applied == 0);
  }

  TEST_CASE("a question is asked until it is answered, and anew when asked again") {
    Field field(5, [](const SignedReport&) { return receipt(); });
    const Uuid report = field.device.report().id;
    field.network.partition("patrol-1");
    field.courier->ask_status(report);
    CHECK_FALSE(field.run_until([&] { return field.courier->status_of(report).has_value(); }, 200));
    field.network.heal("patrol-1");
    REQUIRE(field.run_until([&] { return field.courier->status_of(report).has_value(); }));
    CHECK(*field.courier->status_of(report) == R"({"state":"received"})");

    field.intake.status = R"({"state":"told"})";
    field.courier->ask_status(report);
    CHECK_FALSE(field.courier->status_of(report));
    REQUIRE(field.run_until([&] { return field.courier->status_of(report).has_value(); }));
    CHECK(*field.courier->status_of(report) == R"({"state":"told"})");
  }
}
