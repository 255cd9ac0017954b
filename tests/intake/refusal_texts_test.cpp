#include "intake/refusal_texts.h"

#include <doctest/doctest.h>

#include <set>

#include "tests/support/file_bytes.h"

using namespace vigie;
using namespace vigie::intake;

TEST_SUITE("intake/refusal_texts") {
  TEST_CASE("every refusal is said in both languages, and its code is given once") {
    std::set<std::string_view> codes;
    for (const RefusalText& text : refusal_texts()) {
      CAPTURE(text.code);
      CHECK(text.en.size() > 20);
      CHECK(text.fr.size() > 20);
      CHECK(text.en != text.fr);
      CHECK(text.code.find('.') != std::string_view::npos);
      CHECK(codes.insert(text.code).second);
    }
  }

  TEST_CASE("every refusal is explained in docs/report.md") {
    const std::string page = support::file_bytes(VIGIE_SOURCE_DIR "/docs/report.md");
    for (const RefusalText& text : refusal_texts()) {
      CAPTURE(text.code);
      CHECK(page.find("`" + std::string(text.code) + "`") != std::string::npos);
      CHECK(page.find(text.en) != std::string::npos);
      CHECK(page.find(text.fr) != std::string::npos);
    }
  }

  TEST_CASE("a refusal points where it is told to and carries the sentences of its code") {
    const Problem problem = make_refusal("conflict.digest", "/revision");
    CHECK(problem.pointer == "/revision");
    CHECK(problem.code == "conflict.digest");
    CHECK(problem.text == refusal_text("conflict.digest"));
  }
}
