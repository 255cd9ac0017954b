#include "config/words.h"

#include <doctest/doctest.h>

using namespace vigie;
using namespace vigie::config;

namespace {

/// Every word leads back to its value, and no word stands twice.
template <typename Enum>
void check_words(Enum last) {
  const auto words = words_of<Enum>();
  REQUIRE(words.size() == static_cast<std::size_t>(last) + 1);
  for (std::size_t i = 0; i < words.size(); ++i) {
    CAPTURE(words[i]);
    CHECK(config::parse_name<Enum>(words[i]) == static_cast<Enum>(i));
    CHECK(to_string(static_cast<Enum>(i)) == words[i]);
  }
}

}  // namespace

TEST_SUITE("config/words") {
  TEST_CASE("every value of every enumeration has its own word") {
    check_words(IndicatorCategory::aggravating);
    check_words(Element::gained_by_another);
    check_words(Likelihood::yes);
    check_words(Learn::from_others);
    check_words(PlaceDetail::exact);
    check_words(TimeDetail::exact);
    check_words(Mark::strictly_confidential);
    check_words(IfUnknown::ignore);
    check_words(AtDeadline::forward);
    check_words(HoldTerms::Release::forward);
  }

  TEST_CASE("the order of the tables is the order of the enumerations") {
    CHECK(to_string(IndicatorCategory::specific) == "specific");
    CHECK(to_string(Element::other_state) == "other_state");
    CHECK(to_string(Element::irregular_status) == "irregular_status");
    CHECK(to_string(Likelihood::possible) == "possible");
    CHECK(to_string(Learn::from_documents) == "from_documents");
    CHECK(to_string(PlaceDetail::about_10_km) == "about_10_km");
    CHECK(to_string(TimeDetail::hour) == "hour");
    CHECK(to_string(Mark::confidential) == "confidential");
    CHECK(to_string(IfUnknown::tell) == "tell");
    CHECK(to_string(AtDeadline::escalate) == "escalate");
    CHECK(to_string(HoldTerms::Release::decision) == "decision");
  }

  TEST_CASE("what an indicator or a suggestion may point at is act, means and purpose") {
    REQUIRE(trafficking_element_words().size() == 3);
    CHECK(trafficking_element_words().back() == to_string(Element::purpose));
  }

  TEST_CASE("any other word is none") {
    CHECK_FALSE(config::parse_name<AtDeadline>("Remind"));
    CHECK_FALSE(config::parse_name<Mark>(""));
  }
}
