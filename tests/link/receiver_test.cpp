#include "link/receiver.h"

#include <doctest/doctest.h>

#include <chrono>
#include <deque>
#include <functional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/simulated_clock.h"
#include "tests/support/temporary_folder.h"

using namespace vigie;
using namespace vigie::link;
using namespace std::chrono_literals;

namespace {

/// Gives what the test put in, keeps what is sent.
class ScriptedDoor final : public Door {
 public:
  std::optional<Incoming> receive() override {
    if (arriving.empty()) return std::nullopt;
    Incoming next = std::move(arriving.front());
    arriving.pop_front();
    return next;
  }
  bool send(const std::string& route, const std::string& frame) override {
    sent.emplace_back(route, read_wire({frame}));
    return true;
  }
  std::vector<void*> sockets() override { return {}; }
  std::string endpoint() override { return "scripted"; }

  std::deque<Incoming> arriving;
  std::vector<std::pair<std::string, Wire>> sent;
};

struct ReceiverFixture {
  explicit ReceiverFixture(ReceiverOptions given = {}) : options(std::move(given)) {}

  support::TemporaryFolder folder{support::Storage::fast};
  SeededRandom random{1};
  support::SimulatedClock clock;
  store::Database database{folder / "a.db"};
  ScriptedDoor door;
  std::vector<std::string> applied;
  std::vector<Alarm> alarms;
  ReceiverOptions options;
  Uuid incarnation = new_uuid7(clock.now(), random);
  Receiver receiver{database, door, options,
                    [this](const Message& message, Time) {
                      applied.push_back(message.parts.at(0));
                      return Verdict{};
                    },
                    [this](const Alarm& alarm, Time) { alarms.push_back(alarm); }};

  void arrives(Parts frames, const std::string& route = "r1") {
    door.arriving.push_back({.peer = "intake", .route = route, .frames = std::move(frames)});
  }

  void data(std::int64_t sequence, Lane lane = Lane::ordinary, const std::string& route = "r1") {
    Data header;
    header.incarnation = incarnation;
    header.lane = lane;
    header.sequence = sequence;
    header.message = new_uuid7(clock.now(), random);
    header.kind = "report";
    arrives({write_wire(header), std::to_string(sequence)}, route);
  }

  void turn() {
    door.sent.clear();
    if (receiver.collect(clock.now())) apply();
    receiver.answer();
  }

  void apply() {
    store::Transaction transaction(database);
    receiver.apply(clock.now());
    transaction.commit();
  }

  template <typename T>
  std::vector<T> sent() {
    std::vector<T> found;
    for (const auto& [route, wire] : door.sent) {
      if (const auto* one = std::get_if<T>(&wire)) found.push_back(*one);
    }
    return found;
  }
};

}  // namespace

