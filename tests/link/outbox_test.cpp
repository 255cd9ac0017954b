#include "link/outbox.h"

#include <doctest/doctest.h>

#include <optional>
#include <set>
#include <string>

#include "tests/support/simulated_clock.h"
#include "tests/support/temporary_folder.h"

using namespace std::chrono_literals;
using namespace vigie;
using namespace vigie::link;

namespace {

struct OutboxFixture {
  support::TemporaryFolder folder{support::Storage::fast};
  SeededRandom random{1};
  support::SimulatedClock clock;
  store::Database database{folder / "a.db"};
  std::optional<Outbox> outbox{std::in_place, database, random};

  void restart() { outbox.emplace(database, random); }

  void enqueue_here(const std::string& peer, Lane lane = Lane::ordinary,
                    const std::string& body = "body") {
    Outgoing outgoing;
    outgoing.peer = peer;
    outgoing.lane = lane;
    outgoing.message = new_uuid7(clock.now(), random);
    outgoing.kind = "report";
    outgoing.body = body;
    outbox->enqueue(outgoing, clock.now());
  }

  void enqueue(const std::string& peer, int count = 1, Lane lane = Lane::ordinary) {
    store::Transaction transaction(database);
    for (int i = 0; i < count; ++i) enqueue_here(peer, lane);
    transaction.commit();
  }

  void refer(const std::string& peer, const std::string& kind, std::int64_t reference, Lane lane) {
    store::Transaction transaction(database);
    outbox->enqueue({.peer = peer,
                     .lane = lane,
                     .message = new_uuid7(clock.now(), random),
                     .kind = kind,
                     .kind_version = 1,
                     .reference = reference,
                     .body = ""},
                    clock.now());
    transaction.commit();
  }

  std::vector<std::int64_t> sequences(std::int64_t stream) {
    std::vector<std::int64_t> found;
    for (const OutboxEntry& entry : outbox->after(stream, 0, 1000)) found.push_back(entry.sequence);
    return found;
  }

  void acknowledge(std::int64_t upto, const std::string& peer = "router") {
    outbox->acknowledge(outbox->owing(peer, Lane::ordinary).value(), upto, clock.now());
  }
};

}  // namespace

