// Assessments of the shipped examples, and what tests ask of them.

#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "router/assess/assess.h"
#include "tests/router/missions.h"

namespace vigie::router {

/// Strictly decoded. Stops the test with the first problem when it is no report.
Report report_from(const nlohmann::json& json);

/// Under the catalogue of the shipped mission that the report names.
Assessment assessed(const Report& report);

/// Under that law ("protocol", "mali"). Stops the test when the catalogue has none of that id.
const FrameAssessment& frame_of(const Assessment& assessment, std::string_view frame);

/// The judgement of a group ("girls"), at a crossing if one is given. Stops the test when there is
/// none.
const Judgement& judgement_of(const Assessment& assessment, const std::string& frame,
                              const std::string& finding, const std::string& group,
                              std::optional<std::size_t> crossing = std::nullopt);

Finding element_of(const Judgement& judgement, config::Element element);
bool says(const std::vector<Statement>& statements, std::string_view code);

}  // namespace vigie::router
