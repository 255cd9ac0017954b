#include "notifier/people_refusals.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <set>

using namespace vigie::notifier;

TEST_SUITE("notifier/people_refusals") {
  TEST_CASE("every refusal says why in both languages, under a code of its own") {
    std::set<std::string_view> codes;
    for (const PeopleRefusal& refusal : people_refusals()) {
      CAPTURE(refusal.code);
      CHECK(codes.insert(refusal.code).second);
      CHECK(refusal.code.find('.') != std::string_view::npos);
      CHECK(refusal.en.size() > 10);
      CHECK(refusal.fr.size() > 10);
      CHECK(refusal.en != refusal.fr);
    }
  }

  TEST_CASE("an answer carries the code and both texts") {
    const auto body = nlohmann::json::parse(write_refusal("people.not_holder"));
    CHECK(body["refused"]["code"] == "people.not_holder");
    CHECK(body["refused"]["text"]["en"].is_string());
    CHECK(body["refused"]["text"]["fr"].is_string());
  }
}
