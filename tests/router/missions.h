// The missions and example reports that the tests of the router use.

#pragma once

#include <chrono>
#include <nlohmann/json_fwd.hpp>
#include <set>
#include <string>

#include "config/mission.h"
#include "report/clock.h"
#include "report/report.h"
#include "router/rules/routing.h"

namespace vigie::router {

/// Noon of a day after every example was filed.
inline constexpr Time noon{std::chrono::sys_days{std::chrono::year{2019} / 6 / 30} +
                           std::chrono::hours{12}};

config::Mission mali();
const config::Mission& shipped();  ///< mali(), loaded once.
config::Mission tiny();
/// The tiny mission with the first `from` of its rules replaced.
config::Mission tiny_with_rules(const std::string& from, const std::string& to);

/// Bytes of a file in examples/, and the report in them.
std::string example_bytes(const std::string& name);
Report example(const std::string& name);

/// A report of the tiny mission's north shore.
Report tiny_report();
/// The same, where somebody needs dry clothes: the harbour master is told once the sector chief has
/// forwarded; what is not reported leaves the police for the chief to decide.
Report wet_report();

const Outcome& outcome_of(const Routing& routing, const std::string& position);
std::set<std::string> told_in(const Routing& routing);
/// Of a position in what "explain" answers; null when it says nothing of it.
nlohmann::json outcome_in(const nlohmann::json& explained, const std::string& position);

/// The environment variable VIGIE_CASES sets it instead.
int random_cases(int usual = 2000);

}  // namespace vigie::router
