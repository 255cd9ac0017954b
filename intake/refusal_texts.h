// The sentences of every refusal intake makes itself, in both languages: about keys, sizes,
// signatures, envelopes, attachments, revisions, versions and questions. What reading a report can
// end in has its sentences in report/problem_texts.h, what it means in intake/meaning.cpp.
//
// A code is stable once published. No sentence quotes anything a patrol sent.

#pragma once

#include <span>
#include <string>
#include <string_view>

#include "report/problem.h"

namespace vigie::intake {

struct RefusalText {
  std::string_view code;
  std::string_view en;
  std::string_view fr;
};

std::span<const RefusalText> refusal_texts();

/// A code that is not in the table is our bug.
Text refusal_text(std::string_view code);

/// `pointer` is empty when the report as a whole is meant.
Problem make_refusal(std::string_view code, std::string pointer = {});

}  // namespace vigie::intake
