// The words of the report's enumerations, as they stand in JSON, in rules, in logs and in
// databases.
//
// One table per enumeration (names.cpp); a word is stable once published.
// Errors: parse_name() returns nullopt for any other word. Words are case-sensitive.

#pragma once

#include <concepts>
#include <optional>
#include <span>
#include <string_view>

#include "report/parse_word.h"
#include "report/report.h"

namespace vigie {

template <typename Type, typename... Types>
concept OneOf = (std::same_as<Type, Types> || ...);

template <typename Enum>
concept ReportEnum = OneOf<Enum, Kind, Urgency, Answer, Basis, Role, Sex, AgeBasis, MayBeUnder18,
                           DocumentState, CrossingStage, BenefitStage>;

/// Every word of the enumeration, in the order of its values.
template <ReportEnum Enum>
std::span<const std::string_view> names_of();
template <>
std::span<const std::string_view> names_of<Kind>();
template <>
std::span<const std::string_view> names_of<Urgency>();
template <>
std::span<const std::string_view> names_of<Answer>();
template <>
std::span<const std::string_view> names_of<Basis>();
template <>
std::span<const std::string_view> names_of<Role>();
template <>
std::span<const std::string_view> names_of<Sex>();
template <>
std::span<const std::string_view> names_of<AgeBasis>();
template <>
std::span<const std::string_view> names_of<MayBeUnder18>();
template <>
std::span<const std::string_view> names_of<DocumentState>();
template <>
std::span<const std::string_view> names_of<CrossingStage>();
template <>
std::span<const std::string_view> names_of<BenefitStage>();

/// to_string(Kind::information_note) is "information_note".
template <ReportEnum Enum>
std::string_view to_string(Enum value) {
  return names_of<Enum>()[static_cast<std::size_t>(value)];
}

template <ReportEnum Enum>
std::optional<Enum> parse_name(std::string_view word) {
  return parse_word<Enum>(names_of<Enum>(), word);
}

}  // namespace vigie
