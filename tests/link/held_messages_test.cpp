#include "link/held_messages.h"

#include <doctest/doctest.h>

#include <string>

#include "tests/support/simulated_clock.h"
#include "tests/support/temporary_folder.h"

using namespace std::chrono_literals;
using namespace vigie;
using namespace vigie::link;

namespace {

struct HeldMessagesFixture {
  support::TemporaryFolder folder{support::Storage::fast};
  SeededRandom random{1};
  support::SimulatedClock clock;
  store::Database database{folder / "a.db"};
  HeldMessages held{database};

  Message message(Parts parts = {"part"}) {
    return {.sender = "intake",
            .lane = Lane::urgent,
            .id = new_uuid7(clock.now(), random),
            .kind = "report",
            .kind_version = 2,
            .parts = std::move(parts)};
  }
};

}  // namespace

TEST_SUITE("link/held_messages") {
  TEST_CASE("a message is kept with every byte, whatever its parts are") {
    HeldMessagesFixture f;
    for (const Parts& parts :
         {Parts{}, Parts{""}, Parts{"", "", ""}, Parts{std::string("nul \0 \xff", 7), "b"},
          Parts{std::string(100'000, '\0')}, Parts(64, "x")}) {
      const Message message = f.message(parts);
      const auto entry = f.held.keep(HeldIn::quarantine, message, "meaning.region", f.clock.now());
      const auto found = f.held.find(entry);
      REQUIRE(found);
      CHECK(found->message.parts == parts);
      CHECK(found->message.id == message.id);
      CHECK(found->message.sender == "intake");
      CHECK(found->message.lane == Lane::urgent);
      CHECK(found->message.kind == "report");
      CHECK(found->message.kind_version == 2);
      CHECK(found->code == "meaning.region");
      CHECK(found->at == f.clock.now());
      CHECK(found->state == HeldState::open);
      CHECK_FALSE(found->closed_at);
    }
    CHECK_FALSE(f.held.find(1000));
  }

  TEST_CASE("quarantine and not yet are listed apart, oldest first, a page at a time") {
    HeldMessagesFixture f;
    for (int i = 0; i < 5; ++i) {
      f.held.keep(HeldIn::quarantine, f.message({std::to_string(i)}), "code", f.clock.now());
      f.held.keep(HeldIn::not_yet, f.message(), "code", f.clock.now());
    }
    CHECK(f.held.count_open(HeldIn::quarantine) == 5);
    CHECK(f.held.count_open(HeldIn::not_yet) == 5);
    const auto page = f.held.open(HeldIn::quarantine, 2);
    REQUIRE(page.size() == 2);
    CHECK(f.held.find(page[0])->message.parts == Parts{"0"});
    const auto next = f.held.open(HeldIn::quarantine, 2, page[1]);
    REQUIRE(next.size() == 2);
    CHECK(f.held.find(next[0])->message.parts == Parts{"2"});
  }

  TEST_CASE("those with one code are listed apart, a page at a time, until they are closed") {
    HeldMessagesFixture f;
    std::vector<std::int64_t> waiting;
    for (int i = 0; i < 3; ++i) {
      f.held.keep(HeldIn::not_yet, f.message(), "version.kind", f.clock.now());
      waiting.push_back(
          f.held.keep(HeldIn::not_yet, f.message(), "reply.unknown_notice", f.clock.now()));
      f.held.keep(HeldIn::quarantine, f.message(), "reply.unknown_notice", f.clock.now());
    }
    const auto listed = [&](int limit, std::int64_t after) {
      return f.held.open(HeldIn::not_yet, "reply.unknown_notice", limit, after);
    };
    CHECK(listed(10, 0) == waiting);
    CHECK(listed(2, 0) == std::vector<std::int64_t>{waiting[0], waiting[1]});
    CHECK(listed(2, waiting[1]) == std::vector<std::int64_t>{waiting[2]});
    f.held.close(waiting[0], HeldState::applied, "program", "", f.clock.now());
    CHECK(listed(10, 0) == std::vector<std::int64_t>{waiting[1], waiting[2]});
  }

  TEST_CASE("a closed entry keeps who closed it and why, and is open no more") {
    HeldMessagesFixture f;
    const auto entry = f.held.keep(HeldIn::quarantine, f.message(), "code", f.clock.now());
    f.clock.advance(5min);
    f.held.close(entry, HeldState::discarded, "duty officer (1000)", "a test", f.clock.now());
    const auto found = f.held.find(entry);
    REQUIRE(found);
    CHECK(found->state == HeldState::discarded);
    CHECK(found->closed_at == f.clock.now());
    CHECK(found->closed_by == "duty officer (1000)");
    CHECK(found->closed_reason == "a test");
    CHECK(f.held.count_open(HeldIn::quarantine) == 0);
    CHECK(f.held.open(HeldIn::quarantine, 10).empty());
  }

  TEST_CASE("an entry is overdue once, when it waited long enough, and only if it still waits") {
    HeldMessagesFixture f;
    const auto waits = f.held.keep(HeldIn::not_yet, f.message(), "code", f.clock.now());
    const auto done = f.held.keep(HeldIn::not_yet, f.message(), "code", f.clock.now());
    f.held.keep(HeldIn::quarantine, f.message(), "code", f.clock.now());
    f.held.close(done, HeldState::applied, "program", "", f.clock.now());
    CHECK(f.held.overdue(f.clock.now(), 60min).empty());
    f.clock.advance(2h);
    CHECK(f.held.overdue(f.clock.now(), 60min) == std::vector<std::int64_t>{waits});
    CHECK(f.held.overdue(f.clock.now(), 60min).empty());
  }

  TEST_CASE("a number is never given twice, even when the last entry is gone") {
    HeldMessagesFixture f;
    const auto first = f.held.keep(HeldIn::quarantine, f.message(), "code", f.clock.now());
    f.database.execute("DELETE FROM link_held");
    CHECK(f.held.keep(HeldIn::quarantine, f.message(), "code", f.clock.now()) > first);
  }
}
