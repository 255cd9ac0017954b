#include "link/sockets.h"

#include <pthread.h>
#include <signal.h>

#include <array>
#include <cerrno>
#include <thread>
#include <utility>
#include <zmq.hpp>

#include "report/check.h"

namespace vigie::link {
namespace {

// Hidden behind libzmq's draft macro, works in Debian's library: refuses unknown keys even when no
// handler is running.
constexpr int zap_enforce_domain = 93;
constexpr int queue_messages_max = 1000;
// The kernel asks after a silent peer. Heartbeats of libzmq 4.3.4 would end the process where a
// peer vanishes while what it sent still waits to be read (docs/decisions/0024).
constexpr int asked_after_seconds = 5;
/// So long without an acknowledgement of TCP for what was sent or asked: the peer is gone.
constexpr int silent_tcp_ms = 30'000;
constexpr int handshake_ms = 10'000;
constexpr int reconnect_first_ms = 100;
constexpr int reconnect_max_ms = 5000;

bool is_tcp(const std::string& endpoint) { return endpoint.rfind("tcp://", 0) == 0; }
bool is_inproc(const std::string& endpoint) { return endpoint.rfind("inproc://", 0) == 0; }

void set(void* socket, int option, int value) {
  VIGIE_EXPECT(zmq_setsockopt(socket, option, &value, sizeof value) == 0);
}

void set(void* socket, int option, std::int64_t value) {
  VIGIE_EXPECT(zmq_setsockopt(socket, option, &value, sizeof value) == 0);
}

void set(void* socket, int option, const std::string& value) {
  VIGIE_EXPECT(zmq_setsockopt(socket, option, value.data(), value.size()) == 0);
}

void set_common(zmq::socket_t& socket) {
  void* handle = socket.handle();
  set(handle, ZMQ_LINGER, 0);  // Anything unsent is in an outbox or will be asked for again.
  set(handle, ZMQ_SNDHWM, queue_messages_max);
  set(handle, ZMQ_RCVHWM, queue_messages_max);
  set(handle, ZMQ_MAXMSGSIZE, DoorOptions::frame_bytes_default);
  set(handle, ZMQ_TCP_KEEPALIVE, 1);
  set(handle, ZMQ_TCP_KEEPALIVE_IDLE, asked_after_seconds);
  set(handle, ZMQ_TCP_KEEPALIVE_INTVL, asked_after_seconds);
  set(handle, ZMQ_TCP_MAXRT, silent_tcp_ms);
  set(handle, ZMQ_HANDSHAKE_IVL, handshake_ms);
}

void refuse_open_tcp(const std::string& endpoint, bool has_keys) {
  if (!is_tcp(endpoint) || has_keys) return;
  throw EndpointRefused(endpoint +
                        ": a tcp:// endpoint needs CURVE keys: make them with vigie keys new, or "
                        "use ipc:// on one machine");
}

[[noreturn]] void refuse(const std::string& endpoint, const zmq::error_t& error) {
  std::string advice = error.what();
  if (error.num() == EADDRINUSE) {
    advice = "is already in use: stop the program that listens there, or choose another port";
  } else if (error.num() == EADDRNOTAVAIL || error.num() == ENODEV) {
    advice = "no such address on this machine";
  } else if (error.num() == EACCES) {
    advice = "not allowed to listen there: choose a port above 1023 or another folder";
  }
  throw EndpointRefused(endpoint + ": " + advice);
}

/// One whole message, every frame; nullopt when none is waiting. Too many frames are thrown away.
std::optional<Parts> receive_frames(zmq::socket_t& socket, std::string* user_id) {
  Parts frames;
  bool more = true;
  while (more) {
    zmq::message_t frame;
    const auto received =
        socket.recv(frame, frames.empty() ? zmq::recv_flags::dontwait : zmq::recv_flags::none);
    if (!received) return std::nullopt;
    more = frame.more();
    if (user_id != nullptr) {
      const char* name = zmq_msg_gets(frame.handle(), "User-Id");
      *user_id = name != nullptr ? name : "";
    }
    if (frames.size() <= parts_max + 2) frames.emplace_back(frame.to_string());
  }
  return frames;
}

bool send_frames(zmq::socket_t& socket, const Parts& frames) {
  try {
    for (std::size_t i = 0; i < frames.size(); ++i) {
      const auto more = i + 1 < frames.size() ? zmq::send_flags::sndmore : zmq::send_flags::none;
      // Only the first frame can fail: libzmq takes the rest of a message or nothing.
      if (!socket.send(zmq::buffer(frames[i]), more | zmq::send_flags::dontwait)) return false;
    }
    return true;
  } catch (const zmq::error_t& error) {
    if (error.num() == EHOSTUNREACH || error.num() == EAGAIN) return false;
    throw;
  }
}

class ZmqLine final : public Line {
 public:
  ZmqLine(zmq::context_t& context, const LineOptions& options)
      : socket_(context, zmq::socket_type::dealer) {
    const bool has_keys = options.own != nullptr && !options.server_public.empty();
    refuse_open_tcp(options.endpoint, has_keys);
    set_common(socket_);
    set(socket_.handle(), ZMQ_IMMEDIATE, 1);
    set(socket_.handle(), ZMQ_RECONNECT_IVL, reconnect_first_ms);
    set(socket_.handle(), ZMQ_RECONNECT_IVL_MAX, reconnect_max_ms);
    if (has_keys && !is_inproc(options.endpoint)) {
      set(socket_.handle(), ZMQ_CURVE_SERVERKEY, options.server_public);
      set(socket_.handle(), ZMQ_CURVE_PUBLICKEY, options.own->public_key.curve);
      set(socket_.handle(), ZMQ_CURVE_SECRETKEY, options.own->curve_secret);
    }
    try {
      socket_.connect(options.endpoint);
    } catch (const zmq::error_t& error) {
      refuse(options.endpoint, error);
    }
  }

