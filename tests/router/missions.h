// The missions and example reports that the tests of the router use.

#pragma once

#include <set>
#include <string>

#include "config/mission.h"
#include "report/report.h"
#include "router/rules/routing.h"

namespace vigie::router {

config::Mission mali();
config::Mission tiny();
/// The tiny mission with the first `from` of its rules replaced.
config::Mission tiny_with_rules(const std::string& from, const std::string& to);

/// Bytes of a file in examples/, and the report in them.
std::string example_bytes(const std::string& name);
Report example(const std::string& name);

/// A report of the tiny mission's north shore.
Report tiny_report();

const Outcome& outcome_of(const Routing& routing, const std::string& position);
std::set<std::string> told_in(const Routing& routing);

/// The environment variable VIGIE_CASES sets it instead.
int random_cases(int usual = 2000);

}  // namespace vigie::router
