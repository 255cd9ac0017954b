#include "router/messages.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "tests/router/missions.h"

using namespace std::chrono_literals;
using namespace vigie;
using namespace vigie::router;
using Json = nlohmann::json;

namespace {

const std::string id = "016b1cb5-b980-7001-8001-000000000001";

Json good_reply() {
  return {{"reply", id},        {"notice", id},     {"report", id},          {"revision", 2},
          {"position", "desk"}, {"person", "nora"}, {"kind", "acknowledge"}, {"at", 1560000000000}};
}

Json good_hand_over() {
  return {{"intake", "intake"},
          {"received_at", 1560000000000},
          {"device", "patrol-demo"},
          {"unit", "unpol_demo"},
          {"digest", std::string(64, 'a')}};
}

}  // namespace

TEST_SUITE("router/messages") {
  TEST_CASE("a reply is read, and members from the future are ignored") {
    Json json = good_reply();
    json["mood"] = "sunny";
    json["text"] = "On our way.";
    const auto reply = read_reply(json.dump());
    REQUIRE(reply.has_value());
    CHECK(reply->kind == ReplyKind::acknowledge);
    CHECK(reply->revision == 2);
    CHECK(reply->text == "On our way.");
    CHECK(to_milliseconds(reply->at) == 1560000000000);
  }

  TEST_CASE("a reply with a missing or mistyped member is not read") {
    const Json good = good_reply();
    for (const auto& item : good.items()) {
      const std::string& name = item.key();
      CAPTURE(name);
      Json missing = good_reply();
      missing.erase(name);
      CHECK_FALSE(read_reply(missing.dump()).has_value());
      for (const Json& wrong : {Json(nullptr), Json(true), Json(1.5), Json("?"), Json::array()}) {
        CAPTURE(wrong.dump());
        if (wrong == "?" && (name == "position" || name == "person")) continue;
        Json mistyped = good_reply();
        mistyped[name] = wrong;
        CHECK_FALSE(read_reply(mistyped.dump()).has_value());
      }
    }
    for (const char* bytes : {"", "{", "[]", "7", "null", "\xff\xfe"}) {
      CHECK_FALSE(read_reply(bytes).has_value());
    }
  }

  TEST_CASE("a reply longer than the limit is not read") {
    Json json = good_reply();
    json["text"] = std::string(reply_text_bytes_max, 'a');
    CHECK(read_reply(json.dump()).has_value());
    json["text"] = std::string(reply_text_bytes_max + 1, 'a');
    CHECK_FALSE(read_reply(json.dump()).has_value());
  }

  TEST_CASE("a hand-over with a missing member is not read") {
    CHECK(read_hand_over(good_hand_over().dump()).has_value());
    for (const char* name : {"received_at", "device", "unit", "digest"}) {
      CAPTURE(name);
      Json missing = good_hand_over();
      missing.erase(name);
      CHECK_FALSE(read_hand_over(missing.dump()).has_value());
    }
  }

  // They were read wrapped around, as numbers below zero.
  TEST_CASE("a message with a number too large for an integer is not read") {
    constexpr std::uint64_t above = std::uint64_t{1} << 63U;
    for (const char* name : {"revision", "issue", "at"}) {
      CAPTURE(name);
      Json reply = good_reply();
      reply[name] = above - 1;
      CHECK(read_reply(reply.dump()).has_value());
      reply[name] = above;
      CHECK_FALSE(read_reply(reply.dump()).has_value());
    }
    Json hand_over = good_hand_over();
    hand_over["received_at"] = above;
    CHECK_FALSE(read_hand_over(hand_over.dump()).has_value());
  }

  TEST_CASE("a decision names each position once, at least one, and only a decision names any") {
    const auto read = [](const char* kind, const Json& decisions) {
      Json reply = good_reply();
      reply["kind"] = kind;
      if (!decisions.is_null()) reply["decisions"] = decisions;
      return read_reply(reply.dump());
    };
    const Json one{{"position", "gender_unit"}, {"release", true}};
    const auto decided =
        read("decide", {one, {{"position", "un_country_team"}, {"release", false}}});
    REQUIRE(decided.has_value());
    CHECK(decided->decisions ==
          std::vector<Decision>{{"gender_unit", true}, {"un_country_team", false}});
    CHECK(read("forward", nullptr).has_value());
    const std::vector<Json> bad{nullptr,
                                Json::array(),
                                Json{one, one},
                                Json{7},
                                Json{{{"position", "gender_unit"}}},
                                Json{{{"position", 7}, {"release", true}}},
                                "gender_unit"};
    for (const Json& decisions : bad) CHECK_FALSE(read("decide", decisions).has_value());
    CHECK_FALSE(read("forward", {one}).has_value());
    CHECK_FALSE(read("release", nullptr).has_value());
  }

  TEST_CASE("a status says how far each told position is, and the report as a whole") {
    const Uuid report = tiny_report().id;
    Notice one;
    one.report = report;
    one.position = "one";
    one.at = noon;
    Notice two = one;
    two.position = "two";
    Notice past = one;
    past.position = "past";
    past.state = NoticeState::corrected;
    CHECK(state_of(status_of(report, 2, {})) == ReportState::routed);
    CHECK(state_of(status_of(report, 2, {one, two, past})) == ReportState::told);
    one.acknowledged = Acknowledged{"nora", noon + 1min};
    CHECK(state_of(status_of(report, 2, {one, two, past})) == ReportState::told);
    two.acknowledged = one.acknowledged;
    const Status status = status_of(report, 2, {one, two, past});
    CHECK(state_of(status) == ReportState::acknowledged);
    const Json json = Json::parse(write_status(status, 7));
    CHECK(json["count"] == 7);
    CHECK(json["state"] == "acknowledged");
    CHECK(json["positions"].size() == 2);
    CHECK(json["positions"][0]["at"] == to_milliseconds(noon + 1min));
    CHECK(json.dump().find("nora") == std::string::npos);
  }
}
