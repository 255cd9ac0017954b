#include "notifier/notice.h"

#include <doctest/doctest.h>

#include "tests/support/simulated_clock.h"

using namespace vigie;
using namespace vigie::notifier;
using support::noon;

namespace {
Notice notice_of(std::int64_t revision, std::int64_t issue = 1) {
  Notice notice;
  notice.position = "harbour_master";
  notice.revision = revision;
  notice.issue = issue;
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

  TEST_CASE("what arrives is news, a repeat or late by revision, then issue; or a mismatch") {
    const Notice stored = notice_of(3, 5);
    CHECK(arrival_of(nullptr, stored) == Arrival::news);
    CHECK(arrival_of(&stored, notice_of(4)) == Arrival::news);
    CHECK(arrival_of(&stored, notice_of(4, 9)) == Arrival::news);
    CHECK(arrival_of(&stored, notice_of(3, 6)) == Arrival::news);
    CHECK(arrival_of(&stored, notice_of(3, 5)) == Arrival::repeat);
    CHECK(arrival_of(&stored, notice_of(3, 4)) == Arrival::late);
    CHECK(arrival_of(&stored, notice_of(2, 9)) == Arrival::late);
    Notice shows_other = notice_of(3, 5);
    shows_other.content = sha256("{}");
    CHECK(arrival_of(&stored, shows_other) == Arrival::conflict);
    shows_other.issue = 6;
    CHECK(arrival_of(&stored, shows_other) == Arrival::news);
    Notice elsewhere = notice_of(4);
    elsewhere.position = "lighthouse_keeper";
    CHECK(arrival_of(&stored, elsewhere) == Arrival::mismatch);
    Notice of_another = notice_of(4);
    of_another.report.bytes[0] = 1;
    CHECK(arrival_of(&stored, of_another) == Arrival::mismatch);
  }

  TEST_CASE("only what was said last can be acknowledged, and once") {
    Notice notice = notice_of(2, 3);
    CHECK(acknowledges(notice, 2, 3));
    CHECK_FALSE(acknowledges(notice, 2, 2));
    CHECK_FALSE(acknowledges(notice, 2, 4));
    CHECK_FALSE(acknowledges(notice, 1, 3));
    CHECK_FALSE(acknowledges(notice, 3, 3));
    notice.acknowledged_at = noon;
    CHECK_FALSE(acknowledges(notice, 2, 3));
  }

  TEST_CASE("a notice is whole with its own content, unchanged, and lists that can be read") {
    Notice notice = notice_of(1);
    const Content content{.of = {}, .region = {}, .body = "{}", .digest = sha256("{}")};
    notice.content = content.digest;
    CHECK(is_whole(notice, content));
    Content changed = content;
    changed.body = "{ }";
    CHECK_FALSE(is_whole(notice, changed));
    changed.digest = sha256(changed.body);
    CHECK_FALSE(is_whole(notice, changed));  // Whole in itself, and another's.
    for (std::string Notice::*list : {&Notice::rules, &Notice::asks, &Notice::forwards,
                                      &Notice::decided, &Notice::changes, &Notice::no_longer}) {
      Notice damaged = notice;
      damaged.*list = "[";
      CHECK_FALSE(is_whole(damaged, content));
    }
  }

  TEST_CASE("the positions of a list are read in order; of what is damaged none") {
    CHECK(positions_in(R"([{"position":"b"},{"position":"a","title":{}}])") ==
          std::vector<Code>{"b", "a"});
    for (const char* list : {"[]", "[", "{}", "[1,null,{},{\"position\":1}]"}) {
      CAPTURE(list);
      CHECK(positions_in(list).empty());
    }
  }

  TEST_CASE("every word of what the router says is read back") {
    for (const Said said : {Said::told, Said::changed, Said::corrected, Said::reminded}) {
      CHECK(parse_said(to_string(said)) == said);
    }
    CHECK_FALSE(parse_said("Told"));
    CHECK_FALSE(parse_said(""));
  }
}
