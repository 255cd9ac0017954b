#include "report/id.h"

#include <doctest/doctest.h>

#include <set>

using namespace std::chrono_literals;
using namespace vigie;

TEST_SUITE("report/id") {
  TEST_CASE("a new id is a version 7 UUID of the RFC 9562 variant") {
    SeededRandom random(7);
    for (int i = 0; i < 100; ++i) {
      const Uuid id = new_uuid7(from_milliseconds(1'559'549'700'000), random);
      CHECK(id.version() == 7);
      CHECK((id.bytes[8] >> 6U) == 2);
    }
  }

  TEST_CASE("ids sort by their time and differ within one millisecond") {
    SeededRandom random(7);
    const Time now = from_milliseconds(1'559'549'700'000);
    CHECK(to_string(new_uuid7(now, random)) < to_string(new_uuid7(now + 1ms, random)));
    std::set<Uuid> ids;
    for (int i = 0; i < 1000; ++i) ids.insert(new_uuid7(now, random));
    CHECK(ids.size() == 1000);
  }

  TEST_CASE("text and bytes lead back to the same id") {
    const char* text = "016b1c5d-2f80-7abc-8def-0123456789ab";
    const auto id = parse_uuid(text);
    REQUIRE(id);
    CHECK(to_string(*id) == text);
    CHECK(uuid_from_blob(id->blob()) == id);
  }

  TEST_CASE("only the canonical lower-case form is an id") {
    for (const char* text :
         {"", "016b1c5d-2f80-7abc-8def-0123456789a", "016b1c5d-2f80-7abc-8def-0123456789abc",
          "016B1C5D-2F80-7ABC-8DEF-0123456789AB", "016b1c5d2f807abc8def0123456789ab",
          "{016b1c5d-2f80-7abc-8def-0123456789ab}", "016b1c5d-2f80-7abc-8def-0123456789ag",
          "016b1c5d+2f80-7abc-8def-0123456789ab", "016b1c5-d2f80-7abc-8def-0123456789ab"}) {
      CAPTURE(text);
      CHECK_FALSE(parse_uuid(text));
    }
    CHECK_FALSE(uuid_from_blob("fifteen bytes.."));
  }
}
