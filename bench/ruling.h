// What the rules cost for one report, without disk or network, on one core: compiling 10, 100 and
// 1000 rules of four atomic conditions each, routing four shipped examples of 3 000 bytes under
// them with every atom's value kept, and building one view.
//
// Figures: {"what":"ruling","rules","atoms","compile_ms","route_us","trace_bytes","record_bytes"},
// route_us the slowest of the examples' medians;
// {"what":"viewing","report","view_us","view_to_decode","bytes"}, for the widest view of the
// shipped mission. The rules are drawn from a fixed seed out of the mission's own words.

#pragma once

#include "bench/measurements.h"

namespace vigie::bench {

void measure_ruling(const AddFigure& add);

}  // namespace vigie::bench
