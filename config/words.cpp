#include "config/words.h"

#include <array>

namespace vigie::config {
namespace {

using Word = std::string_view;

// The order is the order of the enumerations; tests/config/words_test.cpp holds it.
constexpr std::array categories{Word("contextual"), Word("general"), Word("specific"),
                                Word("smuggling"), Word("aggravating")};
constexpr std::array elements{Word("act"),         Word("means"),
                              Word("purpose"),     Word("illegal_entry"),
                              Word("other_state"), Word("benefit"),
                              Word("organised"),   Word("irregular_status"),
                              Word("begging"),     Word("gained_by_another")};
constexpr std::array likelihoods{Word("no"), Word("possible"), Word("yes")};
constexpr std::array learning{Word("no"), Word("by_looking"), Word("from_documents"),
                              Word("from_others")};
constexpr std::array place_details{Word("none"),     Word("region"),      Word("cercle"),
                                   Word("locality"), Word("about_10_km"), Word("exact")};
constexpr std::array time_details{Word("none"), Word("day"), Word("hour"), Word("exact")};
constexpr std::array marks{Word("unclassified"), Word("confidential"),
                           Word("strictly_confidential")};
constexpr std::array if_unknown{Word("hold"), Word("tell"), Word("ignore")};
constexpr std::array at_deadline{Word("remind"), Word("escalate"), Word("forward")};
constexpr std::array releases{Word("decision"), Word("forward")};

constexpr std::size_t trafficking_elements = 3;

}  // namespace

template <>
std::span<const Word> words_of<IndicatorCategory>() {
  return categories;
}
template <>
std::span<const Word> words_of<Element>() {
  return elements;
}
template <>
std::span<const Word> words_of<Likelihood>() {
  return likelihoods;
}
template <>
std::span<const Word> words_of<Learn>() {
  return learning;
}
template <>
std::span<const Word> words_of<PlaceDetail>() {
  return place_details;
}
template <>
std::span<const Word> words_of<TimeDetail>() {
  return time_details;
}
template <>
std::span<const Word> words_of<Mark>() {
  return marks;
}
template <>
std::span<const Word> words_of<IfUnknown>() {
  return if_unknown;
}
template <>
std::span<const Word> words_of<AtDeadline>() {
  return at_deadline;
}
template <>
std::span<const Word> words_of<HoldTerms::Release>() {
  return releases;
}

std::span<const Word> trafficking_element_words() {
  return words_of<Element>().first(trafficking_elements);
}

}  // namespace vigie::config
