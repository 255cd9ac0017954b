#include "router/assess/assessment.h"

#include <algorithm>
#include <array>

namespace vigie::router {
namespace {

constexpr std::array<std::string_view, 4> findings{"unknown", "not_met", "possible", "met"};
constexpr std::array<std::string_view, 4> results{"not_indicated", "not_enough_reported",
                                                  "possible", "indicated"};

constexpr std::array<FlagName, 13> named_flags{{
    {"risk_on_return", &Flags::risk_on_return},
    {"foreign_presumed_victim", &Flags::foreign_presumed_victim},
    {"asylum_to_consider", &Flags::asylum_to_consider},
    {"immediate_danger", &Flags::immediate_danger},
    {"sexual_violence", &Flags::sexual_violence},
    {"sexual_exploitation", &Flags::sexual_exploitation},
    {"armed_actor", &Flags::armed_actor},
    {"conflict_link", &Flags::conflict_link},
    {"separated_child", &Flags::separated_child},
    {"child_abduction", &Flags::child_abduction},
    {"atrocity_crime", &Flags::atrocity_crime},
    {"mistreatment", &Flags::mistreatment},
    {"endangered_migrants", &Flags::endangered_migrants},
}};

std::string numbered(std::string_view list, std::size_t index) {
  return std::string(list) + "/" + std::to_string(index);
}

std::string of_crossing(const Ref& ref, std::string_view member) {
  return numbered("/how/journey/crossings", ref.index) + std::string(member);
}

std::string of_group(const Ref& ref, std::string_view member) {
  return numbered("/who", ref.index) + std::string(member);
}

}  // namespace

Finding either(Finding one, Finding other) {
  const Finding stronger = std::max(one, other);
  if (stronger >= Finding::possible) return stronger;
  return one == other ? one : Finding::unknown;
}

std::string_view to_string(Finding finding) {
  return findings.at(static_cast<std::size_t>(finding));
}

std::string_view to_string(Result result) { return results.at(static_cast<std::size_t>(result)); }

std::string pointer_of(const Ref& ref) {
  using enum Ref::Part;
  switch (ref.part) {
    case group:
      return of_group(ref, "");
    case group_age:
      return of_group(ref, "/age");
    case group_nationalities:
      return of_group(ref, "/nationalities");
    case group_documents:
      return of_group(ref, "/documents");
    case purpose:
      return numbered("/why/purposes", ref.index);
    case act:
      return numbered("/how/acts", ref.index);
    case means:
      return numbered("/how/means", ref.index);
    case armed_actor:
      return numbered("/how/armed_actors", ref.index);
    case crossing:
      return of_crossing(ref, "");
    case crossing_documents:
      return of_crossing(ref, numbered("/documents", ref.second));
    case crossing_benefit:
      return of_crossing(ref, numbered("/benefits", ref.second));
    case crossing_control:
      return of_crossing(ref, "/control");
    case crossing_mistreatment:
      return of_crossing(ref, numbered("/mistreatment", ref.second));
    case crossings:
      return "/how/journey/crossings";
    case purposes:
      return "/why/purposes";
    case acts:
      return "/how/acts";
    case all_means:
      return "/how/means";
    case indicator:
      return numbered("/indicators", ref.index);
    case need:
      return numbered("/needs", ref.index);
    case life_at_risk:
      return "/danger/life_at_risk_now";
    case armed_actors_present:
      return "/danger/armed_actors_present";
    case risk_on_return:
      return "/protection/risk_on_return";
    case possible_sexual_violence:
      return "/protection/possible_sexual_violence";
  }
  return "";
}

std::span<const FlagName> flag_names() { return named_flags; }

}  // namespace vigie::router
