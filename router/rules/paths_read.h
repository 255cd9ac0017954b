// Which facts a condition rests on, as paths into report and assessment: whoever may not see one of
// them may not read the rule's reason. A condition on a group's role, or on how many persons there
// are, also tells of the groups that a view may hide.
//
// Errors: none. Source: config/conditions/condition_schema.h has the paths.

#pragma once

#include <string>
#include <vector>

#include "config/conditions/condition.h"

namespace vigie::router {

/// Sorted.
std::vector<std::string> paths_read(const config::ConditionSet& conditions, config::NodeId root);
std::vector<std::string> paths_read(const config::ConditionSet& conditions,
                                    const config::Atom& atom);

}  // namespace vigie::router
