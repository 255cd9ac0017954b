// Conditions for tests, compiled with a small vocabulary: every catalogue list has the codes
// "alpha", "beta" and "gamma"; the regions are gao and kidal, the positions, states and languages a
// few.

#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "config/conditions/condition_compiler.h"
#include "report/clock.h"
#include "router/rules/evaluate.h"
#include "tests/support/report_generator.h"

namespace vigie::support {

config::ConditionWords condition_words();

/// Reports in that vocabulary.
ReportChoices condition_report_choices();

/// office_hours: Monday to Friday, 8 to 17 h, one hour east of UTC.
router::Calendars condition_calendars();

/// A Wednesday, 10 h there.
inline constexpr Time in_office_hours{std::chrono::sys_days{std::chrono::year{2019} / 7 / 3} +
                                      std::chrono::hours{9}};

/// east: four corners from (0, -60) to (150, -75), (120, 30) and (10, 80), and a triangle far west
/// of them, (-150, 0), (-100, -10.5), (-110, 45.25); longitude first.
router::Areas condition_areas();

/// Both, as long as the program runs.
router::Named condition_names();

struct Conditions {
  config::ConditionSet set;
  std::vector<config::NodeId> roots;  ///< In the order of the texts.
};

/// Stops the program with every problem when a text is none.
Conditions conditions(const std::vector<std::string>& texts);

/// Under condition_names().
router::Trace trace_of(const config::ConditionSet& set, const router::Facts& facts);

}  // namespace vigie::support
