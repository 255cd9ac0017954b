#include "tests/router/assessed.h"

#include <doctest/doctest.h>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "report/decode.h"

namespace vigie::router {

Report report_from(const nlohmann::json& json) {
  const auto decoded = decode_report(json.dump());
  if (const auto* problems = std::get_if<Problems>(&decoded)) {
    FAIL(problems->front().pointer << " " << problems->front().code);
  }
  return std::get<Report>(decoded);
}

Assessment assessed(const Report& report) {
  static const config::Mission mission = mali();
  return assess(report, mission.catalogues.at(report.catalogue));
}

const FrameAssessment& frame_of(const Assessment& assessment, std::string_view frame) {
  const auto found = std::ranges::find(assessment.frames, frame, &FrameAssessment::frame);
  REQUIRE(found != assessment.frames.end());
  return *found;
}

const Judgement& judgement_of(const Assessment& assessment, const std::string& frame,
                              const std::string& finding, const std::string& group,
                              std::optional<std::size_t> crossing) {
  const FrameAssessment& law = frame_of(assessment, frame);
  const auto found = std::ranges::find_if(law.judgements, [&](const Judgement& judgement) {
    return judgement.finding == finding && judgement.group == group &&
           judgement.crossing == crossing;
  });
  REQUIRE_MESSAGE(found != law.judgements.end(), frame << " " << finding << " " << group);
  return *found;
}

Finding element_of(const Judgement& judgement, config::Element element) {
  const auto found = std::ranges::find(judgement.elements, element, &ElementFinding::element);
  REQUIRE(found != judgement.elements.end());
  return found->finding;
}

bool says(const std::vector<Statement>& statements, std::string_view code) {
  return std::ranges::find(statements, code, &Statement::code) != statements.end();
}

}  // namespace vigie::router
