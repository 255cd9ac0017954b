// HTTP/1.1 for the forms, health and metrics: one request per connection, then it closes.
//
// Poco accepts the connections, runs the worker threads and speaks TLS; the request itself is read
// by http_head.h, because Poco 1.11's reader takes ambiguous framing (docs/decisions/0009), and
// because one strict reader over the socket stream serves plain and TLS connections alike.
//
// Limits: connections in all and per address, head 16 KiB, body and all bodies held at once, a
//         deadline over each phase (http_connections.h). Beyond: 431, 413, 503 with Retry-After,
//         408; over TLS a connection whose time is up is closed without an answer. Queued newcomers
//         beyond the connection limit are closed.
// Errors: the constructor throws Failure: usage of an unknown address or a public one without a
//         certificate (configuration), a port in use (failure). A handler that throws gives 500 and
//         one log line without the request.
// Metrics: vigie_http_refused_total by code, of what no handler saw; http_connections.h has others.
// Source: RFC 9112.

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "service/http.h"
#include "service/logging.h"
#include "service/metrics.h"

namespace vigie::service {

struct HttpServerOptions {
  std::string listen = {};  ///< "127.0.0.1:8701", "[::1]:8701"; port 0 takes a free one.
  std::filesystem::path certificate = {};  ///< PEM, chain included. Empty: no TLS, loopback only.
  std::filesystem::path private_key = {};  ///< PEM, readable by this user alone.
  std::size_t body_bytes_max = 1024 * 1024;
  std::size_t all_bodies_bytes_max = 32 * 1024 * 1024;  ///< Held at once; bounds our memory.
  std::size_t connections_max = 128;                    ///< Also the number of worker threads.
  std::size_t connections_per_address_max = 96;  ///< Below the total: one address leaves room.
  std::chrono::milliseconds header_timeout{10'000};
  std::chrono::milliseconds body_timeout{60'000};  ///< A slow link may take that long.
  std::chrono::milliseconds sending_timeout{30'000};
};

class HttpServer {
 public:
  /// Listens and serves at once.
  HttpServer(const HttpServerOptions& options, HttpHandler handler, Log& log, Metrics& metrics);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  std::uint16_t port() const;

  /// Takes no more connections, lets running handlers answer, ends the others, waits for all. Close
  /// the mailboxes that handlers wait on first.
  void stop();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace vigie::service
