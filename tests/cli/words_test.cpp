#include "cli/words.h"

#include <doctest/doctest.h>

using namespace vigie::cli;

TEST_SUITE("cli/words") {
  TEST_CASE("every phrase is said in both languages, with as many values") {
    for (int number = 0; number <= static_cast<int>(Phrase::urgency_flash); ++number) {
      CAPTURE(number);
      const auto phrase = static_cast<Phrase>(number);
      const auto holes = [&](const char* language) {
        const std::string text = say(phrase, language);
        CHECK_FALSE(text.empty());
        int count = 0;
        for (std::size_t at = text.find("{}"); at != std::string::npos;
             at = text.find("{}", at + 2))
          ++count;
        return count;
      };
      CHECK(holes("en") == holes("fr"));
    }
  }

  TEST_CASE("values stand where the sentence wants them") {
    CHECK(say(Phrase::report_received, "en", {"a.json", "today"}) == "a.json: received today");
    CHECK(say(Phrase::report_received, "fr", {"a.json", "ce jour"}) == "a.json : reçu le ce jour");
    CHECK(say(Phrase::report_refused, "en", {"{}"}) == "{}: refused");
  }

  TEST_CASE("a word of the protocol is translated, another stays") {
    CHECK(word("not_yet", "en") == "not yet");
    CHECK(word("acknowledged", "fr") == "accusé de réception");
    CHECK(word("other_region", "fr") == "sert une autre région");
    CHECK(word("not_told", "en") == "not told");
    CHECK(word("invented", "fr") == "invented");
  }
}
