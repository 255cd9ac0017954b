// What an assessment keeps and shows without using it, in lines of text: the patrol's own label,
// and what persons say of consent and of being presumed victims.

#pragma once

#include <string>

#include "cli/assessment_sentences.h"

namespace vigie::cli {

/// `report` is one the decoder accepted; empty when it says nothing of the kind.
std::string not_used_text(const Json& report, const ReportedFacts& facts,
                          const AssessmentSentences& say);

}  // namespace vigie::cli
