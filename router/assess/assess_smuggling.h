// Smuggling of migrants: at each border crossing for each group that crossed (Protocol), or of each
// group whose transport, harbouring or transit was organised (laws that ask for no crossing).
// Source: Smuggling Protocol, art. 3 and 6; Act 2012-023 of Mali, art. 3; UNODC module (2020),
//         sections 2.B, 3, 4 and 5.

#pragma once

#include "router/assess/evidence.h"

namespace vigie::router {

/// One judgement for every reported crossing and every group it concerns.
void judge_crossings(const Evidence& evidence, const config::FrameFinding& asked,
                     std::vector<Judgement>& judgements);

Judgement judge_transport(const Evidence& evidence, const Persons& persons,
                          const TraffickingElements& elements, const config::FrameFinding& asked);

}  // namespace vigie::router
