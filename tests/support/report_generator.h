// Reports for tests: random ones that decode_report() accepts, and one with every field set.
//
// Codes are those of the shipped catalogue (config/mali/catalogue) unless other ones are given, so
// a generated report also passes the check of meaning there. Reproducible from the seed alone.

#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "report/random.h"
#include "report/report.h"

namespace vigie {

struct ReportChoices {
  std::vector<Code> regions{"gao", "bamako", "kidal"};
  std::string catalogue = "2019.1";
  /// Codes of a catalogue list ("needs"); empty: codes of the shipped mission.
  std::function<std::vector<Code>(std::string_view list)> codes;
};

Report random_report(SeededRandom& random, const ReportChoices& choices = {});

/// Every optional field present, every list with an entry.
Report maximal_report();

/// Nothing but what a report must have.
Report minimal_report();

}  // namespace vigie
