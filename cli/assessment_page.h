// An assessment as a police officer reads it: one page of text, in English or French.
//
// It is written from the assessment's JSON (router/assess/assessment_json.h), the catalogue's
// texts, and the report where it is at hand, so that a stored assessment and a fresh one read
// alike. Trafficking and smuggling stand apart throughout; what a planned crossing would be is said
// as such; groups of persons or crossings of which the very same is to be said share one paragraph.
//
// Verbose adds to each fact its place in the report (a JSON pointer) and to each sentence the
// passage it rests on, both in brackets.
// Errors: Json::exception when the assessment has not the shape it should have.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/invocation.h"

namespace vigie::cli {

/// What is shown; borrowed.
struct AssessedReport {
  std::string report;  ///< Its id.
  std::int64_t revision = 1;
  const Json& assessment;
  const Json* content = nullptr;  ///< The report, where it is at hand.
};

struct PageOptions {
  std::string language = "en";
  std::vector<Code> frames;  ///< Which of the assessment's.
  bool verbose = false;
};

std::string assessment_page(const AssessedReport& assessed, const config::Mission& mission,
                            const config::Catalogue& catalogue, const PageOptions& options);

}  // namespace vigie::cli
