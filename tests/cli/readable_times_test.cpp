#include "cli/readable_times.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

using namespace vigie;
using namespace vigie::cli;

TEST_SUITE("cli/readable_times") {
  TEST_CASE("instants become RFC 3339 text wherever they stand; nothing else changes") {
    const std::pair<const char*, const char*> cases[] = {
        {R"({"received_at":1559563200000})", R"({"received_at":"2019-06-03T12:00:00.000Z"})"},
        {R"([{"at":0}])", R"([{"at":"1970-01-01T00:00:00.000Z"}])"},
        {R"({"a":{"deadline":1}})", R"({"a":{"deadline":"1970-01-01T00:00:00.001Z"}})"},
        {R"({"observed_from":2})", R"({"observed_from":"1970-01-01T00:00:00.002Z"})"},
        {R"({"at":"noon","seen_at":null})", R"({"at":"noon","seen_at":null})"},
        {R"({"revision":7,"that":8,"latitude":1.5})", R"({"revision":7,"that":8,"latitude":1.5})"},
        {R"("at")", R"("at")"},
    };
    for (const auto& [given, expected] : cases) {
      CHECK(with_readable_times(Json::parse(given)).dump() == expected);
    }
  }
}
