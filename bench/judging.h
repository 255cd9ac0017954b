// What the router decides about one report, without disk or network, on one core: decoding,
// assessing and writing the assessment, of four shipped examples filled up to 3 000 bytes.
//
// Figures: {"what":"judging","report","decode_us","assess_us","write_us","assess_to_decode",
// "assessment_bytes"}; times are medians. The ratio to decoding is what can be compared between
// machines.

#pragma once

#include "bench/measurements.h"

namespace vigie::bench {

void measure_judging(const AddFigure& add);

}  // namespace vigie::bench
