#include "intake/messages.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "intake/refusal_texts.h"

using namespace vigie;
using namespace vigie::intake;
using nlohmann::json;

namespace {

const Uuid report = *parse_uuid("016b7393-e240-7008-8008-000000000008");

json status_json() {
  return {
      {"report", to_string(report)},
      {"revision", 2},
      {"count", 7},
      {"state", "told"},
      {"positions", {{{"position", "harbour_master"}, {"state", "told"}, {"at", 1559563200000}}}}};
}

}  // namespace

TEST_SUITE("intake/messages") {
  TEST_CASE("a receipt says what was received, when and by whom") {
    const json receipt = json::parse(write_receipt({.report = report,
                                                    .revision = 3,
                                                    .digest = sha256("bytes"),
                                                    .received_at = from_milliseconds(17),
                                                    .intake = "intake"}));
    CHECK(receipt == json{{"receipt",
                           {{"report", to_string(report)},
                            {"revision", 3},
                            {"digest", to_string(sha256("bytes"))},
                            {"received_at", 17},
                            {"intake", "intake"}}}});
  }

  TEST_CASE("refusals and not yet carry a code and both languages") {
    const json problems =
        json::parse(write_problems({make_refusal("envelope.unit", "/patrol/unit")}));
    const json& problem = problems.at("problems").at(0);
    CHECK(problem.at("pointer") == "/patrol/unit");
    CHECK(problem.at("code") == "envelope.unit");
    CHECK(problem.at("text").at("en") == refusal_text("envelope.unit").en);
    CHECK(problem.at("text").at("fr") == refusal_text("envelope.unit").fr);

    const json not_yet = json::parse(write_not_yet("version.catalogue"));
    CHECK(not_yet.at("not_yet").at("code") == "version.catalogue");
    CHECK(not_yet.at("not_yet").at("text").at("fr") == refusal_text("version.catalogue").fr);
  }

  TEST_CASE("the router learns where a report came from") {
    const json meta = json::parse(write_hand_over({.intake = "intake",
                                                   .received_at = from_milliseconds(5),
                                                   .device = "boat-1",
                                                   .unit = "harbour",
                                                   .digest = sha256("x")}));
    CHECK(meta == json{{"intake", "intake"},
                       {"received_at", 5},
                       {"device", "boat-1"},
                       {"unit", "harbour"},
                       {"digest", to_string(sha256("x"))}});
  }

  TEST_CASE("a status is read whole, and what is unknown in it is ignored") {
    json body = status_json();
    body["later"] = true;
    const auto status = read_status(body.dump());
    REQUIRE(status);
    CHECK(status->report == report);
    CHECK(status->revision == 2);
    CHECK(status->count == 7);
    CHECK(status->state == "told");
    REQUIRE(status->positions.size() == 1);
    CHECK(status->positions[0].position == "harbour_master");
    CHECK(read_positions(write_positions(status->positions))[0].at == status->positions[0].at);
  }

  TEST_CASE("a status with a missing, mistyped or invented part is not read") {
    CHECK_FALSE(read_status("no json"));
    CHECK_FALSE(read_status("[]"));
    const json whole = status_json();
    for (const auto& [name, value] : whole.items()) {
      CAPTURE(name);
      json missing = whole;
      missing.erase(name);
      CHECK_FALSE(read_status(missing.dump()));
      json mistyped = whole;
      mistyped[name] = json::object();
      CHECK_FALSE(read_status(mistyped.dump()));
    }
    json invented = status_json();
    invented["state"] = "forgotten";
    CHECK_FALSE(read_status(invented.dump()));
    invented = status_json();
    invented["positions"][0]["state"] = "asleep";
    CHECK_FALSE(read_status(invented.dump()));
  }

  // They were read wrapped around, as numbers below zero.
  TEST_CASE("a status with a number too large for an integer is not read") {
    constexpr std::uint64_t above = std::uint64_t{1} << 63U;
    for (const char* place : {"/revision", "/count", "/positions/0/at"}) {
      CAPTURE(place);
      json body = status_json();
      body[json::json_pointer(place)] = above - 1;
      CHECK(read_status(body.dump()));
      body[json::json_pointer(place)] = above;
      CHECK_FALSE(read_status(body.dump()));
    }
  }

  TEST_CASE("a question names one report") {
    CHECK(read_report_question(json{{"report", to_string(report)}}.dump()) == report);
    for (const char* bad : {"", "[]", "{}", R"({"report":1})", R"({"report":"x"})"}) {
      CAPTURE(bad);
      CHECK_FALSE(read_report_question(bad));
    }
  }
}
