// The last check before a report is accepted: does what it says mean something here?
//
// The decoder has settled the form. This settles the words: codes exist in the catalogue the report
// names, the region and the implicated positions exist, dates are possible, and counts and ages do
// not contradict each other. Pure: the mission, the report and the instant are all it reads.
//
// Errors: refusals are a list, each with a JSON pointer, a code ("meaning.unknown_code") and both
//         texts; at most meaning_problems_max. No report is refused for its age, nor because its
//         catalogue is old. An unknown catalogue version is no refusal: "not yet".

#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <variant>

#include "config/mission.h"
#include "report/clock.h"
#include "report/problem.h"
#include "report/report.h"

namespace vigie::intake {

inline constexpr std::size_t meaning_problems_max = 64;
/// How far ahead a device's clock may run.
inline constexpr std::chrono::hours filed_ahead_max{24};

/// The report's codes cannot be checked until that version arrives.
struct UnknownCatalogue {
  std::string version;
};

/// Empty problems: the report is accepted.
using Meaning = std::variant<Problems, UnknownCatalogue>;

Meaning check_meaning(const Report& report, const config::Mission& mission, Time now);

}  // namespace vigie::intake
