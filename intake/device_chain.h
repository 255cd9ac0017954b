// The chain of everything one device signed: counter 1, 2, 3 …, each envelope naming the digest of
// the one before. What is out of order is recorded or alarmed, never a reason to refuse: a flash
// report overtakes a backlog, a phone may be restored.
//
// Pure policy; what it remembers is in intake/intake_store.h, and intake/chain_watch.h waits for
// what is missing. A counter that was jumped over and comes later is only late; a counter that
// another envelope has used is a disorder at once. The chain advances only forward.
//
// Errors: none.
// Source: docs/decisions/0007.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

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
  late,      ///< One of those, arriving now.
  disorder,  ///< Its counter was used, or it does not continue the envelope before it.
};

/// What is remembered of a device, as far as it concerns one envelope.
struct ChainMemory {
  std::optional<ChainEnd> end;
  bool seen = false;           ///< Exactly this envelope came before.
  bool used = false;           ///< Another envelope with its counter came before.
  bool missing = false;        ///< Its counter was jumped over, and waited for.
  bool accepted = false;       ///< Its report was accepted before.
  std::vector<Digest> before;  ///< The known envelopes with the counter before its own.
};

struct ChainFinding {
  ChainStep step = ChainStep::next;
  bool advances = true;            ///< It is the new end of the chain.
  std::int64_t missing_first = 0;  ///< For a gap.
  std::int64_t missing_last = 0;   ///< For a gap.
  std::string text = {};           ///< For the alarm of a disorder: counters only.
};

ChainFinding follow_chain(const ChainMemory& memory, const Envelope& envelope);

}  // namespace vigie::intake
