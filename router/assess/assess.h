// Judges a report: trafficking per group of persons, smuggling per border crossing, protection.
//
// Pure: the same report and catalogue give the same assessment, byte for byte when written. What a
// person says of consent or of not being a victim, and the patrol's own label, are never read.
//
// The catalogue is the one of the version the report names; dates of regimes and frames are tested
// against the day observed. A catalogue without frames gives an assessment without any.
// Errors: none; a report the decoder and intake accepted can always be assessed.

#pragma once

#include "router/assess/assessment.h"

namespace vigie::router {

Assessment assess(const Report& report, const config::Catalogue& catalogue);

/// The day against which dated data is tested: when it was observed, else when it was filed.
std::chrono::sys_days day_of(const Report& report);

}  // namespace vigie::router
