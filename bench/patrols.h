// The patrols of a measurement: devices with signed reports ready, each with one report in flight.
//
// They speak the link's wire form without a spool: what is measured is the mission, not a device's
// disk. Reports are signed before the clock starts, as phones do on their own processors.
// Errors: std::runtime_error when a report is refused or a device is told it may not speak — the
// run is void.

#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bench/latencies.h"
#include "link/message.h"
#include "report/report.h"
#include "tests/support/device.h"

namespace vigie::bench {

using Clock = std::chrono::steady_clock;

class Patrols {
 public:
  Patrols(std::vector<support::Device*> devices, Report example, Random& random);

  /// Signs `count` reports more, dealt out to the first `devices` patrols.
  void sign(std::size_t count, std::size_t devices, Time now);

  /// Sends the next report of every device that has nothing in flight, at most `most` of them.
  std::size_t send(Clock::time_point now, std::size_t most);
  /// Sends one report from whichever device has one, whether or not it has others in flight.
  bool send_one(Clock::time_point now);
  /// From those whose sockets have something: asking all sixty-four at every turn cost more than
  /// what was measured.
  void receive(const std::vector<void*>& ready, Clock::time_point now);

  std::vector<void*> sockets() const;
  std::size_t sent() const { return sent_; }
  std::size_t receipted() const { return receipts_.count(); }
  const Latencies& receipts() const { return receipts_; }
  /// When each report was sent, by its id.
  const std::map<std::string, Clock::time_point>& sent_at() const { return sent_at_; }
  void forget();  ///< A new measurement begins; nothing may be in flight.
  /// A device sends its next report only when settle() was called for its last one, not at its
  /// receipt.
  void wait_for_settling(bool wait) { settles_at_receipt_ = !wait; }
  void settle(const std::string& report);

 private:
  struct Signed {
    std::string id;
    link::Parts parts;
  };
  struct Patrol {
    support::Device* device;
    Uuid incarnation;
    std::int64_t sequence = 0;
    std::deque<Signed> ready;
    std::map<std::int64_t, std::string> in_flight;  ///< Awaiting a receipt, by sequence.
    bool busy = false;
  };

  void send_next(Patrol& patrol, Clock::time_point now);
  void take(Patrol& patrol, const link::Parts& frames, Clock::time_point now);
  void take_answer(Patrol& patrol, std::int64_t sequence, bool applied, Clock::time_point now);

  Report example_;
  Random& random_;
  std::vector<Patrol> patrols_;
  std::map<void*, Patrol*> by_socket_;
  std::map<std::string, Patrol*> sender_of_;
  std::map<std::string, Clock::time_point> sent_at_;
  std::size_t sent_ = 0;
  std::size_t next_ = 0;
  Latencies receipts_;
  bool settles_at_receipt_ = true;
};

}  // namespace vigie::bench
