// One request and its answer on one open connection. Internal to service/: shows Poco.
//
// Reads the head (strictly), then the body up to its length, calls the handler, sends the answer.
// Refuses before reading what it will not take. Everything that blocks is ended from outside when
// its time is up (http_connections.h). Errors: Poco exceptions when the peer is gone; the caller
// closes the connection.

#pragma once

#include <Poco/Net/StreamSocket.h>

#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <variant>

#include "service/http_connections.h"
#include "service/http_head.h"
#include "service/http_server.h"

namespace vigie::service {

/// What all connections of a server share.
struct HttpShared {
  HttpServerOptions options;
  HttpHandler handler;
  Log& log;
  Metrics& metrics;
  HttpConnections connections;
  std::atomic<std::size_t> bodies_bytes{0};  ///< Reserved for bodies in memory now.
};

class HttpExchange {
 public:
  HttpExchange(Poco::Net::StreamSocket& socket, HttpShared& shared);

  void serve();

 private:
  using Phase = HttpConnections::Phase;

  bool enter(Phase phase, std::chrono::milliseconds time);
  std::size_t receive(std::size_t count);  ///< Appends to received_; 0 at the end of the stream.
  std::variant<HttpHead, HttpRefusal> read_head();
  HttpRefusal cut_short() const;  ///< Why the stream ended before the request did.
  std::optional<HttpRefusal> read_body(const HttpHead& head,
                                       const std::function<bool(std::size_t)>& has_room);
  void answer(HttpHead head);
  HttpResponse handle(const HttpRequest& request);
  void refuse(const HttpRefusal& refusal);
  void drain();
  void send_all(const std::string& bytes);

  Poco::Net::StreamSocket& socket_;
  HttpShared& shared_;
  int descriptor_;
  std::string received_;
};

}  // namespace vigie::service
