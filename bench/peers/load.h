// The load put on a peer: the closed loop of Stage::end_to_end, with the peer's own clients.
//
// As many publishers as reports in flight, each with one connection and one report on its way; four
// recipients take and acknowledge every report. In an accept run a publisher goes on when its
// report is safe on disk, in an end-to-end run when all four recipients acknowledged it.
// Acknowledged means, as with Vigie's own bench, that the recipient sent its acknowledgement; that
// the server took it is seen at the end, when nothing may be left. Errors: std::runtime_error when
// a report is refused, lost or left over — the run is void.

#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "bench/peers/ledger.h"

namespace vigie::bench::peers {

class Publisher {
 public:
  virtual ~Publisher() = default;
  /// Returns when the report is receipted.
  virtual void file(std::size_t report) = 0;
};

class Recipient {
 public:
  virtual ~Recipient() = default;
  /// Takes what is there and acknowledges it; waits a tenth of a second at most.
  virtual void take(Ledger& ledger) = 0;
};

/// A server with its queues empty.
class Peer {
 public:
  virtual ~Peer() = default;
  virtual std::unique_ptr<Publisher> publisher() = 0;
  virtual std::unique_ptr<Recipient> recipient(std::size_t position) = 0;
  /// Deliveries not acknowledged, the recipients gone.
  virtual std::size_t left() = 0;
};

/// What every peer's program is told: ADDRESS SERVER_PID BODY_FILE REPORTS.
struct Arguments {
  std::string address;  ///< In the peer's own form.
  int server = 0;       ///< Its process.
  std::string body;     ///< Of every report.
  std::size_t reports;  ///< In each run with more than one in flight; a sixth of it with one.
};

Arguments read_arguments(int argc, char** argv);

/// Both runs at 1, 16 and 64 in flight, and end to end at 300 reports/s; one JSON object a line,
/// named as vigie-bench names them.
void measure(Peer& peer, const Arguments& arguments);

}  // namespace vigie::bench::peers
