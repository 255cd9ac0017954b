#include "tests/support/encode.h"

#include <doctest/doctest.h>

#include <iostream>

#include "report/decode.h"
#include "tests/support/report_generator.h"

using namespace vigie;

namespace {

/// Decodes what was encoded; a refusal is shown with its place.
Report decoded(const std::string& bytes) {
  auto result = decode_report(bytes);
  if (const auto* problems = std::get_if<Problems>(&result)) {
    FAIL(problems->front().pointer << " " << problems->front().code << "\n" << bytes);
  }
  return std::get<Report>(std::move(result));
}

}  // namespace

TEST_SUITE("support/encode") {
  TEST_CASE("a report with nothing but what it must have comes back the same") {
    CHECK(decoded(encode_report(minimal_report())) == minimal_report());
  }

  TEST_CASE("a report with every field comes back the same") {
    CHECK(decoded(encode_report(maximal_report())) == maximal_report());
  }

  TEST_CASE("every random report comes back the same, and encodes to the same bytes") {
    constexpr std::uint64_t seed = 20190603;
    std::cout << "support/encode: seed " << seed << "\n";
    SeededRandom random(seed);
    for (int i = 0; i < 5000; ++i) {
      CAPTURE(i);
      const Report report = random_report(random);
      const std::string bytes = encode_report(report);
      const Report again = decoded(bytes);
      REQUIRE(again == report);
      REQUIRE(encode_report(again) == bytes);
    }
  }

  TEST_CASE("what was not reported is left out, what was reported empty stays") {
    Report report = minimal_report();
    const std::string without = encode_report(report);
    for (const char* name : {"who", "what", "why", "how", "needs", "exercise", "about"}) {
      CAPTURE(name);
      CHECK(without.find("\"" + std::string(name) + "\"") == std::string::npos);
    }
    report.why.purposes.emplace();
    CHECK(encode_report(report).find(R"("why":{"purposes":[]})") != std::string::npos);
  }

  TEST_CASE("what can be derived is never written") {
    const std::string bytes = encode_report(maximal_report());
    CHECK(bytes.find("under_18") == std::string::npos);
  }
}
