#include "notifier/reply.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

using namespace vigie;
using namespace vigie::notifier;

namespace {

Reply sample() {
  Reply reply;
  reply.reply.bytes[0] = 1;
  reply.notice.bytes[0] = 2;
  reply.report.bytes[0] = 3;
  reply.revision = 4;
  reply.position = "harbour_master";
  reply.person = "harry";
  reply.at = from_milliseconds(1'559'563'200'000);
  return reply;
}

}  // namespace

TEST_SUITE("notifier/reply") {
  TEST_CASE("the message has every member of its kind, and text only when there is one") {
    const auto json = nlohmann::json::parse(write_reply(sample()));
    CHECK(json == nlohmann::json{{"reply", "01000000-0000-0000-0000-000000000000"},
                                 {"notice", "02000000-0000-0000-0000-000000000000"},
                                 {"report", "03000000-0000-0000-0000-000000000000"},
                                 {"revision", 4},
                                 {"position", "harbour_master"},
                                 {"person", "harry"},
                                 {"kind", "acknowledge"},
                                 {"at", 1'559'563'200'000}});
    Reply comment = sample();
    comment.kind = ReplyKind::comment;
    comment.text = "Vu à 12 h";
    const auto with_text = nlohmann::json::parse(write_reply(comment));
    CHECK(with_text["kind"] == "comment");
    CHECK(with_text["text"] == "Vu à 12 h");
  }

  TEST_CASE("a repeat differs in nothing a person chose; the time does not count") {
    const Reply first = sample();
    Reply repeat = first;
    repeat.at = from_milliseconds(0);
    CHECK(same_answer(first, repeat));
    Reply other = first;
    other.revision = 3;
    CHECK_FALSE(same_answer(first, other));
    other = first;
    other.person = "lucie";
    CHECK_FALSE(same_answer(first, other));
    other = first;
    other.text = "";
    CHECK_FALSE(same_answer(first, other));
    other = first;
    other.kind = ReplyKind::comment;
    CHECK_FALSE(same_answer(first, other));
    other = first;
    other.notice.bytes[5] = 9;
    CHECK_FALSE(same_answer(first, other));
  }

  TEST_CASE("kinds are words, and only these") {
    CHECK(parse_reply_kind("acknowledge") == ReplyKind::acknowledge);
    CHECK(parse_reply_kind("comment") == ReplyKind::comment);
    for (const char* word : {"", "forward", "Acknowledge"}) CHECK_FALSE(parse_reply_kind(word));
  }
}
