// Lines and doors over ZeroMQ, and the context with its one ZAP handler.
//
// A tcp:// endpoint without CURVE keys is refused when it is made. Every CURVE door has a ZAP
// domain (its name), enforced by libzmq itself as well: without the handler nobody gets in. On
// inproc there are no keys: the wiring says who is on the other side, one socket per peer.
//
// Errors: EndpointRefused with a sentence for the operator.
// Source: libzmq 4.3.4, in which a CURVE door without a handler accepts unknown keys.

#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "link/allow_list.h"
#include "link/keys.h"
#include "link/line.h"

namespace vigie::link {

class EndpointRefused : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct LineOptions;
struct DoorOptions;

class Context {
 public:
  /// `allow_list` outlives the context, which counts there the handshakes that it refuses.
  explicit Context(AllowList& allow_list);
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;
  ~Context();  ///< Every line and door must be gone before.

 private:
  friend std::unique_ptr<Line> connect_line(Context&, const LineOptions&);
  friend std::unique_ptr<Door> open_door(Context&, const DoorOptions&);

  struct Parts;
  std::unique_ptr<Parts> parts_;
};

/// Where a line connects to. `own` and `server_public` are needed for tcp://, wanted for ipc://.
struct LineOptions {
  std::string endpoint;
  const SecretKey* own = nullptr;
  std::string server_public;  ///< Z85 CURVE key of the door.
};

std::unique_ptr<Line> connect_line(Context& context, const LineOptions& options);

struct DoorOptions {
  /// Messages of one connection that wait inside the program; more wait at the sender.
  static constexpr int unread_messages_default = 1000;
  /// A longer frame ends its connection, before it has been read.
  static constexpr std::int64_t frame_bytes_default = 16 * 1024 * 1024;

  std::string name;      ///< ZAP domain: "intake/patrols".
  std::string endpoint;  ///< tcp:// (port * picks one), ipc:// or inproc://.
  const SecretKey* own = nullptr;
  std::vector<std::string> inproc_peers;  ///< On inproc: one endpoint "<endpoint>/<peer>" each.
  int unread_messages_max = unread_messages_default;
  std::int64_t frame_bytes_max = frame_bytes_default;
};

std::unique_ptr<Door> open_door(Context& context, const DoorOptions& options);

/// The endpoint `peer` connects to: with the peer's name on inproc, as it is otherwise.
std::string endpoint_for(const std::string& endpoint, const std::string& peer);

}  // namespace vigie::link
