// The table of an HTTP server's open connections: who may come in, who gives way, whose time is up.
//
// A connection takes a worker thread, so a client that says nothing must not keep one for long.
// Each phase has a deadline over its whole length (a byte now and then does not extend it),
// enforced from outside by sweep(), which shuts the socket down under the reader; that works for
// TLS as for plain sockets, handshake included. When the table (or one address's share) is full,
// the oldest connection that has not yet sent a whole head gives way to the newcomer; if there is
// none, the newcomer is turned away. So half-open connections cost their owner only.
//
// Sockets are named by their descriptor; the table keeps a duplicate, so that a descriptor closed
// and reused elsewhere can never be shut down by mistake. Threads: any.
//
// Metrics: vigie_http_connections_total, those that came in; vigie_http_dropped_total by why:
//          turned_away (no room), gave_way (closed to make room), timed_out.

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "service/descriptor.h"
#include "service/metrics.h"

namespace vigie::service {

class HttpConnections {
 public:
  using Instant = std::chrono::steady_clock::time_point;

  enum class Phase {
    waiting,  ///< For a worker thread.
    head,     ///< TLS handshake and request head.
    body,
    answering,  ///< In the handler, which keeps its own deadline.
    sending,    ///< The answer, and what is left of a refused request.
  };

  HttpConnections(std::size_t total_max, std::size_t per_address_max, Metrics& metrics)
      : total_max_(total_max), per_address_max_(per_address_max), metrics_(metrics) {}

  /// False: close it, there is no room.
  bool admit(int socket, const std::string& address, Instant deadline);

  /// Moves to the next phase. False: time is up or it gave way; stop serving it.
  bool enter(int socket, Phase phase, Instant deadline);

  /// Whether the deadline of its phase has passed.
  bool timed_out(int socket) const;

  void finish(int socket);

  /// Ends the phases whose deadline has passed.
  void sweep(Instant now);

  /// The server is ending: drops every connection that is not in its handler or sending its answer,
  /// and leaves those no later than `last`.
  void wind_down(Instant last);

 private:
  struct Entry {
    Descriptor duplicate;
    std::string address;
    Phase phase = Phase::waiting;
    std::uint64_t order = 0;
    Instant deadline;
    bool timed_out = false;
  };

  bool give_way(const std::string* address);
  void count_dropped(const std::string& why);

  std::size_t total_max_;
  std::size_t per_address_max_;
  Metrics& metrics_;
  mutable std::mutex mutex_;
  std::map<int, Entry> entries_;
  std::uint64_t admitted_ = 0;
  Instant last_ = Instant::max();  ///< No phase lasts longer.
};

}  // namespace vigie::service
