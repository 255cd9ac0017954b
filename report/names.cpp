#include "report/names.h"

#include <array>

namespace vigie {
namespace {

using Word = std::string_view;

// The order is the order of the enumerations in report.h; tests/report/names_test.cpp holds it.
constexpr std::array kinds{Word("report"), Word("flash"), Word("information_note")};
constexpr std::array urgencies{Word("routine"), Word("priority"), Word("flash")};
constexpr std::array answers{Word("unknown"), Word("no"), Word("yes")};
constexpr std::array bases{Word("seen"), Word("told_by_person"), Word("told_by_third"),
                           Word("inferred")};
constexpr std::array roles{Word("presumed_victim"), Word("migrant"),  Word("suspect"),
                           Word("witness"),         Word("source"),   Word("child_with_family"),
                           Word("family_member"),   Word("official"), Word("other"),
                           Word("unknown")};
constexpr std::array sexes{Word("female"), Word("male"), Word("mixed"), Word("unknown")};
constexpr std::array age_bases{Word("documents"), Word("stated"),        Word("described"),
                               Word("looks"),     Word("told_by_third"), Word("unknown")};
constexpr std::array under_18{Word("no"), Word("possible"), Word("yes"), Word("unknown")};
constexpr std::array document_states{Word("held"),     Word("taken"), Word("forged"),
                                     Word("anothers"), Word("none"),  Word("unknown")};
constexpr std::array crossing_stages{Word("done"), Word("planned")};
constexpr std::array benefit_stages{Word("obtained"), Word("intended"), Word("promised")};

}  // namespace

template <>
std::span<const Word> names_of<Kind>() {
  return kinds;
}
template <>
std::span<const Word> names_of<Urgency>() {
  return urgencies;
}
template <>
std::span<const Word> names_of<Answer>() {
  return answers;
}
template <>
std::span<const Word> names_of<Basis>() {
  return bases;
}
template <>
std::span<const Word> names_of<Role>() {
  return roles;
}
template <>
std::span<const Word> names_of<Sex>() {
  return sexes;
}
template <>
std::span<const Word> names_of<AgeBasis>() {
  return age_bases;
}
template <>
std::span<const Word> names_of<MayBeUnder18>() {
  return under_18;
}
template <>
std::span<const Word> names_of<DocumentState>() {
  return document_states;
}
template <>
std::span<const Word> names_of<CrossingStage>() {
  return crossing_stages;
}
template <>
std::span<const Word> names_of<BenefitStage>() {
  return benefit_stages;
}

}  // namespace vigie
