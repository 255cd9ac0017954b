#include "report/json_text.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "report/random.h"

using namespace vigie;
using Json = nlohmann::json;

TEST_SUITE("report/json_text") {
  TEST_CASE("what is written reads back as it was given") {
    const std::string written = JsonObject()
                                    .put("text", "quote \" slash \\ line\nbell\a é 🚨")
                                    .put("number", -12)
                                    .put("flag", true)
                                    .put("nothing", std::optional<std::int64_t>())
                                    .put("something", std::optional<std::string>("x"))
                                    .put("raw", Raw{R"({"inner":[1,2]})"})
                                    .text();
    const Json read = Json::parse(written);
    CHECK(read == Json{{"text", "quote \" slash \\ line\nbell\a é 🚨"},
                       {"number", -12},
                       {"flag", true},
                       {"nothing", nullptr},
                       {"something", "x"},
                       {"raw", {{"inner", {1, 2}}}}});
    CHECK(written.find("\"text\"") < written.find("\"number\""));
  }

  TEST_CASE("an object without members and empty lists are written") {
    CHECK(JsonObject().text() == "{}");
    CHECK(json_list({}) == "[]");
    CHECK(json_texts({"a", "b\""}) == R"(["a","b\""])");
    CHECK(json_list({"1", "{}"}) == "[1,{}]");
  }

  TEST_CASE("any bytes give one line of valid JSON; what is UTF-8 comes back unchanged") {
    SeededRandom random(11);
    for (int i = 0; i < 20'000; ++i) {
      std::string bytes(random.below(30), '\0');
      for (char& byte : bytes) byte = static_cast<char>(random.below(random.below(2) ? 256 : 128));
      CAPTURE(i);
      const std::string written = JsonObject().put("text", bytes).text();
      const Json read = Json::parse(written, nullptr, false);
      REQUIRE(read.is_object());
      CHECK(written.find('\n') == std::string::npos);
      bool valid = true;
      try {
        (void)Json(bytes).dump();
      } catch (const Json::exception&) {
        valid = false;
      }
      if (valid) CHECK(read.at("text") == bytes);
    }
  }

  TEST_CASE("what cannot stand inside quotes is escaped wherever it stands, and nothing else is") {
    for (int code = 0; code < 0x80; ++code) {
      const std::string kept{"0123456789abcdefgh"};
      const bool stays = code >= 0x20 && code != '"' && code != '\\' && code != 0x7f;
      for (std::size_t place = 0; place <= kept.size(); ++place) {
        std::string text = kept;
        text.insert(place, 1, static_cast<char>(code));
        CAPTURE(code);
        CAPTURE(place);
        const std::string written = json_texts({text});
        CHECK((written == "[\"" + text + "\"]") == stays);
        CHECK(Json::parse(written).front() == text);
      }
    }
  }
}
