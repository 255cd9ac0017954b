#include "service/http.h"

#include <doctest/doctest.h>

using namespace vigie::service;

TEST_SUITE("service/http") {
  TEST_CASE("percent signs are undone once, or refused") {
    CHECK(percent_decoded("a%20b%C3%A9+") == "a b\xc3\xa9+");
    CHECK(percent_decoded("%2541") == "%41");
    for (const std::string_view bad : {"%", "%4", "%zz", "a%0", "%00", "%-1"}) {
      CAPTURE(bad);
      CHECK_FALSE(percent_decoded(bad));
    }
  }

  TEST_CASE("what a mailbox did not answer becomes 503 and when to come back") {
    for (const Posted outcome : {Posted::busy, Posted::late, Posted::closed}) {
      const HttpResponse response = unavailable(outcome);
      CHECK(response.status == 503);
      CHECK(response.headers.at(0).first == "Retry-After");
    }
  }

  TEST_CASE("a problem has the shape of every refusal") {
    CHECK(problem_response(404, "http.not_found", "a \"b\"").body ==
          "{\"problems\":[{\"pointer\":\"\",\"code\":\"http.not_found\",\"text\":\"a "
          "\\\"b\\\"\"}]}\n");
  }
}
