#include "report/reply_kind.h"

#include <doctest/doctest.h>

using namespace vigie;

TEST_SUITE("report/reply_kind") {
  TEST_CASE("the kinds of an answer have words, and no other word is one") {
    for (const ReplyKind kind :
         {ReplyKind::acknowledge, ReplyKind::comment, ReplyKind::forward, ReplyKind::decide}) {
      CHECK(parse_reply_kind(to_string(kind)) == kind);
    }
    for (const char* word : {"", "release", "Acknowledge"}) CHECK_FALSE(parse_reply_kind(word));
  }
}
