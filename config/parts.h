// The parts of a report and of its assessment that a profile may name, and what each part shows.
//
// The list is the allow-list itself: a field that no part names is shown to nobody, so a field
// added to the report is invisible everywhere until it is named here and in a profile. Where
// (place) and when (time) are not parts: a profile grants them at a level of detail; but the
// district and the locality are text that a patrol wrote, so they are parts, as all free text is.
// No part speaks of identity.
//
// Shapes: a leaf is a path of the JSON forms (report/report.schema.json,
//         router/assess/assessment_json.h) with [] for the entries of a list:
//         "report.who[].age.min", "assessment.frames[].trafficking". A part is named by the path of
//         the report without brackets ("who.age"), or by its path in conditions
//         ("assessment.trafficking"). The order of parts and leaves is the order in which a view
//         shows them.
// Source: docs/configuration.md, profiles.yaml; docs/report.md, "Groups of fields".

#pragma once

#include <bitset>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "config/mission.h"

namespace vigie::config {

inline constexpr std::size_t parts_max = 128;
using PartSet = std::bitset<parts_max>;  ///< By index into parts().

/// How a leaf is shown.
enum class Showing : std::uint8_t {
  as_reported,
  group,           ///< The name of a group, which a patrol made up: as the group's number.
  group_or_party,  ///< The same, or a code of the catalogue's parties.
  pointer          ///< A JSON pointer into the report: only if what it points at is shown.
};

struct Leaf {
  std::string_view path;
  Showing showing = Showing::as_reported;
};

struct Part {
  std::string_view name;
  std::vector<Leaf> leaves;
  /// Not empty: the part opens only some entries of a list. Without leaves of its own: the groups
  /// of this role, which are otherwise left out; with leaves: the statements of this code.
  std::string_view only{};
};

std::span<const Part> parts();
const Part* find_part(std::string_view name);
std::size_t index_of(const Part& part);

/// What a reader must have been granted to be shown something; any one of these.
struct Access {
  bool with_every_notice = false;  ///< The message of a notice carries it beside the view.
  PartSet parts;
  PlaceDetail place = PlaceDetail::none;  ///< At least; none: not by place.
  TimeDetail time = TimeDetail::none;     ///< At least; none: not by time.
};

/// Of a path of a condition ("report.who[].sex", "assessment.trafficking"), of a leaf, or of an
/// object or list: whatever shows something in it. A path nothing shows: nothing gives access.
Access access_to(std::string_view path);

}  // namespace vigie::config