TEST_SUITE("link/receiver") {
  TEST_CASE("a batch is acknowledged once, cumulatively") {
    ReceiverFixture f;
    for (int sequence = 1; sequence <= 10; ++sequence) f.data(sequence);
    f.turn();
    CHECK(f.applied.size() == 10);
    REQUIRE(f.sent<Ack>().size() == 1);
    CHECK(f.sent<Ack>()[0].upto == 10);
    CHECK(f.sent<Ack>()[0].answers.empty());
    CHECK(f.sent<Resend>().empty());
  }

  TEST_CASE("a gap is asked for once, and nothing beyond it is applied") {
    ReceiverFixture f;
    f.data(1);
    f.data(4);
    f.data(5);
    f.turn();
    CHECK(f.applied == std::vector<std::string>{"1"});
    REQUIRE(f.sent<Resend>().size() == 1);
    CHECK(f.sent<Resend>()[0].from == 2);
  }

  // The gap was still asked for: the sender took that for a restored receiver and alarmed.
  TEST_CASE("a gap that was closed in the same turn is not asked for") {
    ReceiverFixture f;
    f.data(3);
    f.data(1);
    f.data(2);
    f.data(3);
    f.turn();
    CHECK(f.applied == std::vector<std::string>{"1", "2", "3"});
    CHECK(f.sent<Resend>().empty());
    REQUIRE(f.sent<Ack>().size() == 1);
    CHECK(f.sent<Ack>()[0].upto == 3);
  }

  TEST_CASE("a gap closed in part is asked for from where it still is") {
    ReceiverFixture f;
    f.data(5);
    f.data(1);
    f.data(2);
    f.turn();
    REQUIRE(f.sent<Resend>().size() == 1);
    CHECK(f.sent<Resend>()[0].from == 3);
  }

  TEST_CASE("an answer goes back the way its message came") {
    ReceiverFixture f;
    f.data(1, Lane::ordinary, "old connection");
    f.turn();
    f.data(2, Lane::ordinary, "new connection");
    f.turn();
    REQUIRE(f.door.sent.size() == 1);
    CHECK(f.door.sent[0].first == "new connection");
  }

  TEST_CASE("a batch ends at its limit of messages and says that more is waiting") {
    ReceiverFixture f;
    for (int sequence = 1; sequence <= 300; ++sequence) f.data(sequence);
    f.turn();
    CHECK(f.applied.size() == 256);
    CHECK(f.receiver.next_wake(f.clock.now()) == f.clock.now());
    f.turn();
    CHECK(f.applied.size() == 300);
    CHECK(f.receiver.next_wake(f.clock.now()) == Time::max());
  }

  // 256 messages of 24 MiB each were read into memory before the first was applied.
  // The record went with what the message had left behind.
  TEST_CASE("that a message made the program fail stays on record, and nothing else of it") {
    ReceiverFixture f({.keeps_unapplied = false});
    f.database.execute("CREATE TABLE record(text TEXT)");
    const auto record = [&](const std::string& text) {
      f.database.run("INSERT INTO record VALUES(?)", text);
    };
    Receiver receiver{f.database, f.door, f.options,
                      [&](const Message&, Time) -> Verdict {
                        record("half done");
                        throw std::runtime_error("a defect");
                      },
                      [&](const Alarm& alarm, Time) { record(alarm.code); }};
    f.data(1);
    REQUIRE(receiver.collect(f.clock.now()));
    store::Transaction transaction(f.database);
    receiver.apply(f.clock.now());
    transaction.commit();
    store::Rows rows = f.database.query("SELECT text FROM record");
    REQUIRE(rows.next());
    CHECK(rows.text(0) == "link.exception");
    CHECK_FALSE(rows.next());
  }

  TEST_CASE("who sends garbage without end is answered each time and alarmed once an hour") {
    ReceiverFixture f;
    for (int hour = 0; hour < 2; ++hour) {
      for (int i = 0; i < 50; ++i) f.arrives({"garbage"});
      f.turn();
      CHECK(f.sent<Refused>().size() == 50);
      CHECK(f.alarms.size() == static_cast<std::size_t>(hour + 1));
      f.clock.advance(1h);
    }
  }

  TEST_CASE("a batch ends at its limit of bytes") {
    ReceiverFixture f;
    for (int sequence = 1; sequence <= 5; ++sequence) {
      f.data(sequence);
      f.door.arriving.back().frames.emplace_back(15'000'000, 'x');
    }
    f.turn();
    CHECK(f.applied.size() == 3);
    CHECK(f.receiver.next_wake(f.clock.now()) == f.clock.now());
    f.turn();
    CHECK(f.applied.size() == 5);
  }

  TEST_CASE("messages nobody waits for wait for a commit to ride in, and no longer than they may") {
    ReceiverFixture f({.ordinary_wait = 50ms});
    f.data(1);
    f.turn();
    CHECK(f.applied.empty());
    CHECK(f.sent<Ack>().empty());
    CHECK(f.receiver.next_wake(f.clock.now()) == f.clock.now() + 50ms);
    f.clock.advance(49ms);
    f.data(2);
    f.turn();
    CHECK(f.applied.empty());
    f.clock.advance(1ms);
    f.turn();
    CHECK(f.applied == std::vector<std::string>{"1", "2"});
    REQUIRE(f.sent<Ack>().size() == 1);
    CHECK(f.sent<Ack>()[0].upto == 2);
    CHECK(f.receiver.next_wake(f.clock.now()) == Time::max());
  }

  TEST_CASE("what waits rides in a commit that another link causes") {
    ReceiverFixture f({.ordinary_wait = 50ms});
    f.data(1);
    f.turn();
    f.apply();
    f.receiver.answer();
    CHECK(f.applied == std::vector<std::string>{"1"});
    CHECK(f.sent<Ack>().size() == 1);
    f.data(2);
    f.turn();
    CHECK(f.applied.size() == 1);  // A wait of its own.
  }

  TEST_CASE("nothing waits beside a message that somebody waits for, in its order") {
    struct Case {
      const char* what;
      std::function<void(ReceiverFixture&)> arrives;
      std::vector<std::string> applied;
    };
    const std::vector<Case> cases = {
        {"an urgent one", [](ReceiverFixture& f) { f.data(1, Lane::urgent); }, {"1", "1", "2"}},
        {"a hello", [](ReceiverFixture& f) { f.arrives({write_wire(Hello{})}); }, {"1", "2"}},
        {"rubbish", [](ReceiverFixture& f) { f.arrives({"garbage"}); }, {"1", "2"}}};
    for (const Case& one : cases) {
      CAPTURE(one.what);
      ReceiverFixture f({.ordinary_wait = 50ms});
      f.data(1);
      f.data(2);
      f.turn();
      CHECK(f.applied.empty());
      one.arrives(f);
      f.turn();
      CHECK(f.applied == one.applied);
    }
  }

  TEST_CASE("nothing waits when so many do that their sender may run out of its window") {
    ReceiverFixture f({.ordinary_wait = 50ms, .waiting_max = 3});
    f.data(1);
    f.data(2);
    f.turn();
    CHECK(f.applied.empty());
    f.data(3);
    f.turn();
    CHECK(f.applied.size() == 3);
  }

  TEST_CASE("nothing waits longer because the clock was set back") {
    ReceiverFixture f({.ordinary_wait = 50ms});
    f.data(1);
    f.turn();
    f.clock.advance(-24h);
    f.turn();
    CHECK(f.applied.empty());
    f.clock.advance(50ms);
    f.turn();
    CHECK(f.applied.size() == 1);
  }

  TEST_CASE("frames that are no message are alarmed under their sender's name and answered") {
    const std::vector<std::pair<Parts, std::string>> bad = {
        {{}, "wire.limits"},
        {{"garbage"}, "wire.header"},
        {{R"({"v":2,"type":"hello"})"}, "wire.version"},
        {{write_wire(Refused{"x"})}, "wire.unexpected"},
        {Parts(100, "x"), "wire.limits"}};
    for (const auto& [frames, code] : bad) {
      CAPTURE(code);
      ReceiverFixture f;
      f.arrives(frames);
      f.data(1);
      f.turn();
      REQUIRE(f.alarms.size() == 1);
      CHECK(f.alarms[0].code == code);
      CHECK(f.alarms[0].subject == "intake");
      CHECK(f.sent<Refused>().at(0).code == "wire.unreadable");
      CHECK(f.applied.size() == 1);
    }
  }

  // The urgent messages were applied before the hello that was sent first: it seemed to come from a
  // sender that had lost them.
  TEST_CASE("a hello in front of urgent messages in one batch is not taken for a restored sender") {
    ReceiverFixture f;
    f.data(1, Lane::urgent);
    f.turn();
    Hello hello;
    hello.streams.push_back(
        {.incarnation = f.incarnation, .lane = Lane::urgent, .first = 1, .last = 1, .acked = 1});
    f.data(1, Lane::ordinary);
    f.arrives({write_wire(hello)});
    f.data(2, Lane::urgent);
    f.turn();
    CHECK(f.alarms.empty());
    CHECK(f.applied == std::vector<std::string>{"1", "2", "1"});
  }

  TEST_CASE("a question nobody answers is passed over") {
    ReceiverFixture f;
    f.arrives({write_wire(Ask{.number = 1, .what = "status", .body = "{}"})});
    f.turn();
    CHECK(f.door.sent.empty());
    CHECK(f.alarms.empty());
  }

  // A program restarted hundreds of times within the resend horizon named so many streams that the
  // acknowledgement of its newest message never found room.
  TEST_CASE("a hello is answered only for streams of which the sender knows too little") {
    ReceiverFixture f;
    f.data(1);
    f.turn();
    for (const std::int64_t acked : {0, 1}) {
      CAPTURE(acked);
      Hello hello;
      hello.streams.push_back({.incarnation = f.incarnation,
                               .lane = Lane::ordinary,
                               .first = 1,
                               .last = 1,
                               .acked = acked});
      f.arrives({write_wire(hello)});
      f.turn();
      CHECK(f.sent<Ack>().size() == (acked == 0 ? 1 : 0));
    }
  }

  TEST_CASE("the numbers of a hostile hello do no harm") {
    constexpr std::int64_t largest = 9'007'199'254'740'991;
    ReceiverFixture f;
    Hello hello;
    hello.streams.push_back({.incarnation = f.incarnation,
                             .lane = Lane::ordinary,
                             .first = largest,
                             .last = largest,
                             .acked = largest});
    f.arrives({write_wire(hello)});
    f.turn();
    f.data(largest);
    f.turn();
    f.data(1);
    f.data(largest);
    f.turn();
    CHECK(f.applied.size() == 1);
  }
}
