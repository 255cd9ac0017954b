#include "cli/assessment_words.h"

#include <doctest/doctest.h>

#include "cli/wrapped_text.h"
#include "report/names.h"

using namespace vigie;
using namespace vigie::cli;

namespace {

template <typename Enum>
void check_words(const std::string& list) {
  for (const std::string_view name : names_of<Enum>()) {
    const std::string key = list + "." + std::string(name);
    CAPTURE(key);
    CHECK_FALSE(assessment_words(key, "en").empty());
    CHECK_FALSE(assessment_words(key, "fr").empty());
  }
}

std::string wrapped(std::string_view text) {
  WrappedText lines;
  lines.item(2, text);
  return lines.text();
}

}  // namespace

TEST_SUITE("cli/assessment_words") {
  TEST_CASE("every word of the report's enumerations has its text in both languages") {
    check_words<Basis>("basis");
    check_words<Role>("role");
    check_words<Sex>("sex");
    check_words<AgeBasis>("age_basis");
    check_words<Answer>("answer");
    check_words<CrossingStage>("stage");
    check_words<BenefitStage>("benefit");
  }

  TEST_CASE("a State is named in both languages, or by its code") {
    CHECK(state_name("DZA", "en") == "Algeria");
    CHECK(state_name("DZA", "fr") == "Algérie");
    CHECK(state_name("QQQ", "en") == "QQQ");
    CHECK(state_name("unknown", "en") == "a State not known");
  }
}

TEST_SUITE("cli/wrapped_text") {
  TEST_CASE("a line is as wide as the page at most, counted in characters, and goes on below") {
    std::string text;
    for (int i = 0; i < 40; ++i) text += "éé ";
    const std::string lines = wrapped(text);
    CHECK(lines.substr(0, 4) == "  - ");
    const std::string first = lines.substr(0, lines.find('\n'));
    CHECK(first.size() == 4 + 25 * 4 + 24);  // 25 words of two letters, each of two bytes.
    CHECK(lines.substr(first.size() + 1, 5) == "    \xc3");
  }

  TEST_CASE("French punctuation stays with its word") {
    const std::string filler(71, 'x');
    CHECK(wrapped(filler + " abc : z") == "  - " + filler + "\n    abc : z\n");
    CHECK(wrapped(filler + " « abc » z") == "  - " + filler + "\n    « abc » z\n");
  }

  TEST_CASE("a word longer than the page stands whole") {
    const std::string word(100, 'x');
    CHECK(wrapped(word) == "  - " + word + "\n");
    CHECK(wrapped("a " + word) == "  - a\n    " + word + "\n");
  }
}