  bool send(const Parts& frames) override { return send_frames(socket_, frames); }
  std::optional<Parts> receive() override { return receive_frames(socket_, nullptr); }
  void* socket() override { return socket_.handle(); }

 private:
  zmq::socket_t socket_;
};

class ZmqDoor final : public Door {
 public:
  ZmqDoor(zmq::context_t& context, const DoorOptions& options) {
    refuse_open_tcp(options.endpoint, options.own != nullptr);
    if (!is_inproc(options.endpoint)) bind(context, options, options.endpoint, "");
    if (!is_inproc(options.endpoint)) return;
    for (const std::string& peer : options.inproc_peers) {
      bind(context, options, endpoint_for(options.endpoint, peer), peer);
    }
  }

  std::optional<Incoming> receive() override {
    // Round robin, so that one busy peer does not silence the others.
    for (std::size_t tried = 0; tried < sockets_.size(); ++tried) {
      const std::size_t index = next_++ % sockets_.size();
      if (auto incoming = receive(index)) return incoming;
    }
    return std::nullopt;
  }

  bool send(const std::string& route, const std::string& frame) override {
    VIGIE_EXPECT(!route.empty());
    return send_frames(sockets_[static_cast<unsigned char>(route[0])].socket,
                       {route.substr(1), frame});
  }

  std::string endpoint() override {
    VIGIE_EXPECT(!sockets_.empty());
    return sockets_.front().socket.get(zmq::sockopt::last_endpoint);
  }

  std::vector<void*> sockets() override {
    std::vector<void*> handles;
    for (auto& bound : sockets_) handles.push_back(bound.socket.handle());
    return handles;
  }

 private:
  struct Bound {
    zmq::socket_t socket;
    std::string fixed_peer;  ///< On inproc; empty: the ZAP User-Id says.
  };

