#include "notifier/notices_message.h"

#include <doctest/doctest.h>

#include "store/packed.h"
#include "tests/notifier/stage.h"
#include "tests/support/numbered.h"

using namespace vigie;
using namespace vigie::notifier;
using support::numbered;

namespace {

const Time routed_at = from_milliseconds(1'559'563'200'000);

Json named(const char* position, const char* en, const char* fr) {
  return {{"position", position}, {"title", {{"en", en}, {"fr", fr}}}};
}

/// Every list of a notice with one item that has every member.
Json everything_asked() {
  Json ask = named("lighthouse_keeper", "Lighthouse", "Phare");
  ask["due"] = to_milliseconds(routed_at);
  ask["at_deadline"] = "remind";
  ask["outside"] = true;
  ask["because"] = Json::array({{{"en", "It may concern them"}, {"fr", "Cela les concerne"}}});
  ask["missing"] = Json::array({{{"en", "a group is female"},
                                 {"fr", "un groupe est de sexe féminin"},
                                 {"text", "report.who[].sex == 'female'"}}});
  Json decided = named("mainland_police", "Police", "Gendarmes");
  decided["released"] = false;
  decided["by"] = "harry";
  decided["at"] = to_milliseconds(routed_at);
  decided["reason"] = "Not theirs";
  Json forward = named("sector_chief_north", "Chief", "Chef");
  forward["due"] = to_milliseconds(routed_at);
  forward["at_deadline"] = "forward";
  return {{"asks", Json::array({ask})},
          {"forwards", Json::array({forward})},
          {"decided", Json::array({decided})},
          {"changes", Json::array({"/who/0/age"})},
          {"no_longer", Json::array({{{"rule", "protection.child"},
                                      {"because", {{"en", "A child"}, {"fr", "Un enfant"}}},
                                      {"authority", "ours"}}})}};
}

std::string body_with(const std::function<void(Json&)>& change) {
  Telling telling{.notice = numbered(2), .urgency = "flash", .deadline = routed_at};
  const Json lists = everything_asked();
  telling.asks = lists["asks"];
  telling.forwards = lists["forwards"];
  telling.decided = lists["decided"];
  telling.changes = lists["changes"];
  telling.no_longer = lists["no_longer"];
  return notices_body(numbered(1), 2, {telling}, routed_at, change);
}

std::optional<NoticesMessage> read_with(const std::function<void(Json&)>& change) {
  return read_notices(body_with(change), 2);
}

}  // namespace

