#include "service/http_server.h"

#include <Poco/Exception.h>
#include <Poco/Net/TCPServer.h>
#include <Poco/Net/TCPServerConnection.h>
#include <Poco/Net/TCPServerConnectionFactory.h>
#include <Poco/Net/TCPServerParams.h>
#include <Poco/ThreadPool.h>

#include <condition_variable>
#include <mutex>
#include <thread>

#include "service/http_exchange.h"
#include "service/http_listener.h"

namespace vigie::service {
namespace {

namespace net = Poco::Net;
using namespace std::chrono_literals;

/// The table bounds who is admitted, but those that gave way leave through the same queue, and Poco
/// closes newcomers when it is full.
constexpr int queued_max = 1024;
constexpr auto sweep_every = 50ms;
constexpr auto last_answers = 2s;  ///< For peers to take what is being sent when the server ends.

class Connection final : public net::TCPServerConnection {
 public:
  Connection(const net::StreamSocket& stream, HttpShared& shared)
      : net::TCPServerConnection(stream), shared_(shared) {}

  void run() override {
    const int descriptor = static_cast<int>(socket().impl()->sockfd());
    try {
      HttpExchange(socket(), shared_).serve();
    } catch (const Poco::Exception&) {
      // The peer is gone or its time is up: nobody is left to tell.
    }
    shared_.connections.finish(descriptor);
  }

 private:
  HttpShared& shared_;
};

class Factory final : public net::TCPServerConnectionFactory {
 public:
  explicit Factory(HttpShared& shared) : shared_(shared) {}
  net::TCPServerConnection* createConnection(const net::StreamSocket& stream) override {
    return new Connection(stream, shared_);  // Poco owns it.
  }

 private:
  HttpShared& shared_;
};

class Doorkeeper final : public net::TCPServerConnectionFilter {
 public:
  explicit Doorkeeper(HttpShared& shared) : shared_(shared) {}
  bool accept(const net::StreamSocket& stream) override {
    try {
      return shared_.connections.admit(
          static_cast<int>(stream.impl()->sockfd()), stream.peerAddress().host().toString(),
          std::chrono::steady_clock::now() + shared_.options.header_timeout);
    } catch (const Poco::Exception&) {
      return false;  // Gone before we looked.
    }
  }

 private:
  HttpShared& shared_;
};

net::TCPServerParams::Ptr make_parameters(const HttpServerOptions& options) {
  const auto connections = static_cast<int>(options.connections_max);
  net::TCPServerParams::Ptr parameters = new net::TCPServerParams;
  parameters->setMaxThreads(connections);
  parameters->setMaxQueued(queued_max);
  return parameters;
}

}  // namespace

struct HttpServer::State {
  State(const HttpServerOptions& options, HttpHandler handler, Log& log, Metrics& metrics)
      : shared{.options = options,
               .handler = std::move(handler),
               .log = log,
               .metrics = metrics,
               .connections = {options.connections_max, options.connections_per_address_max,
                               metrics}},
        // More than may serve at once: a worker counts as done a little before the pool has it
        // back, and Poco drops a connection it finds no thread for.
        workers(1, 2 * static_cast<int>(options.connections_max) + 16),
        server(new Factory(shared), workers, listen_for_http(options), make_parameters(options)) {
    server.setConnectionFilter(new Doorkeeper(shared));
    server.start();
    sweeper = std::thread([this] { sweep(); });
  }

  void sweep() {
    std::unique_lock lock(mutex);
    while (!ended.wait_for(lock, sweep_every, [this] { return stopped; })) {
      shared.connections.sweep(std::chrono::steady_clock::now());
    }
  }

  void stop() {
    if (!sweeper.joinable()) return;
    server.stop();
    shared.connections.wind_down(std::chrono::steady_clock::now() + last_answers);
    workers.joinAll();  // The sweeper still runs, so a stalled peer cannot hold this up.
    {
      const std::lock_guard lock(mutex);
      stopped = true;
    }
    ended.notify_all();
    sweeper.join();
  }

  HttpShared shared;
  Poco::ThreadPool workers;
  net::TCPServer server;
  std::mutex mutex;
  std::condition_variable ended;
  bool stopped = false;
  std::thread sweeper;
};

HttpServer::HttpServer(const HttpServerOptions& options, HttpHandler handler, Log& log,
                       Metrics& metrics)
    : state_(std::make_unique<State>(options, std::move(handler), log, metrics)) {}

HttpServer::~HttpServer() { stop(); }

std::uint16_t HttpServer::port() const { return state_->server.port(); }

void HttpServer::stop() { state_->stop(); }

}  // namespace vigie::service
