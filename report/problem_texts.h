// The sentences of every refusal that reading a report can end in, in both languages.
//
// A code is stable once published (docs/report.md lists them all). The detail sentence is added
// when there is something exact to say; "{}" in it stands for limits, words of the schema or a
// field name, never for anything the report says.

#pragma once

#include <span>
#include <string>
#include <string_view>

#include "report/problem.h"

namespace vigie {

struct ProblemText {
  std::string_view code;
  std::string_view en;
  std::string_view fr;
  std::string_view detail_en;  ///< With one "{}"; empty when the code has no detail.
  std::string_view detail_fr;
};

std::span<const ProblemText> problem_texts();

/// The problem with its texts. A code that is not in the table is our bug.
Problem make_problem(std::string pointer, std::string_view code, std::string_view detail = {});

}  // namespace vigie
