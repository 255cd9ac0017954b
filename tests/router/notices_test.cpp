#include "router/notices.h"

#include <doctest/doctest.h>

#include "tests/router/missions.h"

using namespace std::chrono_literals;
using namespace vigie;
using namespace vigie::router;

namespace {

const Time noon = std::chrono::sys_days{std::chrono::year{2019} / 6 / 30} + 12h;

Routing routing_of(const std::string& position, Told told) {
  Routing routing;
  routing.at = noon;
  routing.outcomes.push_back({.position = position,
                              .told = told,
                              .rules = {},
                              .stands_in_for = {},
                              .nearest = {},
                              .urgency = Urgency::priority,
                              .deadline = std::nullopt});
  if (told == Told::told) routing.outcomes.front().deadline = noon + 30min;
  return routing;
}

Notice earlier(const Uuid& report, NoticeState state) {
  return {.id = notice_id(report, "desk"),
          .report = report,
          .position = "desk",
          .revision = 1,
          .state = state,
          .urgency = Urgency::routine,
          .deadline = noon - 1h,
          .at = noon - 2h,
          .acknowledged = Acknowledged{"nora", noon - 90min}};
}

}  // namespace

TEST_SUITE("router/notices") {
  TEST_CASE("what a position is owed next follows from what it was told before") {
    using S = NoticeState;
    struct Row {
      Told now;
      std::optional<S> before;
      std::optional<S> owed;
    };
    const std::vector<Row> rows{
        {Told::told, std::nullopt, S::told},          {Told::told, S::told, S::changed},
        {Told::told, S::changed, S::changed},         {Told::told, S::corrected, S::changed},
        {Told::told, S::withheld, S::changed},        {Told::not_told, std::nullopt, std::nullopt},
        {Told::not_told, S::told, S::corrected},      {Told::not_told, S::changed, S::corrected},
        {Told::not_told, S::corrected, std::nullopt}, {Told::not_told, S::withheld, S::corrected},
        {Told::withheld, std::nullopt, std::nullopt}, {Told::withheld, S::told, S::withheld},
        {Told::withheld, S::changed, S::withheld},    {Told::withheld, S::corrected, std::nullopt},
        {Told::withheld, S::withheld, std::nullopt},
    };
    const Uuid report = tiny_report().id;
    for (const Row& row : rows) {
      CAPTURE(to_string(row.now));
      std::vector<Notice> before;
      if (row.before) before.push_back(earlier(report, *row.before));
      const auto notices = notices_after(report, 2, routing_of("desk", row.now), before);
      REQUIRE(notices.size() == (row.owed ? 1U : 0U));
      if (!row.owed) continue;
      CHECK(notices.front().state == *row.owed);
      CHECK(notices.front().revision == 2);
      CHECK(notices.front().id == notice_id(report, "desk"));
      CHECK_FALSE(notices.front().acknowledged.has_value());
    }
  }

  TEST_CASE("a correction keeps the deadline of what it corrects") {
    const Uuid report = tiny_report().id;
    const auto notices = notices_after(report, 2, routing_of("desk", Told::not_told),
                                       {earlier(report, NoticeState::told)});
    CHECK(notices.at(0).deadline == noon - 1h);
  }

  TEST_CASE("notice ids differ by report and position and are the same every time") {
    const Uuid one = tiny_report().id;
    Uuid other = one;
    other.bytes[15] ^= 1U;
    CHECK(notice_id(one, "desk") == notice_id(one, "desk"));
    CHECK(notice_id(one, "desk") != notice_id(other, "desk"));
    CHECK(notice_id(one, "desk") != notice_id(one, "desks"));
    CHECK(notice_id(one, "desk").version() == 8);
    CHECK(parse_uuid(to_string(notice_id(one, "desk"))) == notice_id(one, "desk"));
  }
}
