// What intake makes of one report: accepted with a receipt, refused with problems, or not yet.

#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "report/problem.h"

namespace vigie::intake {

/// The report is (or was already) kept.
struct Accepted {
  std::string receipt;  ///< The JSON answer, byte for byte the same for every repeat.
  bool repeat = false;
};

struct Refusal {
  Problems problems;  ///< Never empty; the first one's code names the refusal.
  const std::string& code() const { return problems.front().code; }
};

/// Of a version this intake does not know: nothing is kept, the patrol keeps it.
struct NotYet {
  std::string code;
};

using Decision = std::variant<Accepted, Refusal, NotYet>;

}  // namespace vigie::intake
