#include "notifier/notices_message.h"

#include <doctest/doctest.h>

#include "tests/notifier/stage.h"

using namespace vigie;
using namespace vigie::notifier;

namespace {

const Time routed_at = from_milliseconds(1'559'563'200'000);

Uuid numbered(std::uint8_t number) {
  Uuid id;
  id.bytes[15] = number;
  return id;
}

std::string body_with(const std::function<void(Json&)>& change) {
  return notices_body(numbered(1), 2,
                      {{.notice = numbered(2), .urgency = "flash", .deadline = routed_at}},
                      routed_at, change);
}

}  // namespace

TEST_SUITE("notifier/notices_message") {
  TEST_CASE("a whole message is read") {
    const auto message = read_notices(body_with({}));
    REQUIRE(message);
    CHECK(message->content.report == numbered(1));
    CHECK(message->content.revision == 2);
    CHECK(message->content.region == "north_shore");
    CHECK(message->content.routed_at == routed_at);
    CHECK_FALSE(message->content.about);
    const auto note = read_notices(body_with([](Json& body) {
      body["kind"] = "information_note";
      body["about"] = to_string(numbered(9));
    }));
    REQUIRE(note);
    CHECK(note->content.about == numbered(9));
    CHECK(message->content.digest == sha256(message->content.body));
    REQUIRE(message->notices.size() == 1);
    const Notice& notice = message->notices.front();
    CHECK(notice.notice == numbered(2));
    CHECK(notice.report == numbered(1));
    CHECK(notice.revision == 2);
    CHECK(notice.position == "harbour_master");
    CHECK(notice.said == Said::told);
    CHECK(notice.urgency == Urgency::flash);
    CHECK(notice.deadline == routed_at);
    CHECK(notice.expect == "acknowledge");
    CHECK(Json::parse(notice.rules).at(0).at("rule") == "chain.harbour");
  }

  TEST_CASE("unknown members are ignored, and unknown members of a rule are not kept") {
    const auto message = read_notices(body_with([](Json& body) {
      body["weather"] = "fine";
      body["notices"][0]["mood"] = 3;
      body["notices"][0]["rules"][0]["secret"] = "not for people";
    }));
    REQUIRE(message);
    CHECK(message->notices.front().rules.find("secret") == std::string::npos);
  }

  TEST_CASE("region and deadline may be absent or null") {
    const auto absent = read_notices(body_with([](Json& body) {
      body.erase("region");
      body["notices"][0].erase("deadline");
    }));
    REQUIRE(absent);
    CHECK_FALSE(absent->content.region);
    CHECK_FALSE(absent->notices.front().deadline);
    const auto null = read_notices(body_with([](Json& body) {
      body["region"] = nullptr;
      body["notices"][0]["deadline"] = nullptr;
    }));
    REQUIRE(null);
    CHECK_FALSE(null->content.region);
  }

  TEST_CASE("a member that is missing or mistyped makes it unreadable") {
    for (const char* name : {"report", "revision", "kind", "exercise", "language", "routed_at",
                             "version", "content", "notices"}) {
      CAPTURE(name);
      CHECK_FALSE(read_notices(body_with([&](Json& body) { body.erase(name); })));
      CHECK_FALSE(read_notices(body_with([&](Json& body) { body[name] = nullptr; })));
    }
    for (const char* name : {"notice", "position", "state", "urgency", "rules"}) {
      CAPTURE(name);
      CHECK_FALSE(read_notices(body_with([&](Json& body) { body["notices"][0].erase(name); })));
      CHECK_FALSE(read_notices(body_with([&](Json& body) { body["notices"][0][name] = 1; })));
    }
  }

  TEST_CASE("what cannot be meant is unreadable") {
    const std::function<void(Json&)> spoilers[] = {
        [](Json& body) { body["revision"] = 0; },
        [](Json& body) { body["revision"] = 2.5; },
        [](Json& body) { body["revision"] = 18446744073709551615ULL; },
        [](Json& body) { body["report"] = "REPORT"; },
        [](Json& body) { body["kind"] = "rumour"; },
        [](Json& body) { body["region"] = 7; },
        [](Json& body) { body["about"] = "that one"; },
        [](Json& body) { body["content"] = Json::array(); },
        [](Json& body) { body["notices"] = Json::object(); },
        [](Json& body) { body["notices"][0] = "notice"; },
        [](Json& body) { body["notices"][0]["state"] = "withheld"; },
        [](Json& body) { body["notices"][0]["urgency"] = "yesterday"; },
        [](Json& body) { body["notices"][0]["deadline"] = "soon"; },
        [](Json& body) { body["notices"][0]["rules"][0].erase("because"); },
    };
    for (const auto& spoil : spoilers) CHECK_FALSE(read_notices(body_with(spoil)));
    for (const char* bytes : {"", "null", "[]", "{", "{}", "\xff", "{} {}"}) {
      CAPTURE(bytes);
      CHECK_FALSE(read_notices(bytes));
    }
  }

  TEST_CASE("more than a person could be sent is unreadable") {
    CHECK_FALSE(read_notices(body_with(
        [](Json& body) { body["content"]["category"] = std::string(content_bytes_max, 'x'); })));
    CHECK_FALSE(read_notices(body_with([](Json& body) {
      body["notices"][0]["rules"][0]["authority"] = std::string(rules_bytes_max, 'x');
    })));
    CHECK_FALSE(read_notices(body_with([](Json& body) {
      const Json one = body["notices"][0];
      for (std::size_t i = 0; i < notices_max; ++i) body["notices"].push_back(one);
    })));
  }
}
