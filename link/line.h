// The two ends of a connection, without saying what it is made of: ZeroMQ sockets in a running
// program, a simulated network in tests.
//
// Handing frames to a Line or a Door is never delivery: anything may be lost, repeated or late, and
// the link above (sender.h, receiver.h) copes. Neither end ever blocks.

#pragma once

#include <optional>
#include <string>

#include "link/message.h"

namespace vigie::link {

/// The sender's end: one peer.
class Line {
 public:
  virtual ~Line() = default;
  virtual bool send(const Parts& frames) = 0;  ///< False: not now (no peer, or its queue is full).
  virtual std::optional<Parts> receive() = 0;
  virtual void* socket() = 0;  ///< For the poll loop; nullptr when there is nothing to wait on.
};

/// The receiver's end: many peers.
class Door {
 public:
  struct Incoming {
    std::string peer;   ///< Authenticated name of the sender's key.
    std::string route;  ///< Where an answer goes; means nothing else.
    Parts frames;
  };

  virtual ~Door() = default;
  virtual std::optional<Incoming> receive() = 0;
  /// Answers are one frame each (docs/decisions/0021). False: gone or full.
  virtual bool send(const std::string& route, const std::string& frame) = 0;
  virtual std::vector<void*> sockets() = 0;
  /// Where it listens ("tcp://127.0.0.1:41235" for a port chosen by the system).
  virtual std::string endpoint() = 0;
};

}  // namespace vigie::link
