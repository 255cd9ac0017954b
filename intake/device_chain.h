// The chain of everything one device signed: counter 1, 2, 3 …, each envelope naming the digest of
// the one before. A gap or a disorder is recorded and alarmed, never a reason to refuse: delivery
// may lose the race (a flash report overtakes a backlog), a phone may be restored.
//
// Pure policy; what it remembers is in intake/intake_store.h. A repeat of an envelope that was seen
// is no disorder. The chain advances only forward.
// Errors: none. Source: issue "the spine", 5; confidentiality.md, who is who.

#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "report/digest.h"
#include "report/signed_report.h"

namespace vigie::intake {

/// The furthest envelope seen of one device.
struct ChainEnd {
  std::int64_t counter = 0;
  Digest digest;
};

enum class ChainStep {
  next,      ///< The one that was expected.
  repeat,    ///< Seen before.
  gap,       ///< Envelopes before it did not arrive (yet).
  disorder,  ///< Behind the end, or not continuing the envelope before it.
};

struct ChainFinding {
  ChainStep step = ChainStep::next;
  bool advances = true;  ///< It is the new end of the chain.
  std::string text;      ///< For the alarm: counters only. Empty for next and repeat.
};

/// `seen`: exactly this envelope came before.
ChainFinding follow_chain(const std::optional<ChainEnd>& end, bool seen, const Envelope& envelope);

}  // namespace vigie::intake
