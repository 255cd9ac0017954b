#include "cli/inbox_client.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "tests/support/simulated_clock.h"
#include "tests/support/simulated_network.h"

using namespace std::chrono_literals;
using namespace vigie;
using namespace vigie::cli;

namespace {

using Json = nlohmann::ordered_json;

/// A client, and a notifier that answers only what a test says.
struct Fixture {
  support::SimulatedClock clock;
  SeededRandom random{3};
  support::SimulatedNetwork network{random};
  std::unique_ptr<link::Door> door = network.door("people");
  std::unique_ptr<link::Line> line = network.line("harry", "people");
  InboxClient client{*line, random};
  std::string route;

  /// What the client asked since the last call.
  std::vector<link::Ask> step(std::chrono::milliseconds duration = 20ms) {
    client.turn(clock.now());
    clock.advance(duration);
    network.advance(clock.now());
    std::vector<link::Ask> asks;
    while (const auto incoming = door->receive()) {
      route = incoming->route;
      const link::Wire wire = link::read_wire(incoming->frames);
      REQUIRE(std::holds_alternative<link::Ask>(wire));
      asks.push_back(std::get<link::Ask>(wire));
    }
    return asks;
  }

  void tell(std::int64_t number, const std::string& what, const std::string& body) {
    door->send(route, link::write_wire(link::Tell{.number = number, .what = what, .body = body}));
    network.advance(clock.now());
    client.turn(clock.now());
  }

  /// Opens an inbox, answered.
  void open() {
    client.open("harbour_master", {});
    const auto asks = step();
    REQUIRE(asks.size() == 1);
    tell(asks[0].number, "open",
         R"({"position":"harbour_master","title":{"en":"a","fr":"b"},"notices":0})");
    step();  // The first "alive".
  }
};

Json push(const char* delivery) {
  return {{"delivery", delivery},
          {"notice", "01000000-0000-0000-0000-000000000000"},
          {"report", "02000000-0000-0000-0000-000000000000"},
          {"revision", 1},
          {"content", {{"category", "boat"}}}};
}

constexpr const char* first_delivery = "0a000000-0000-0000-0000-000000000000";

}  // namespace

