#include "notifier/notice.h"

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using namespace vigie;
using namespace vigie::notifier;

namespace {
const Time noon{std::chrono::sys_days{std::chrono::year{2019} / 6 / 3} + 12h};

Notice notice_of(std::int64_t revision) {
  Notice notice;
  notice.position = "harbour_master";
  notice.revision = revision;
  return notice;
}
}  // namespace

TEST_SUITE("notifier/notice") {
  TEST_CASE("the state is the furthest thing that happened") {
    Notice notice = notice_of(1);
    CHECK(state_of(notice) == NoticeState::open);
    notice.notified_at = noon;
    CHECK(state_of(notice) == NoticeState::notified);
    notice.seen_at = noon;
    CHECK(state_of(notice) == NoticeState::seen);
    notice.acknowledged_at = noon;
    CHECK(state_of(notice) == NoticeState::acknowledged);
  }

  TEST_CASE("an acknowledgement without a look is an acknowledgement") {
    Notice notice = notice_of(1);
    notice.acknowledged_at = noon;
    CHECK(state_of(notice) == NoticeState::acknowledged);
  }

  TEST_CASE("what arrives is news, a repeat, late, or a mismatch") {
    const Notice stored = notice_of(3);
    CHECK(arrival_of(nullptr, stored) == Arrival::news);
    CHECK(arrival_of(&stored, notice_of(4)) == Arrival::news);
    CHECK(arrival_of(&stored, notice_of(3)) == Arrival::repeat);
    CHECK(arrival_of(&stored, notice_of(2)) == Arrival::late);
    Notice elsewhere = notice_of(4);
    elsewhere.position = "lighthouse_keeper";
    CHECK(arrival_of(&stored, elsewhere) == Arrival::mismatch);
    Notice of_another = notice_of(4);
    of_another.report.bytes[0] = 1;
    CHECK(arrival_of(&stored, of_another) == Arrival::mismatch);
  }

  TEST_CASE("only the present revision can be acknowledged, and once") {
    Notice notice = notice_of(2);
    CHECK(acknowledges(notice, 2));
    CHECK_FALSE(acknowledges(notice, 1));
    CHECK_FALSE(acknowledges(notice, 3));
    notice.acknowledged_at = noon;
    CHECK_FALSE(acknowledges(notice, 2));
  }

  TEST_CASE("every word of what the router says is read back") {
    for (const Said said : {Said::told, Said::changed, Said::corrected}) {
      CHECK(parse_said(to_string(said)) == said);
    }
    CHECK_FALSE(parse_said("Told"));
    CHECK_FALSE(parse_said(""));
  }
}
