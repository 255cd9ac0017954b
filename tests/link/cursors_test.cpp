#include "link/cursors.h"

#include <doctest/doctest.h>

#include "tests/support/simulated_clock.h"
#include "tests/support/temporary_folder.h"

using namespace std::chrono_literals;
using namespace vigie;
using namespace vigie::link;

namespace {

constexpr auto horizon = 168h;

struct CursorsFixture {
  support::TemporaryFolder folder{support::Storage::fast};
  SeededRandom random{1};
  support::SimulatedClock clock;
  store::Database database{folder / "a.db"};
  Cursors cursors{database};

  Uuid id() { return new_uuid7(clock.now(), random); }
  Source source(const Uuid& incarnation, const std::string& sender = "intake") {
    return cursors.find_or_make(sender, incarnation, Lane::ordinary, clock.now());
  }
};

}  // namespace

TEST_SUITE("link/cursors") {
  TEST_CASE("a source is one sender, one incarnation, one lane") {
    CursorsFixture f;
    const Uuid incarnation = f.id();
    const Source first = f.source(incarnation);
    CHECK(first.cursor == 0);
    CHECK(f.source(incarnation).source == first.source);
    CHECK(f.source(f.id()).source != first.source);
    CHECK(f.source(incarnation, "other").source != first.source);
    CHECK(f.cursors.find_or_make("intake", incarnation, Lane::urgent, f.clock.now()).source !=
          first.source);
    CHECK_FALSE(f.cursors.find("nobody", incarnation, Lane::ordinary));
  }

  TEST_CASE("what a sequence number came to is remembered with its message") {
    CursorsFixture f;
    const Uuid incarnation = f.id();
    const Source source = f.source(incarnation);
    const Uuid message = f.id();
    const AnswerItem item{
        .sequence = 1, .outcome = Outcome::refused, .code = "meaning.region", .answer = "reasons"};
    f.cursors.advance(source.source, message, item, f.clock.now());
    CHECK(f.source(incarnation).cursor == 1);
    const auto remembered = f.cursors.remembered(source.source, 1);
    REQUIRE(remembered);
    CHECK(remembered->message == message);
    CHECK(remembered->item.sequence == 1);
    CHECK(remembered->item.outcome == Outcome::refused);
    CHECK(remembered->item.code == "meaning.region");
    CHECK(remembered->item.answer == "reasons");
    CHECK_FALSE(f.cursors.remembered(source.source, 2));
  }

  TEST_CASE(
      "messages are forgotten after one horizon, the cursor after two spent on other streams") {
    CursorsFixture f;
    const Uuid incarnation = f.id();
    const Source source = f.source(incarnation);
    f.cursors.advance(source.source, f.id(),
                      {.sequence = 1, .outcome = Outcome::applied, .code = "", .answer = ""},
                      f.clock.now());
    f.clock.advance(horizon - 1h);
    f.cursors.prune(f.clock.now(), horizon);
    CHECK(f.cursors.remembered(source.source, 1));
    f.clock.advance(2h);
    f.cursors.prune(f.clock.now(), horizon);
    CHECK_FALSE(f.cursors.remembered(source.source, 1));
    CHECK(f.cursors.find("intake", incarnation, Lane::ordinary));
    f.clock.advance(horizon);
    f.source(f.id());
    f.cursors.prune(f.clock.now(), horizon);
    CHECK_FALSE(f.cursors.find("intake", incarnation, Lane::ordinary));
  }

  // A patrol away for a month, or our clock 400 days ahead: its stream seemed lost, and everything
  // was asked for again.
  TEST_CASE("the cursor of a sender that is not heard at all is kept, however long") {
    CursorsFixture f;
    const Uuid incarnation = f.id();
    const Source source = f.source(incarnation);
    f.cursors.skip_to(source.source, 7, f.clock.now());
    f.clock.advance(400 * 24h);
    f.cursors.prune(f.clock.now(), horizon);
    CHECK(f.source(incarnation).cursor == 7);
  }

  TEST_CASE("a cursor of a stream that its sender still names is kept") {
    CursorsFixture f;
    const Uuid incarnation = f.id();
    const Source source = f.source(incarnation);
    f.cursors.skip_to(source.source, 7, f.clock.now());
    for (int day = 0; day < 60; ++day) {
      f.clock.advance(24h);
      f.cursors.seen(source.source, f.clock.now());
      f.cursors.prune(f.clock.now(), horizon);
    }
    CHECK(f.source(incarnation).cursor == 7);
  }
}
