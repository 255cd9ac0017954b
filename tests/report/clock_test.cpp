#include "report/clock.h"

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using namespace vigie;

namespace {
const Time morning{std::chrono::sys_days{std::chrono::year{2019} / 6 / 3} + 8h + 15min};
}

TEST_SUITE("report/clock") {
  TEST_CASE("a time is written in UTC with milliseconds") {
    CHECK(to_string(morning) == "2019-06-03T08:15:00.000Z");
    CHECK(to_string(morning + 7ms) == "2019-06-03T08:15:00.007Z");
    CHECK(to_string(Time{}) == "1970-01-01T00:00:00.000Z");
  }

  TEST_CASE(
      "a time with an offset is read as the same instant and written as its author wrote it") {
    struct Row {
      const char* text;
      Time utc;
      std::chrono::minutes offset;
    };
    const Row rows[] = {{"2019-06-03T08:15:00.000Z", morning, 0min},
                        {"2019-06-03T10:15:00.000+02:00", morning, 120min},
                        {"2019-06-03T04:45:00.000-03:30", morning, -210min},
                        {"2019-06-03T00:15:00.250-08:00", morning + 250ms, -480min}};
    for (const Row& row : rows) {
      CAPTURE(row.text);
      const auto time = parse_time(row.text);
      REQUIRE(time);
      CHECK(time->utc == row.utc);
      CHECK(time->offset == row.offset);
      CHECK(to_string(*time) == row.text);
    }
  }

  TEST_CASE("fractions and the zero offset have more than one spelling") {
    CHECK(parse_time("2019-06-03T08:15:00Z")->utc == morning);
    CHECK(parse_time("2019-06-03T08:15:00.5Z")->utc == morning + 500ms);
    CHECK(parse_time("2019-06-03T08:15:00+00:00")->offset == 0min);
    CHECK(parse_time("2020-02-29T00:00:00Z"));
  }

  TEST_CASE("anything that is not a whole RFC 3339 time is refused") {
    for (const char* text : {"",
                             "2019-06-03",
                             "2019-06-03T08:15:00",
                             "2019-06-03T08:15Z",
                             "2019-06-03 08:15:00Z",
                             "2019-06-03t08:15:00z",
                             "2019-6-03T08:15:00Z",
                             "2019-13-01T00:00:00Z",
                             "2019-02-29T00:00:00Z",
                             "2019-06-31T00:00:00Z",
                             "2019-06-03T24:00:00Z",
                             "2019-06-03T08:60:00Z",
                             "2019-06-03T08:15:60Z",
                             "2019-06-03T08:15:00.Z",
                             "2019-06-03T08:15:00.1234Z",
                             "2019-06-03T08:15:00+24:00",
                             "2019-06-03T08:15:00+2:00",
                             "2019-06-03T08:15:00+0200",
                             "2019-06-03T08:15:00Z ",
                             " 2019-06-03T08:15:00Z",
                             "+019-06-03T08:15:00Z"}) {
      CAPTURE(text);
      CHECK_FALSE(parse_time(text));
    }
  }

  TEST_CASE("milliseconds since 1970 lead back to the same time") {
    CHECK(from_milliseconds(to_milliseconds(morning)) == morning);
    CHECK(to_milliseconds(morning) == 1'559'549'700'000);
  }
}