TEST_SUITE("link/outbox") {
  TEST_CASE("an entry comes back with everything it was given") {
    OutboxFixture f;
    const Uuid id = new_uuid7(f.clock.now(), f.random);
    const std::string body("bytes \0 \xff", 9);
    {
      store::Transaction transaction(f.database);
      f.outbox->enqueue({.peer = "router",
                         .lane = Lane::urgent,
                         .message = id,
                         .kind = "report",
                         .kind_version = 3,
                         .reference = 42,
                         .body = body},
                        f.clock.now());
      transaction.commit();
    }
    const auto stream = f.outbox->owing("router", Lane::urgent);
    REQUIRE(stream);
    CHECK(stream->state.lane == Lane::urgent);
    const auto entry = f.outbox->at(stream->stream, 1);
    REQUIRE(entry);
    CHECK(entry->message == id);
    CHECK(entry->kind == "report");
    CHECK(entry->kind_version == 3);
    CHECK(entry->reference == 42);
    CHECK(entry->body == body);
    CHECK_FALSE(f.outbox->at(stream->stream, 2));
  }

  TEST_CASE("sequence numbers have no gaps, lane by lane and peer by peer") {
    OutboxFixture f;
    for (int round = 0; round < 5; ++round) {
      f.enqueue("router", 2);
      f.enqueue("router", 1, Lane::urgent);
      f.enqueue("notifier", 3);
    }
    const auto last = [&](const char* peer, Lane lane) {
      return f.outbox->owing(peer, lane).value().state.last;
    };
    CHECK(last("router", Lane::ordinary) == 10);
    CHECK(last("router", Lane::urgent) == 5);
    CHECK(last("notifier", Lane::ordinary) == 15);
    CHECK(f.sequences(f.outbox->owing("router", Lane::urgent)->stream) ==
          std::vector<std::int64_t>{1, 2, 3, 4, 5});
    CHECK(f.outbox->owed("router") == 15);
    CHECK(f.outbox->owed("nobody") == 0);
  }

  TEST_CASE("what was rolled back leaves no gap, whether a part or the whole") {
    OutboxFixture f;
    f.enqueue("router", 2);
    {
      store::Transaction transaction(f.database);
      {
        const store::Savepoint undone(f.database);
        f.enqueue_here("router");
        f.enqueue_here("router", Lane::urgent);
      }
      f.enqueue_here("router");
      transaction.commit();
    }
    {
      const store::Transaction undone(f.database);
      f.enqueue_here("router");
    }
    f.enqueue("router", 1);
    f.enqueue("router", 1, Lane::urgent);
    CHECK(f.sequences(f.outbox->owing("router", Lane::ordinary)->stream) ==
          std::vector<std::int64_t>{1, 2, 3, 4});
    CHECK(f.sequences(f.outbox->owing("router", Lane::urgent)->stream) ==
          std::vector<std::int64_t>{1});
  }

  // The number of a stream whose making was rolled back was given to the stream of another peer,
  // and the first peer's next message went there.
  TEST_CASE("a stream that was rolled back never lends its number to another peer") {
    OutboxFixture f;
    {
      store::Transaction transaction(f.database);
      {
        const store::Savepoint undone(f.database);
        f.enqueue_here("commander");
      }
      f.enqueue_here("outside");
      f.enqueue_here("commander", Lane::ordinary, "for the commander only");
      transaction.commit();
    }
    CHECK(f.outbox->owed("commander") == 1);
    CHECK(f.outbox->owed("outside") == 1);
    const auto stream = f.outbox->owing("outside", Lane::ordinary).value();
    for (const OutboxEntry& entry : f.outbox->after(stream.stream, 0, 10)) {
      CHECK(entry.body == "body");
    }
  }

  TEST_CASE("every start has an incarnation of its own, made when first needed") {
    OutboxFixture f;
    std::set<Uuid> incarnations;
    for (int start = 0; start < 5; ++start) {
      f.restart();
      CHECK(f.outbox->streams("router").size() == static_cast<std::size_t>(start));
      f.enqueue("router", 2);
    }
    for (const Stream& stream : f.outbox->streams("router")) {
      incarnations.insert(stream.state.incarnation);
      CHECK(stream.state.last == 2);
    }
    CHECK(incarnations.size() == 5);
  }

  TEST_CASE("the older stream is finished before the newer one") {
    OutboxFixture f;
    f.enqueue("router", 3);
    const auto older = f.outbox->owing("router", Lane::ordinary).value();
    f.restart();
    f.enqueue("router", 1);
    CHECK(f.outbox->owing("router", Lane::ordinary)->stream == older.stream);
    f.acknowledge(2);
    CHECK(f.outbox->owing("router", Lane::ordinary)->stream == older.stream);
    f.acknowledge(3);
    const auto newer = f.outbox->owing("router", Lane::ordinary).value();
    CHECK(newer.stream != older.stream);
    f.acknowledge(1);
    CHECK_FALSE(f.outbox->owing("router", Lane::ordinary));
  }

  TEST_CASE("an acknowledgement goes forward only, and never beyond what was given out") {
    OutboxFixture f;
    f.enqueue("router", 5);
    f.acknowledge(3);
    CHECK(f.outbox->owed("router") == 2);
    f.acknowledge(1);
    CHECK(f.outbox->owed("router") == 2);
    f.acknowledge(99);
    CHECK(f.outbox->owed("router") == 0);
    CHECK(f.outbox->streams("router").at(0).state.acked == 5);
  }

  TEST_CASE("a rewind owes again what is still kept") {
    OutboxFixture f;
    f.enqueue("router", 5);
    f.acknowledge(5);
    auto stream = f.outbox->streams("router").at(0);
    f.outbox->rewind(stream, 2);
    CHECK(f.outbox->owed("router") == 3);
    f.acknowledge(5);
    f.clock.advance(200h);
    f.outbox->prune(f.clock.now(), 168h);
    stream = f.outbox->streams("router").at(0);
    CHECK(stream.state.first == 6);
    f.outbox->rewind(stream, 0);
    CHECK(f.outbox->owed("router") == 0);
  }

  TEST_CASE("what is owed and what was acknowledged within the horizon is kept, the rest goes") {
    OutboxFixture f;
    f.enqueue("router", 10);
    const auto stream = f.outbox->owing("router", Lane::ordinary)->stream;
    f.acknowledge(3);
    f.clock.advance(100h);
    f.acknowledge(6);
    f.clock.advance(100h);
    f.outbox->prune(f.clock.now(), 168h);
    CHECK(f.sequences(stream) == std::vector<std::int64_t>{4, 5, 6, 7, 8, 9, 10});
    CHECK(f.outbox->streams("router").at(0).state.first == 4);
    f.clock.advance(1000h);
    f.outbox->prune(f.clock.now(), 168h);
    CHECK(f.sequences(stream) == std::vector<std::int64_t>{7, 8, 9, 10});
    CHECK(f.outbox->owed("router") == 4);
  }

  TEST_CASE("what a restored receiver took back is not pruned by its first acknowledgement") {
    OutboxFixture f;
    f.enqueue("router", 10);
    f.acknowledge(10);
    f.clock.advance(167h);
    f.outbox->rewind(f.outbox->streams("router").at(0), 4);
    f.clock.advance(2h);
    f.outbox->prune(f.clock.now(), 168h);
    CHECK(f.outbox->owed("router") == 6);
    CHECK(f.outbox->streams("router").at(0).state.first <= 5);
  }

  TEST_CASE("what the oldest message kept refers to is found in the first of each stream") {
    OutboxFixture f;
    CHECK_FALSE(f.outbox->oldest_reference("notices"));
    f.refer("router", "status", 1, Lane::ordinary);
    CHECK_FALSE(f.outbox->oldest_reference("notices"));
    f.refer("notifier", "notices", 7, Lane::ordinary);
    f.refer("notifier", "notices", 5, Lane::urgent);
    f.refer("notifier", "notices", 8, Lane::urgent);
    CHECK(f.outbox->oldest_reference("notices") == 5);
    f.outbox->acknowledge(f.outbox->owing("notifier", Lane::urgent).value(), 1, f.clock.now());
    f.clock.advance(200h);
    f.outbox->prune(f.clock.now(), 168h);
    CHECK(f.outbox->oldest_reference("notices") == 7);
  }

  TEST_CASE("streams that are done are forgotten after the horizon, but the newest of each lane") {
    OutboxFixture f;
    for (int start = 0; start < 4; ++start) {
      f.restart();
      f.enqueue("router", 2);
      f.acknowledge(2);
    }
    f.clock.advance(200h);
    f.outbox->prune(f.clock.now(), 168h);
    CHECK(f.outbox->streams("router").size() == 1);
    f.enqueue("router", 1);
    CHECK(f.outbox->owing("router", Lane::ordinary)->state.last == 3);
  }
}