TEST_SUITE("cli/inbox_client") {
  TEST_CASE("an unanswered request is asked again after 3 s, the same in every byte") {
    Fixture fixture;
    int answers = 0;
    fixture.client.acknowledge({}, fixture.clock.now(), [&](const auto& answer) {
      ++answers;
      CHECK(std::holds_alternative<InboxRecorded>(answer));
    });
    const auto first = fixture.step();
    REQUIRE(first.size() == 1);
    CHECK(fixture.step(2900ms).empty());
    CHECK(fixture.step(100ms).empty());
    const auto second = fixture.step();
    REQUIRE(second.size() == 1);
    CHECK(second[0].number == first[0].number);
    CHECK(second[0].body == first[0].body);
    const Json body = Json::parse(first[0].body);
    const std::string answer = Json{{"recorded", true}, {"reply", body["reply"]}, {"at", 5}}.dump();
    fixture.tell(first[0].number, "reply", answer);
    fixture.tell(first[0].number, "reply", answer);
    CHECK(answers == 1);
    CHECK(fixture.client.waiting() == 0);
    CHECK(fixture.step(10s).empty());
  }

  TEST_CASE("every answer says what was read, and a decision what of it") {
    Fixture fixture;
    const InboxRead read{.notice = {}, .revision = 2, .issue = 3};
    const Time now = fixture.clock.now();
    fixture.client.acknowledge(read, now, [](const auto&) {});
    fixture.client.forward(read, now, [](const auto&) {});
    fixture.client.decide(
        read, {{.position = "clerk", .release = true}, {.position = "pilot", .release = false}},
        "Not theirs", now, [](const auto&) {});
    const auto asks = fixture.step();
    REQUIRE(asks.size() == 3);
    std::vector<Json> bodies;
    for (const link::Ask& ask : asks) {
      bodies.push_back(Json::parse(ask.body));
      CHECK(ask.what == "reply");
      CHECK(bodies.back()["revision"] == 2);
      CHECK(bodies.back()["issue"] == 3);
    }
    CHECK(bodies[0]["kind"] == "acknowledge");
    CHECK(bodies[1]["kind"] == "forward");
    CHECK_FALSE(bodies[1].contains("decisions"));
    CHECK(bodies[2]["kind"] == "decide");
    CHECK(bodies[2]["text"] == "Not theirs");
    CHECK(bodies[2]["decisions"] == Json::array({{{"position", "clerk"}, {"release", true}},
                                                 {{"position", "pilot"}, {"release", false}}}));
  }

  TEST_CASE("what a notice asks, forwards and has decided is read") {
    Fixture fixture;
    fixture.open();
    std::vector<InboxNotice> followed;
    fixture.client.follow([&](const InboxNotice& notice) { followed.push_back(notice); });
    Json notice = push(first_delivery);
    const Json title{{"en", "Clerk"}, {"fr", "Greffier"}};
    notice["issue"] = 4;
    notice["expect"] = "decide";
    notice["asks"] = Json::array(
        {{{"position", "clerk"},
          {"title", title},
          {"outside", true},
          {"due", 5},
          {"at_deadline", "remind"},
          {"because", Json::array({{{"en", "a"}, {"fr", "b"}}})},
          {"missing",
           Json::array(
               {"x == 1", {{"en", "y is one"}, {"fr", "y vaut un"}, {"text", "y == 1"}}})}}});
    notice["forwards"] = Json::array({{{"position", "chief"}, {"title", title}}});
    notice["decided"] = Json::array({{{"position", "pilot"},
                                      {"title", title},
                                      {"released", true},
                                      {"by", "harry"},
                                      {"at", 7},
                                      {"reason", "Needed"}}});
    notice["changes"] = Json::array({"/who/0"});
    notice["no_longer"] = Json::array(
        {{{"rule", "a.b"}, {"because", {{"en", "v"}, {"fr", "w"}}}, {"authority", "ours"}}});
    fixture.tell(0, "notice", notice.dump());
    REQUIRE(followed.size() == 1);
    const InboxNotice& read = followed[0];
    CHECK(read.issue == 4);
    CHECK(read.expect == "decide");
    REQUIRE(read.asks.size() == 1);
    CHECK(read.asks[0].position == "clerk");
    CHECK(read.asks[0].title.fr == "Greffier");
    CHECK(read.asks[0].outside);
    CHECK(read.asks[0].due == from_milliseconds(5));
    CHECK(read.asks[0].at_deadline == "remind");
    CHECK(read.asks[0].because.at(0).fr == "b");
    REQUIRE(read.asks[0].missing.size() == 2);
    CHECK(read.asks[0].missing[0].text == "x == 1");
    CHECK_FALSE(read.asks[0].missing[0].words);
    CHECK(read.asks[0].missing[1].text == "y == 1");
    REQUIRE(read.asks[0].missing[1].words);
    CHECK(read.asks[0].missing[1].words->fr == "y vaut un");
    REQUIRE(read.no_longer.size() == 1);
    CHECK(read.no_longer[0].rule == "a.b");
    CHECK(read.no_longer[0].because.en == "v");
    CHECK(read.forwards.at(0).position == "chief");
    REQUIRE(read.decided.size() == 1);
    CHECK(read.decided[0].released);
    CHECK(read.decided[0].by == "harry");
    CHECK(read.decided[0].at == from_milliseconds(7));
    CHECK(read.decided[0].reason == "Needed");
    CHECK(read.changes == std::vector<std::string>{"/who/0"});
  }

  TEST_CASE("a refusal is an answer, with both texts") {
    Fixture fixture;
    std::string code;
    fixture.client.list("harbour_master", [&](const auto& answer) {
      const auto* refusal = std::get_if<InboxRefusal>(&answer);
      REQUIRE(refusal);
      code = refusal->code + refusal->text.en + refusal->text.fr;
    });
    const auto asks = fixture.step();
    fixture.tell(asks.at(0).number, "list",
                 R"({"refused":{"code":"people.not_holder","text":{"en":" no","fr":" non"}}})");
    CHECK(code == "people.not_holder no non");
  }

  TEST_CASE("an answer that cannot be read is a refusal, not a crash") {
    for (const char* body : {"", "[]", "{", "{\"notices\":[{}]}", "{\"notices\":7}", "null"}) {
      CAPTURE(body);
      Fixture fixture;
      std::string code;
      fixture.client.list("harbour_master", [&](const auto& answer) {
        if (const auto* refusal = std::get_if<InboxRefusal>(&answer)) code = refusal->code;
      });
      fixture.tell(fixture.step().at(0).number, "list", body);
      CHECK(code == "client.unreadable");
    }
  }

  TEST_CASE("a push is followed once and confirmed each time, after it was followed") {
    Fixture fixture;
    fixture.open();
    int followed = 0;
    fixture.client.follow([&](const InboxNotice& notice) {
      ++followed;
      CHECK(Json::parse(notice.content)["category"] == "boat");
    });
    for (int i = 0; i < 3; ++i) {
      fixture.tell(0, "notice", push(first_delivery).dump());
      const auto asks = fixture.step();
      REQUIRE(asks.size() == 1);
      CHECK(asks[0].what == "delivered");
      CHECK(Json::parse(asks[0].body)["deliveries"] == Json::array({first_delivery}));
    }
    CHECK(followed == 1);
    fixture.tell(0, "notice", "{}");
    fixture.tell(0, "something else", "{}");
    CHECK(fixture.step().empty());
  }

  TEST_CASE("nothing is confirmed while nobody follows") {
    Fixture fixture;
    fixture.open();
    fixture.tell(0, "notice", push(first_delivery).dump());
    CHECK(fixture.step().empty());
  }

  TEST_CASE("an open inbox says that it is alive every 10 s, and opens again when forgotten") {
    Fixture fixture;
    fixture.open();
    CHECK(fixture.step(9s).empty());
    CHECK(fixture.step(1s).empty());
    const auto alive = fixture.step();
    REQUIRE(alive.size() == 1);
    CHECK(alive[0].what == "alive");
    fixture.tell(alive[0].number, "alive",
                 R"({"refused":{"code":"people.no_session","text":{"en":"x","fr":"y"}}})");
    const auto again = fixture.step();
    REQUIRE(again.size() == 1);
    CHECK(again[0].what == "open");
    CHECK(Json::parse(again[0].body)["position"] == "harbour_master");
  }

  TEST_CASE("a position no longer held is said, and not opened for ever") {
    Fixture fixture;
    fixture.open();
    std::vector<std::string> refused;
    fixture.client.on_refused(
        [&](const InboxRefusal& refusal) { refused.push_back(refusal.code); });
    fixture.step(10s);
    const auto alive = fixture.step();
    fixture.tell(alive.at(0).number, "alive",
                 R"({"refused":{"code":"people.no_session","text":{"en":"x","fr":"y"}}})");
    fixture.tell(fixture.step().at(0).number, "open",
                 R"({"refused":{"code":"people.not_holder","text":{"en":"x","fr":"y"}}})");
    CHECK(refused == std::vector<std::string>{"people.not_holder"});
    CHECK(fixture.step(20s).empty());
    CHECK(fixture.step().empty());
  }

  TEST_CASE("a refused key ends every request, and is said when there is none") {
    Fixture fixture;
    std::vector<std::string> codes;
    fixture.client.on_refused([&](const InboxRefusal& refusal) {
      codes.push_back("unasked " + refusal.code);
      CHECK_FALSE(refusal.text.fr.empty());
    });
    fixture.client.list("harbour_master", [&](const auto& answer) {
      codes.push_back(std::get<InboxRefusal>(answer).code);
    });
    fixture.step();
    for (int i = 0; i < 2; ++i) {
      fixture.door->send(fixture.route, link::write_wire(link::Refused{"key.revoked"}));
      fixture.network.advance(fixture.clock.now());
      fixture.client.turn(fixture.clock.now());
    }
    CHECK(codes == std::vector<std::string>{"key.revoked", "unasked key.revoked"});
  }

  TEST_CASE("a callback may ask the next thing") {
    Fixture fixture;
    bool shown = false;
    fixture.client.list("harbour_master", [&](const auto&) {
      fixture.client.show({}, [&](const auto&) { shown = true; });
    });
    fixture.tell(fixture.step().at(0).number, "list", R"({"notices":[]})");
    const auto asks = fixture.step();
    REQUIRE(asks.size() == 1);
    fixture.tell(asks[0].number, "show", "{}");
    CHECK(shown);
  }
}
