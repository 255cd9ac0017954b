#include "config/near_match.h"

#include <doctest/doctest.h>

using namespace vigie::config;

TEST_SUITE("config/near_match") {
  TEST_CASE("the distance is the number of edits, and 3 means far") {
    CHECK(edit_distance("office", "office") == 0);
    CHECK(edit_distance("offise", "office") == 1);
    CHECK(edit_distance("ofice", "office") == 1);
    CHECK(edit_distance("ab", "ba") == 2);
    CHECK(edit_distance("", "abcdef") == 3);
    CHECK(edit_distance("kitten", "sitting") == 3);
    CHECK(edit_distance(std::string(500, 'a'), std::string(500, 'a')) == 3);
  }

  TEST_CASE("the nearest word within two edits is suggested") {
    const std::vector<std::string> known{"id", "office", "title"};
    CHECK(near_match("offise", known) == " (did you mean 'office'?)");
    CHECK(near_match("tittel", known) == " (did you mean 'title'?)");
    CHECK(near_match("region", known) == "");
    CHECK(near_match("xy", known) == "");
  }
}