TEST_SUITE("notifier/notices_message") {
  TEST_CASE("a message is read packed, and as the text that it was in version 2") {
    const std::string text = body_with({});
    const std::string packed = store::pack(text);
    REQUIRE(packed.size() < text.size());
    const auto message = read_notices(packed, 3);
    REQUIRE(message);
    CHECK(message->notices.front().notice == numbered(2));
    CHECK(message->contents.front().body == read_notices(text, 2)->contents.front().body);
    CHECK_FALSE(read_notices(packed, 2));
    std::string changed = packed;
    changed[packed.size() / 2] ^= 1;
    CHECK_FALSE(read_notices(changed, 3));
    CHECK_FALSE(read_notices(packed.substr(0, packed.size() - 1), 3));
  }

  TEST_CASE("a packed message that would be longer than any message is not even unpacked") {
    std::string text = body_with({});
    const std::string most = text + std::string(notices_bytes_max - text.size(), ' ');
    CHECK(read_notices(store::pack(most), 3));
    CHECK_FALSE(read_notices(store::pack(most + ' '), 3));
  }

  TEST_CASE("a whole message is read") {
    const auto message = read_with({});
    REQUIRE(message);
    CHECK(message->of.report == numbered(1));
    CHECK(message->of.revision == 2);
    CHECK_FALSE(message->of.about);
    REQUIRE(message->contents.size() == 1);
    const Content& content = message->contents.front();
    CHECK(content.of == message->of);
    CHECK(content.region == "north_shore");
    CHECK(content.digest == sha256(content.body));
    REQUIRE(message->notices.size() == 1);
    const Notice& notice = message->notices.front();
    CHECK(notice.notice == numbered(2));
    CHECK(notice.report == numbered(1));
    CHECK(notice.revision == 2);
    CHECK(notice.issue == 1);
    CHECK(notice.position == "harbour_master");
    CHECK(notice.content == content.digest);
    CHECK(notice.said == Said::told);
    CHECK(notice.urgency == Urgency::flash);
    CHECK(notice.deadline == routed_at);
    CHECK(notice.expect == "acknowledge");
    CHECK(notice.routed_at == routed_at);
    CHECK(notice.version == "0123");
    CHECK(Json::parse(notice.rules).at(0).at("rule") == "chain.harbour");
    const auto note = read_with([](Json& body) {
      body["kind"] = "information_note";
      body["about"] = to_string(numbered(9));
    });
    REQUIRE(note);
    CHECK(note->of.about == numbered(9));
  }

  TEST_CASE("what is asked, forwarded, decided, changed and fell away is kept as it was said") {
    const auto message = read_with({});
    REQUIRE(message);
    const Notice& notice = message->notices.front();
    const Json lists = everything_asked();
    CHECK(Json::parse(notice.asks) == lists["asks"]);
    CHECK(Json::parse(notice.forwards) == lists["forwards"]);
    CHECK(Json::parse(notice.decided) == lists["decided"]);
    CHECK(Json::parse(notice.changes) == lists["changes"]);
    CHECK(Json::parse(notice.no_longer) == lists["no_longer"]);
    CHECK(positions_in(notice.asks) == std::vector<Code>{"lighthouse_keeper"});
  }

  TEST_CASE("a missing fact without words, as routers of before sent it, is kept as it was") {
    const Json before = Json::array({"report.who[].sex == 'female'"});
    const auto message =
        read_with([&](Json& body) { body["notices"][0]["asks"][0]["missing"] = before; });
    REQUIRE(message);
    CHECK(Json::parse(message->notices.front().asks)[0]["missing"] == before);
  }

  TEST_CASE("of a reason that fell away and of a missing fact only the known members are kept") {
    const auto message = read_with([](Json& body) {
      body["notices"][0]["no_longer"][0]["canary"] = "x";
      body["notices"][0]["asks"][0]["missing"][0]["canary"] = "x";
    });
    REQUIRE(message);
    const Json lists = everything_asked();
    CHECK(Json::parse(message->notices.front().no_longer) == lists["no_longer"]);
    CHECK(Json::parse(message->notices.front().asks) == lists["asks"]);
  }

  TEST_CASE("each notice shows the content it names, and its region only when that shows it") {
    const auto message = read_with([](Json& body) {
      body["contents"].push_back({{"category", "other"}});
      Json second = body["notices"][0];
      second["content"] = 1;
      body["notices"].push_back(second);
      second["content"] = 0;
      body["notices"].push_back(second);
    });
    REQUIRE(message);
    REQUIRE(message->notices.size() == 3);
    const auto shown = [&](std::size_t index) {
      return message->content_of(message->notices.at(index));
    };
    CHECK(Json::parse(shown(0).body)["category"] == "canary_category");
    CHECK(Json::parse(shown(1).body)["category"] == "other");
    CHECK(shown(2).digest == shown(0).digest);
    CHECK(shown(0).region == "north_shore");
    CHECK_FALSE(shown(1).region);  // Though the message says where.
  }

  TEST_CASE("version 1 is one content for all, under the first issue") {
    const auto change = [](Json& body) {
      body["notices"].push_back(body["notices"][0]);
      body["notices"][1]["notice"] = to_string(numbered(3));
    };
    const auto message = read_notices(first_version(body_with(change)), 1);
    REQUIRE(message);
    REQUIRE(message->contents.size() == 1);
    CHECK(message->contents[0].region == "north_shore");
    for (const Notice& notice : message->notices) {
      CHECK(notice.issue == 1);
      CHECK(notice.content == message->contents[0].digest);
      CHECK(notice.asks == "[]");
    }
    const auto nowhere = read_notices(first_version(body_with([](Json& body) {
                                        body["region"] = nullptr;
                                        body["notices"][0].erase("expect");
                                      })),
                                      1);
    REQUIRE(nowhere);
    CHECK_FALSE(nowhere->contents[0].region);
    CHECK_FALSE(read_notices(body_with({}), 1));
    CHECK_FALSE(read_notices(first_version(body_with({})), 2));
  }

  TEST_CASE("unknown members are ignored, and those of a list are not kept") {
    const auto message = read_with([](Json& body) {
      body["weather"] = "fine";
      Json& notice = body["notices"][0];
      notice["mood"] = 3;
      for (const char* list : {"rules", "asks", "forwards", "decided"}) {
        notice[list][0]["secret"] = "not for people";
      }
      notice["asks"][0]["title"]["secret"] = "not for people";
    });
    REQUIRE(message);
    const Notice& notice = message->notices.front();
    for (const std::string& list : {notice.rules, notice.asks, notice.forwards, notice.decided}) {
      CHECK(list != "[]");
      CHECK(list.find("secret") == std::string::npos);
    }
  }

  TEST_CASE("what may be absent may also be null") {
    for (const bool null : {false, true}) {
      const auto message = read_with([&](Json& body) {
        const auto leave_out = [&](Json& object, const char* name) {
          if (null) object[name] = nullptr;
          if (!null) object.erase(name);
        };
        leave_out(body, "region");
        Json& notice = body["notices"][0];
        leave_out(notice["asks"][0], "due");
        leave_out(notice["asks"][0], "at_deadline");
        leave_out(notice["asks"][0], "missing");
        leave_out(notice["decided"][0], "reason");
        for (const char* name : {"deadline", "forwards", "changes", "no_longer"}) {
          leave_out(notice, name);
        }
      });
      REQUIRE(message);
      const Notice& notice = message->notices.front();
      CHECK_FALSE(notice.deadline);
      CHECK(notice.forwards == "[]");
      CHECK(notice.changes == "[]");
      CHECK(notice.no_longer == "[]");
      CHECK_FALSE(Json::parse(notice.asks)[0].contains("due"));
      CHECK_FALSE(Json::parse(notice.decided)[0].contains("reason"));
    }
  }

  TEST_CASE("a member that is missing or mistyped makes it unreadable") {
    const auto spoils = [](const std::function<Json&(Json&)>& place, const char* name) {
      CAPTURE(name);
      CHECK_FALSE(read_with([&](Json& body) { place(body).erase(name); }));
      CHECK_FALSE(read_with([&](Json& body) { place(body)[name] = 1.5; }));
      CHECK_FALSE(read_with([&](Json& body) { place(body)[name] = nullptr; }));
    };
    const auto all_of = [&](const std::function<Json&(Json&)>& place,
                            std::initializer_list<const char*> names) {
      for (const char* name : names) spoils(place, name);
    };
    all_of([](Json& body) -> Json& { return body; },
           {"report", "revision", "kind", "exercise", "language", "routed_at", "version",
            "contents", "notices"});
    all_of([](Json& body) -> Json& { return body["notices"][0]; },
           {"notice", "position", "issue", "state", "urgency", "expect", "content", "rules"});
    all_of([](Json& body) -> Json& { return body["notices"][0]["asks"][0]; },
           {"position", "title", "outside", "because", "at_deadline"});
    all_of([](Json& body) -> Json& { return body["notices"][0]["forwards"][0]; },
           {"position", "title", "at_deadline"});
    all_of([](Json& body) -> Json& { return body["notices"][0]["decided"][0]; },
           {"position", "title", "released", "by", "at"});
  }

  TEST_CASE("what cannot be meant is unreadable") {
    const std::function<void(Json&)> spoilers[] = {
        [](Json& body) { body["revision"] = 0; },
        [](Json& body) { body["revision"] = 2.5; },
        [](Json& body) { body["revision"] = 18446744073709551615ULL; },
        [](Json& body) { body["report"] = "REPORT"; },
        [](Json& body) { body["kind"] = "rumour"; },
        [](Json& body) { body["about"] = "that one"; },
        [](Json& body) { body["contents"] = Json::object(); },
        [](Json& body) { body["contents"] = Json::array(); },
        [](Json& body) { body["contents"][0] = Json::array(); },
        [](Json& body) { body["notices"] = Json::object(); },
        [](Json& body) { body["notices"][0] = "notice"; },
        [](Json& body) { body["notices"][0]["state"] = "hidden"; },
        [](Json& body) { body["notices"][0]["urgency"] = "yesterday"; },
        [](Json& body) { body["notices"][0]["deadline"] = "soon"; },
        [](Json& body) { body["notices"][0]["issue"] = 0; },
        [](Json& body) { body["notices"][0]["issue"] = std::int64_t{1} << 53; },
        [](Json& body) { body["notices"][0]["content"] = 1; },
        [](Json& body) { body["notices"][0]["content"] = -1; },
        [](Json& body) { body["notices"][0]["expect"] = "applause"; },
        [](Json& body) { body["notices"][0]["asks"][0]["at_deadline"] = "panic"; },
        [](Json& body) { body["notices"][0]["asks"][0]["due"] = "soon"; },
        [](Json& body) { body["notices"][0]["asks"][0]["missing"][0] = 7; },
        [](Json& body) { body["notices"][0]["asks"][0]["because"][0] = "so"; },
        [](Json& body) { body["notices"][0]["asks"] = "none"; },
        [](Json& body) { body["notices"][0]["decided"][0]["reason"] = 7; },
        [](Json& body) { body["notices"][0]["asks"][0]["missing"][0].erase("fr"); },
        [](Json& body) { body["notices"][0]["asks"][0]["missing"][0].erase("text"); },
        [](Json& body) { body["notices"][0]["changes"][0] = 7; },
        [](Json& body) { body["notices"][0]["no_longer"] = "none"; },
        [](Json& body) { body["notices"][0]["no_longer"][0] = "protection.child"; },
        [](Json& body) { body["notices"][0]["no_longer"][0].erase("authority"); },
        [](Json& body) { body["notices"][0]["rules"][0].erase("because"); },
    };
    for (const auto& spoil : spoilers) CHECK_FALSE(read_with(spoil));
    for (const char* bytes : {"", "null", "[]", "{", "{}", "\xff", "{} {}"}) {
      CAPTURE(bytes);
      CHECK_FALSE(read_notices(bytes, 1));
      CHECK_FALSE(read_notices(bytes, 2));
    }
  }

  TEST_CASE("more than a person could be sent is unreadable") {
    CHECK_FALSE(read_with(
        [](Json& body) { body["contents"][0]["category"] = std::string(content_bytes_max, 'x'); }));
    CHECK_FALSE(read_with([](Json& body) {
      body["notices"][0]["rules"][0]["authority"] = std::string(rules_bytes_max, 'x');
    }));
    CHECK_FALSE(read_with(
        [](Json& body) { body["notices"][0]["changes"][0] = std::string(asked_bytes_max, 'x'); }));
    CHECK_FALSE(read_with([](Json& body) {
      body["notices"][0]["no_longer"][0]["authority"] = std::string(asked_bytes_max, 'x');
    }));
    const auto large = [](std::size_t content, std::size_t asked) {
      return read_with([&](Json& body) {
        body["contents"][0]["category"] = std::string(content, 'x');
        body["notices"][0]["rules"][0]["authority"] = std::string(asked, 'x');
        body["notices"][0]["changes"][0] = std::string(asked, 'x');
      });
    };
    CHECK(large(100'000, 60'000));
    CHECK_FALSE(large(325'000, 65'000));
    CHECK_FALSE(read_with([](Json& body) {
      const Json one = body["notices"][0];
      for (std::size_t i = 0; i < notices_max; ++i) body["notices"].push_back(one);
    }));
    CHECK_FALSE(read_with([](Json& body) {
      const Json one = body["contents"][0];
      for (std::size_t i = 0; i < notices_max; ++i) body["contents"].push_back(one);
    }));
  }
}