  void bind(zmq::context_t& context, const DoorOptions& options, const std::string& endpoint,
            const std::string& fixed_peer) {
    zmq::socket_t socket(context, zmq::socket_type::router);
    set_common(socket);
    set(socket.handle(), ZMQ_RCVHWM, options.unread_messages_max);
    set(socket.handle(), ZMQ_MAXMSGSIZE, options.frame_bytes_max);
    set(socket.handle(), ZMQ_ROUTER_MANDATORY, 1);
    set(socket.handle(), ZMQ_SNDTIMEO, 0);
    if (fixed_peer.empty()) {
      if (options.own == nullptr) {
        throw EndpointRefused(endpoint + ": needs CURVE keys: make them with vigie keys new");
      }
      set(socket.handle(), ZMQ_CURVE_SERVER, 1);
      set(socket.handle(), ZMQ_CURVE_SECRETKEY, options.own->curve_secret);
      set(socket.handle(), ZMQ_ZAP_DOMAIN, options.name);
      set(socket.handle(), zap_enforce_domain, 1);
    }
    try {
      socket.bind(endpoint);
    } catch (const zmq::error_t& error) {
      refuse(endpoint, error);
    }
    sockets_.push_back({std::move(socket), fixed_peer});
  }

  std::optional<Incoming> receive(std::size_t index) {
    Bound& bound = sockets_[index];
    std::string user_id;
    auto frames = receive_frames(bound.socket, &user_id);
    if (!frames || frames->empty()) return std::nullopt;
    Incoming incoming;
    incoming.peer = bound.fixed_peer.empty() ? user_id : bound.fixed_peer;
    incoming.route = static_cast<char>(index) + frames->front();
    incoming.frames.assign(std::make_move_iterator(frames->begin() + 1),
                           std::make_move_iterator(frames->end()));
    return incoming;
  }

  std::vector<Bound> sockets_;
  std::size_t next_ = 0;
};

/// Answers one ZAP request (RFC 27): which name does this key have at this door?
Parts zap_answer(const Parts& request, AllowList& allow_list) {
  // version, request id, domain, address, identity, mechanism, then the 32 raw bytes of the key
  constexpr std::size_t frames_of_curve = 7;
  const std::string id = request.size() > 1 ? request[1] : "";
  std::optional<std::string> name;
  if (request.size() == frames_of_curve && request[5] == "CURVE") {
    name = allow_list.name_of(request[2], request[6]);
  }
  if (!name && request.size() > 2) allow_list.count_refused(request[2]);
  if (!name) return {"1.0", id, "400", "unknown or revoked key", "", ""};
  return {"1.0", id, "200", "OK", *name, ""};
}

}  // namespace

struct Context::Parts {
  explicit Parts(AllowList& list) : allow_list(list) {}
  zmq::context_t context{1};
  AllowList& allow_list;
  std::thread zap;
};

Context::Context(AllowList& allow_list) : parts_(std::make_unique<Parts>(allow_list)) {
  zmq::socket_t handler(parts_->context, zmq::socket_type::rep);
  handler.set(zmq::sockopt::linger, 0);
  handler.bind("inproc://zeromq.zap.01");
  // The only thread of a link besides libzmq's own: a handshake must be answered while the loop is
  // inside a commit. It shares nothing but the allow-list, and no signal reaches it: one would look
  // to it like the end of the context.
  sigset_t every_signal;
  sigset_t before;
  sigfillset(&every_signal);
  pthread_sigmask(SIG_SETMASK, &every_signal, &before);
  parts_->zap = std::thread([socket = std::move(handler), &list = allow_list]() mutable {
    try {
      while (true) {
        std::optional<vigie::link::Parts> request;
        zmq::pollitem_t item{socket.handle(), 0, ZMQ_POLLIN, 0};
        zmq::poll(&item, 1, std::chrono::milliseconds{-1});
        request = receive_frames(socket, nullptr);
        if (request) send_frames(socket, zap_answer(*request, list));
      }
    } catch (const zmq::error_t&) {
      socket.close();  // The context is shutting down.
    }
  });
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

Context::~Context() {
  parts_->context.shutdown();
  parts_->zap.join();
}

std::unique_ptr<Line> connect_line(Context& context, const LineOptions& options) {
  return std::make_unique<ZmqLine>(context.parts_->context, options);
}

std::unique_ptr<Door> open_door(Context& context, const DoorOptions& options) {
  return std::make_unique<ZmqDoor>(context.parts_->context, options);
}

std::string endpoint_for(const std::string& endpoint, const std::string& peer) {
  return is_inproc(endpoint) ? endpoint + "/" + peer : endpoint;
}

}  // namespace vigie::link
