// What looks wrong with a set of rules that loads: nothing here stops it from being used.
//
// A rule that can never fire; a rule that another of the same office says already; a
// profile beyond the office's clearance; an office nobody holds; a position no rule reaches; a
// definition nothing uses.
//
// What is compared is the text's meaning part by part (a && b is covered by a alone); rules that
// cover each other in any other way are not found here.
// Errors: none. Order: by rule, then by what else is named.

#pragma once

#include <string>
#include <vector>

#include "config/draft.h"
#include "config/mission.h"

namespace vigie::config {

struct RuleWarning {
  Thing thing = Thing::rule;  ///< A rule, definition or position,
  std::string about;          ///< and its name.
  std::string text;           ///< "rule 'x' …"
  bool operator==(const RuleWarning&) const = default;
};

std::vector<RuleWarning> rule_warnings(const Mission& mission);

}  // namespace vigie::config
