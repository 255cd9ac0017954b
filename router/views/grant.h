// What a notice may show to an office: the profiles its rules name, within the office's clearance.
//
// Shapes: parts are the union of the profiles' parts that the clearance has too (the union of its
//         own profiles); place and time are the finest of the profiles, capped by the finest of the
//         clearance. A profile counts when it adds something; the mark is the strictest of those
//         that count, confidential when none does.
// Errors: none; an office without clearance and a profile the mission does not have grant nothing.
// Source: docs/configuration.md, profiles.yaml; config/parts.h.

#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/mission.h"
#include "config/parts.h"

namespace vigie::router {

struct Grant {
  config::PartSet parts{};
  config::PlaceDetail place = config::PlaceDetail::none;
  config::TimeDetail time = config::TimeDetail::none;
  config::Mark mark = config::Mark::confidential;
  std::vector<Code> profiles{};  ///< Those that count, by id.
  bool operator==(const Grant&) const = default;
};

/// The grants of one mission, with its profiles made ready once.
class Grants {
 public:
  explicit Grants(const config::Mission& mission);

  Grant of(std::span<const Code> profiles, std::string_view office) const;

 private:
  std::map<Code, Grant, std::less<>> profiles_;
  std::map<Code, Grant, std::less<>> clearances_;  ///< By office: the union of its profiles.
};

/// The office whose clearance bounds what a position is shown.
Code office_of(const config::Mission& mission, const Code& position);

/// What a reader must have been granted to be told the value of a condition on that path
/// ("report.who[].age.min", "assessment.trafficking"). Of a list: that it is there, and how long.
/// Of a condition that tells of sources or suspects: "who.sources", "who.suspects".
config::Access access_to_condition(std::string_view path);
bool sees(const Grant& grant, const config::Access& access);
bool sees(const Grant& grant, std::string_view condition_path);

/// May it be told who acts in place of a position that the report implicates?
bool sees_who_is_implicated(const Grant& grant);

}  // namespace vigie::router
