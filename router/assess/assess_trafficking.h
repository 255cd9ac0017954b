// Trafficking in persons, and the organised exploitation of begging, of one group of persons.
// Source: Trafficking Protocol, art. 3; UNODC module (2020), sections 2.A, 3 and 6.A.

#pragma once

#include "router/assess/evidence.h"

namespace vigie::router {

Judgement judge_trafficking(const Evidence& evidence, const Persons& persons,
                            const TraffickingElements& elements, const config::FrameFinding& asked);

Judgement judge_begging(const Evidence& evidence, const Persons& persons,
                        const TraffickingElements& elements, const config::FrameFinding& asked);

/// For offences whose elements all count alike: one not met, and it is not indicated.
Result result_of(const std::vector<ElementFinding>& elements);

/// "missing.…" of every element that is not met, among those that have such a code.
void add_missing(const std::vector<ElementFinding>& elements, Judgement& judgement);

}  // namespace vigie::router
