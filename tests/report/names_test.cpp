#include "report/names.h"

#include <doctest/doctest.h>

using namespace vigie;

namespace {

/// Every word leads back to its value, and no word stands twice.
template <typename Enum>
void check_words(Enum last) {
  const auto names = names_of<Enum>();
  REQUIRE(names.size() == static_cast<std::size_t>(last) + 1);
  for (std::size_t i = 0; i < names.size(); ++i) {
    CAPTURE(names[i]);
    CHECK(parse_name<Enum>(names[i]) == static_cast<Enum>(i));
    CHECK(to_string(static_cast<Enum>(i)) == names[i]);
  }
}

}  // namespace

TEST_SUITE("report/names") {
  TEST_CASE("every value of every enumeration has its own word") {
    check_words(Kind::information_note);
    check_words(Urgency::flash);
    check_words(Answer::yes);
    check_words(Basis::inferred);
    check_words(Role::unknown);
    check_words(Sex::unknown);
    check_words(AgeBasis::unknown);
    check_words(MayBeUnder18::unknown);
    check_words(DocumentState::unknown);
    check_words(CrossingStage::planned);
    check_words(BenefitStage::promised);
  }

  TEST_CASE("the order of the tables is the order of the enumerations") {
    CHECK(to_string(Kind::information_note) == "information_note");
    CHECK(to_string(Urgency::priority) == "priority");
    CHECK(to_string(Answer::no) == "no");
    CHECK(to_string(Basis::told_by_third) == "told_by_third");
    CHECK(to_string(Role::child_with_family) == "child_with_family");
    CHECK(to_string(Sex::mixed) == "mixed");
    CHECK(to_string(AgeBasis::looks) == "looks");
    CHECK(to_string(MayBeUnder18::possible) == "possible");
    CHECK(to_string(DocumentState::anothers) == "anothers");
    CHECK(to_string(CrossingStage::planned) == "planned");
    CHECK(to_string(BenefitStage::promised) == "promised");
  }

  TEST_CASE("a word in other letters is another word") {
    CHECK_FALSE(parse_name<Kind>("Report"));
    CHECK_FALSE(parse_name<Kind>(""));
    CHECK_FALSE(parse_name<Answer>("maybe"));
  }
}
