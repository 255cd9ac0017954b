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
  reply.issue = 2;
  reply.position = "harbour_master";
  reply.person = "harry";
  reply.at = from_milliseconds(1'559'563'200'000);
  return reply;
}

Reply decision(const Decisions& decisions, const std::optional<std::string>& reason) {
  Reply reply = sample();
  reply.kind = ReplyKind::decide;
  reply.decisions = decisions;
  reply.text = reason;
  return reply;
}

/// What the sample answers: asks about clerk and pilot, forwards to chief.
Notice asking() {
  Notice notice;
  notice.notice = sample().notice;
  notice.revision = 4;
  notice.issue = 2;
  notice.asks = R"([{"position":"clerk"},{"position":"pilot"}])";
  notice.forwards = R"([{"position":"chief"}])";
  return notice;
}

Decisions many(std::size_t count) {
  Decisions decisions;
  for (std::size_t i = 0; i < count; ++i) decisions.push_back({"p" + std::to_string(i), true});
  return decisions;
}

}  // namespace

TEST_SUITE("notifier/reply") {
  TEST_CASE("the message has every member of its kind, and text only when there is one") {
    const auto json = nlohmann::json::parse(write_reply(sample()));
    CHECK(json == nlohmann::json{{"reply", "01000000-0000-0000-0000-000000000000"},
                                 {"notice", "02000000-0000-0000-0000-000000000000"},
                                 {"report", "03000000-0000-0000-0000-000000000000"},
                                 {"revision", 4},
                                 {"issue", 2},
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
    CHECK_FALSE(with_text.contains("decisions"));
    const auto decided = nlohmann::json::parse(
        write_reply(decision({{"clerk", true}, {"pilot", false}}, "Not theirs")));
    CHECK(decided["kind"] == "decide");
    CHECK(decided["text"] == "Not theirs");
    CHECK(decided["decisions"] == nlohmann::json{{{"position", "clerk"}, {"release", true}},
                                                 {{"position", "pilot"}, {"release", false}}});
  }

  TEST_CASE("decisions come back as they were written, and from nothing else") {
    const Decisions decisions{{"clerk", true}, {"pilot", false}};
    CHECK(parse_decisions(write_decisions(decisions)) == decisions);
    CHECK(parse_decisions("[]") == Decisions{});
    for (const char* json :
         {"", "null", "{}", "7", "[7]", "[null]", "[{}]", R"([{"position":"a"}])",
          R"([{"release":true}])", R"([{"position":1,"release":true}])",
          R"([{"position":"a","release":1}])"}) {
      CAPTURE(json);
      CHECK_FALSE(parse_decisions(json));
    }
  }

  TEST_CASE("an answer fits the notice, or the refusal says why not") {
    struct Row {
      const char* what;
      Reply reply;
      const char* code;
    };
    const auto of_kind = [](ReplyKind kind) {
      Reply reply = sample();
      reply.kind = kind;
      return reply;
    };
    const auto with_text = [](Reply reply, std::size_t bytes) {
      reply.text = std::string(bytes, 'x');
      return reply;
    };
    const auto about = [](Reply reply, std::int64_t revision, std::int64_t issue) {
      reply.revision = revision;
      reply.issue = issue;
      return reply;
    };
    const auto release = [](const Code& position) {
      return decision({{position, true}}, std::nullopt);
    };
    Reply decides_too = sample();
    decides_too.decisions = {{"clerk", true}};
    const Row rows[] = {
        {"acknowledge", sample(), ""},
        {"comment without a text", of_kind(ReplyKind::comment), "reply.text"},
        {"longest comment", with_text(of_kind(ReplyKind::comment), 8000), ""},
        {"longer comment", with_text(of_kind(ReplyKind::comment), 8001), "reply.text"},
        {"acknowledgement with decisions", decides_too, "reply.decisions"},
        {"forward", of_kind(ReplyKind::forward), ""},
        {"release", release("clerk"), ""},
        {"release of all", decision({{"clerk", true}, {"pilot", true}}, std::nullopt), ""},
        {"release with a reason", decision({{"clerk", true}}, "Needed there"), ""},
        {"decline", decision({{"clerk", false}}, "Not theirs"), ""},
        {"decline without a reason", decision({{"clerk", false}}, std::nullopt), "reply.reason"},
        {"decline with an empty reason", decision({{"clerk", false}}, ""), "reply.reason"},
        {"decline with a blank reason", decision({{"clerk", false}}, " \n\t"), "reply.reason"},
        {"one of two declined without a reason",
         decision({{"clerk", true}, {"pilot", false}}, std::nullopt), "reply.reason"},
        {"longest reason", with_text(release("clerk"), 1000), ""},
        {"longer reason", with_text(release("clerk"), 1001), "reply.text"},
        {"decide nothing", decision({}, "So"), "reply.decisions"},
        {"decide one twice", decision({{"clerk", true}, {"clerk", true}}, "So"), "reply.decisions"},
        {"decide one both ways", decision({{"clerk", true}, {"clerk", false}}, "So"),
         "reply.decisions"},
        {"decide too many", decision(many(33), "So"), "reply.decisions"},
        {"decide many not asked", decision(many(32), "So"), "reply.not_asked"},
        {"decide what is not asked", release("chief"), "reply.not_asked"},
        {"decide one asked, one not", decision({{"clerk", true}, {"chief", true}}, std::nullopt),
         "reply.not_asked"},
        {"a revision that is none", about(sample(), 0, 1), "reply.revision"},
        {"an issue that is none", about(sample(), 4, 0), "reply.revision"},
        {"a revision to come", about(sample(), 5, 1), "reply.revision"},
        {"an issue to come", about(sample(), 4, 3), "reply.revision"},
        {"an issue beyond counting", about(sample(), 3, issue_max + 1), "reply.revision"},
        {"what is past: for the router to judge", about(release("chief"), 4, 1), ""},
        {"an older revision with more issues", about(release("chief"), 3, 7), ""},
        {"an older revision numbered by the clock", about(release("chief"), 3, issue_max), ""},
    };
    for (const Row& row : rows) {
      CAPTURE(row.what);
      CHECK(trouble_of(row.reply, asking()) == row.code);
    }
    Notice quiet = asking();
    quiet.asks = "[]";
    quiet.forwards = "[]";
    CHECK(trouble_of(of_kind(ReplyKind::forward), quiet) == "reply.not_asked");
    CHECK(trouble_of(release("clerk"), quiet) == "reply.not_asked");
    CHECK(trouble_of(sample(), quiet).empty());
    // Never asked anything: no older issue can have asked it either.
    CHECK(trouble_of(about(of_kind(ReplyKind::forward), 4, 1), quiet) == "reply.not_asked");
    CHECK(trouble_of(about(release("clerk"), 3, 7), quiet) == "reply.not_asked");
    CHECK(trouble_of(about(sample(), 4, 1), quiet).empty());
    quiet.decided = R"([{"position":"clerk"}])";
    CHECK(trouble_of(about(release("clerk"), 4, 1), quiet).empty());
  }

  TEST_CASE("every answer to what was said last closes the notice, but a comment") {
    const Notice notice = asking();
    for (const ReplyKind kind : {ReplyKind::acknowledge, ReplyKind::forward, ReplyKind::decide}) {
      Reply reply = sample();
      reply.kind = kind;
      CHECK(closes(reply, notice));
      reply.issue = 1;
      CHECK_FALSE(closes(reply, notice));
    }
    Reply comment = sample();
    comment.kind = ReplyKind::comment;
    CHECK_FALSE(closes(comment, notice));
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
    other.issue = 1;
    CHECK_FALSE(same_answer(first, other));
    other = first;
    other.decisions = {{"clerk", true}};
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
}
