// The figures of a bench as tables for people: one row for what was measured alike, with the
// median of each figure over its rounds.

#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace vigie::bench {

/// Of an array of figures (bench/measurements.h). Sections without figures are left out.
std::string summary(const nlohmann::ordered_json& figures);

/// One figure on one line, for who watches the bench.
std::string progress_line(const nlohmann::ordered_json& figure);

}  // namespace vigie::bench
