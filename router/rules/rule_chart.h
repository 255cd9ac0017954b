// A mission's positions, profiles and rules by number, and whom each rule speaks of in each region:
// what routing would otherwise look up for every report.
//
// Shapes: positions, profiles and rules are numbered in the order of their ids. Everything is a
// view into the mission, which must outlive the chart.
// Errors: in_region() throws std::out_of_range for a region the mission does not have.

#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <string_view>
#include <vector>

#include "config/mission.h"
#include "router/rules/number_set.h"
#include "router/rules/routing.h"

namespace vigie::router {

class RuleChart {
 public:
  using Number = std::uint32_t;
  using Numbers = std::vector<Number>;
  static constexpr Number nobody = std::numeric_limits<Number>::max();
  static constexpr Number deputy = nobody - 1;  ///< In place of a position that is climbed to.

  struct Seat {
    std::string_view id;
    Number office = nobody;
    Number stand_in = nobody;
    bool addressee = true;
    bool outside = false;
    bool may_be_told = false;  ///< At once: it receives, and is not outside.
  };

  struct Terms {
    std::string_view id;
    config::NodeId condition = 0;
    Number office = nobody;
    config::Effect effect = config::Effect::tell;
    config::IfUnknown if_unknown = config::IfUnknown::hold;
    Urgency urgency = Urgency::routine;
    std::chrono::sys_days from = std::chrono::sys_days::min();
    std::chrono::sys_days to = std::chrono::sys_days::max();  ///< The last day.
    std::chrono::minutes within{0};                           ///< For an answer.
    const config::HoldTerms* hold = nullptr;                  ///< Absent: told at once.
    NumberSet show;                                           ///< Profiles.
  };

  /// Whom one rule speaks of in one region.
  struct Named {
    Number told = nobody;  ///< Or withheld; nobody, too, when that position never receives.
    Number decider = nobody;
    Number escalates_to = nobody;
    Numbers then;
  };
  struct Region {
    std::vector<Named> rules;    ///< By rule.
    std::vector<Reason> untold;  ///< By position: why, when no rule fires for it.
    Number first_addressee = nobody;
  };

  explicit RuleChart(const config::Mission& mission);

  const std::vector<Seat>& positions() const { return positions_; }
  const std::vector<Terms>& rules() const { return rules_; }
  const std::vector<std::string_view>& profiles() const { return profiles_; }
  const Region& in_region(std::string_view region) const;
  Number number_of(std::string_view position) const;  ///< Or nobody.

 private:
  using ByName = std::map<std::string_view, Number>;

  static Number number_in(const ByName& names, std::string_view name);
  void number_positions();
  void number_profiles();
  void number_rules();
  Terms terms_of(const config::Rule& rule) const;
  Region seats_in(std::string_view region) const;
  Named named_by(const config::Rule& rule, const ByName& seats) const;
  Reason untold(const config::Position& position, std::string_view region) const;

  const config::Mission& mission_;
  ByName numbers_;  ///< Of positions.
  ByName offices_;
  std::vector<Seat> positions_;
  std::vector<std::string_view> profiles_;
  std::vector<const config::Rule*> written_;  ///< By rule.
  std::vector<Terms> rules_;
  std::map<std::string_view, Region> regions_;
};

}  // namespace vigie::router
