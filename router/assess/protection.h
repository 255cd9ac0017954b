// What people need to be protected from, whatever offence is shown: flags for rules, statements for
// people. Each speaks of a possibility, so that nobody waits for certainty.
// Source: UNODC module (2020), sections 2.A, 4 and 7 and Annex I.

#pragma once

#include "router/assess/evidence.h"

namespace vigie::router {

/// Reads the judgements already made; fills flags, protection and needs. `elements` are those of
/// evidence.persons(), in the same order.
void judge_protection(const Evidence& evidence, const std::vector<TraffickingElements>& elements,
                      Assessment& assessment);

}  // namespace vigie::router
