#include "report/problem_texts.h"

#include <doctest/doctest.h>

#include <set>

#include "tests/support/file_bytes.h"

using namespace vigie;

TEST_SUITE("report/problem_texts") {
  TEST_CASE("every code stands once, with a sentence in both languages") {
    std::set<std::string_view> codes;
    for (const ProblemText& text : problem_texts()) {
      CAPTURE(text.code);
      CHECK(codes.insert(text.code).second);
      CHECK(text.en.ends_with("."));
      CHECK(text.fr.ends_with("."));
      CHECK(text.en != text.fr);
      CHECK(text.detail_en.empty() == text.detail_fr.empty());
      const bool detail = !text.detail_en.empty();
      CHECK((text.detail_en.find("{}") != std::string_view::npos) == detail);
      CHECK((text.detail_fr.find("{}") != std::string_view::npos) == detail);
    }
  }

  TEST_CASE("a detail is added as a sentence of its own") {
    const Problem with = make_problem("/wo", "schema.unknown_key", "who");
    CHECK(with.pointer == "/wo");
    CHECK(with.text.en.ends_with("Did you mean 'who'?"));
    CHECK(with.text.in("fr").ends_with("Vouliez-vous dire « who » ?"));
    CHECK(make_problem("", "schema.unknown_key").text.en.find("mean") == std::string::npos);
  }

  TEST_CASE("every code is explained in docs/report.md") {
    const std::string page = support::file_bytes(VIGIE_SOURCE_DIR "/docs/report.md");
    for (const ProblemText& text : problem_texts()) {
      CAPTURE(text.code);
      CHECK(page.find("`" + std::string(text.code) + "`") != std::string::npos);
      CHECK(page.find(text.en) != std::string::npos);
      CHECK(page.find(text.fr) != std::string::npos);
    }
  }
}
