// The words that stand for the values of the mission's enumerations, as its files, records and
// messages write them.
//
// One table per enumeration (words.cpp); a word is stable once published.
// Errors: parse_name() returns nullopt for any other word. Words are case-sensitive.

#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "config/catalogue.h"
#include "config/mission.h"
#include "report/names.h"
#include "report/parse_word.h"

namespace vigie::config {

template <typename Enum>
concept ConfigEnum = OneOf<Enum, IndicatorCategory, Element, Likelihood, Learn, PlaceDetail,
                           TimeDetail, Mark, IfUnknown, AtDeadline, HoldTerms::Release>;

/// Every word of the enumeration, in the order of its values.
template <ConfigEnum Enum>
std::span<const std::string_view> words_of();
template <>
std::span<const std::string_view> words_of<IndicatorCategory>();
template <>
std::span<const std::string_view> words_of<Element>();
template <>
std::span<const std::string_view> words_of<Likelihood>();
template <>
std::span<const std::string_view> words_of<Learn>();
template <>
std::span<const std::string_view> words_of<PlaceDetail>();
template <>
std::span<const std::string_view> words_of<TimeDetail>();
template <>
std::span<const std::string_view> words_of<Mark>();
template <>
std::span<const std::string_view> words_of<IfUnknown>();
template <>
std::span<const std::string_view> words_of<AtDeadline>();
template <>
std::span<const std::string_view> words_of<HoldTerms::Release>();

/// act, means, purpose.
std::span<const std::string_view> trafficking_element_words();

/// to_string(Mark::strictly_confidential) is "strictly_confidential".
template <ConfigEnum Enum>
std::string_view to_string(Enum value) {
  return words_of<Enum>()[static_cast<std::size_t>(value)];
}

template <ConfigEnum Enum>
std::optional<Enum> parse_name(std::string_view word) {
  return parse_word<Enum>(words_of<Enum>(), word);
}

}  // namespace vigie::config
