// One judgement of an assessment in lines of text: its result, both readings where two are kept,
// each element with what it rests on, why, and what is missing.

#pragma once

#include <string>

#include "cli/assessment_sentences.h"

namespace vigie::cli {

/// `judgement` as router/assess/assessment_json.h writes it; each line begins at `indent` or after
/// it.
std::string judgement_text(const Json& judgement, const ReportedFacts& facts,
                           const AssessmentSentences& say, std::size_t indent);

}  // namespace vigie::cli
