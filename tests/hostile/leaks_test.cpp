#include "tests/hostile/leaks.h"

#include <doctest/doctest.h>

using namespace vigie::hostile;

TEST_SUITE("hostile/leaks") {
  TEST_CASE("a text is found as it is and as JSON writes it") {
    const Haystacks haystacks{{"plain", "so: caf\u00E9 \"au lait\"\nthen"},
                              {"json", R"({"text":"café \"au lait\"\nthen"})"},
                              {"ascii", R"({"text":"caf\u00e9 \"au lait\"\nthen"})"},
                              {"none", "tea"}};
    CHECK(found_in(haystacks, "caf\u00E9 \"au lait\"\nthen") == "ascii, json, plain");
    CHECK(found_in(haystacks, "cocoa") == "");
  }

  TEST_CASE("words that are everywhere tell nothing") {
    CHECK_FALSE(is_telling("undefined"));
    CHECK_FALSE(is_telling("a.b"));
    CHECK(is_telling("'); DROP TABLE report; --"));
  }
}
