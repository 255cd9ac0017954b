// Whether the entry of some persons into a State would be illegal, and whether that State is
// another than theirs: the first two elements of smuggling, for one crossing and one group.
//
// Computed from nationality, documents, visa and the dated travel regimes of the catalogue. What no
// regime vouches for on that day is unknown. A border without controls, and a health certificate
// nobody mentions, make no entry illegal; another's, rented or forged document exempts nobody.
// Source: UNODC module (2020), sections 2.B and 5.

#pragma once

#include "router/assess/evidence.h"

namespace vigie::router {

struct Entry {
  ElementFinding illegal;
  ElementFinding other_state;
  std::vector<Statement> because;
  std::vector<Statement> missing;
  bool residence = false;  ///< They hold a residence permit; of which State is not reported.
};

Entry judge_entry(const Evidence& evidence, std::size_t crossing, const Persons& persons);

}  // namespace vigie::router
