// Real ZeroMQ sockets on loopback.

#include "link/sockets.h"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <zmq.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "link/wire.h"
#include "tests/link/slow_relay.h"
#include "tests/support/temporary_folder.h"

using namespace std::chrono_literals;
using namespace vigie;
using namespace vigie::link;

namespace {

constexpr const char* any_port = "tcp://127.0.0.1:*";
constexpr const char* door_name = "intake/patrols";

bool wait_until(const std::function<bool()>& done, std::chrono::milliseconds limit = 10s) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  while (!done()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(5ms);
  }
  return true;
}

/// A door on a port of its own, with one patrol that may speak there.
struct SocketsFixture {
  SeededRandom random{1};
  SecretKey server = new_key("intake", KeyKind::program, "", random);
  SecretKey patrol = new_key("patrol-7", KeyKind::device, "gao_patrol", random);
  AllowList allow_list;
  Context context{allow_list};
  std::unique_ptr<Door> door = open(any_port);

  SocketsFixture() { allow(patrol); }

  void allow(const SecretKey& key) {
    allow_list.allow(door_name, raw_curve_key(key.public_key.curve).value(), key.public_key.name);
  }

  std::unique_ptr<Door> open(const std::string& endpoint) {
    return open_door(context,
                     {.name = door_name, .endpoint = endpoint, .own = &server, .inproc_peers = {}});
  }

  std::unique_ptr<Line> connect(const SecretKey& key) {
    return connect_line(
        context,
        {.endpoint = door->endpoint(), .own = &key, .server_public = server.public_key.curve});
  }

  std::optional<Door::Incoming> receive(std::chrono::milliseconds limit = 10s) {
    std::optional<Door::Incoming> incoming;
    wait_until([&] { return (incoming = door->receive()).has_value(); }, limit);
    return incoming;
  }

  /// Sends until the line takes it; then the door must have it from that sender.
  void check_passes(Line& line, const std::string& name, const std::string& text) {
    CHECK(wait_until([&] { return line.send({"header", text}); }));
    const auto incoming = receive();
    REQUIRE(incoming);
    CHECK(incoming->peer == name);
    CHECK(incoming->frames == Parts{"header", text});
  }

  bool passes_within(Line& line, std::chrono::milliseconds limit) {
    return wait_until(
        [&] {
          line.send({"header"});
          return door->receive().has_value();
        },
        limit);
  }

  std::uint16_t port() {
    const std::string endpoint = door->endpoint();
    return static_cast<std::uint16_t>(std::stoi(endpoint.substr(endpoint.rfind(':') + 1)));
  }
};

/// A TCP connection that does not speak ZeroMQ.
class RawConnection {
 public:
  explicit RawConnection(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  }
  RawConnection(RawConnection&& other) noexcept : socket_(std::exchange(other.socket_, -1)) {}
  RawConnection(const RawConnection&) = delete;
  RawConnection& operator=(const RawConnection&) = delete;
  RawConnection& operator=(RawConnection&&) = delete;
  ~RawConnection() {
    if (socket_ >= 0) ::close(socket_);
  }
  void send(const std::string& bytes) {
    static_cast<void>(::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL));
  }

 private:
  int socket_;
};

int option_of(int socket, int level, int option) {
  int value = -1;
  socklen_t size = sizeof value;
  ::getsockopt(socket, level, option, &value, &size);
  return value;
}

std::string random_bytes(SeededRandom& random, std::size_t count) {
  std::string bytes(count, '\0');
  random.fill(std::as_writable_bytes(std::span(bytes.data(), bytes.size())));
  return bytes;
}

std::string refusal_of(const std::function<void()>& act) {
  try {
    act();
  } catch (const EndpointRefused& refused) {
    return refused.what();
  }
  FAIL("nothing was refused");
  return "";
}

bool contains(const std::string& text, const std::string& words) {
  CAPTURE(text);
  const bool found = text.find(words) != std::string::npos;
  CHECK(found);
  return found;
}

}  // namespace

TEST_SUITE("link/sockets") {
  TEST_CASE("tcp without CURVE keys is refused, at both ends, with a sentence") {
    SocketsFixture f;
    const std::string door = refusal_of([&] {
      open_door(f.context,
                {.name = door_name, .endpoint = any_port, .own = nullptr, .inproc_peers = {}});
    });
    contains(door, "needs CURVE keys");
    const std::string no_own = refusal_of([&] {
      connect_line(f.context, {.endpoint = "tcp://127.0.0.1:5000",
                               .own = nullptr,
                               .server_public = f.server.public_key.curve});
    });
    contains(no_own, "tcp://127.0.0.1:5000");
    contains(no_own, "vigie keys new");
    refusal_of([&] {
      connect_line(f.context,
                   {.endpoint = "tcp://127.0.0.1:5000", .own = &f.patrol, .server_public = ""});
    });
  }

  TEST_CASE("an allowed key speaks under its name and is answered") {
    SocketsFixture f;
    const auto line = f.connect(f.patrol);
    REQUIRE(wait_until([&] { return line->send({"header", "", std::string("a\0b", 3)}); }));
    const auto incoming = f.receive();
    REQUIRE(incoming);
    CHECK(incoming->peer == "patrol-7");
    CHECK(incoming->frames == Parts{"header", "", std::string("a\0b", 3)});
    CHECK(f.door->send(incoming->route, "answer"));
    std::optional<Parts> answer;
    CHECK(wait_until([&] { return (answer = line->receive()).has_value(); }));
    CHECK(answer == Parts{"answer"});
    CHECK_FALSE(line->receive());
  }

  TEST_CASE("an unknown key cannot talk") {
    SocketsFixture f;
    SecretKey stranger = new_key("patrol-7", KeyKind::device, "", f.random);
    const auto line = f.connect(stranger);
    CHECK_FALSE(f.passes_within(*line, 700ms));
    const auto known = f.connect(f.patrol);
    f.check_passes(*known, "patrol-7", "still works");
  }

  TEST_CASE("a refused handshake is counted at its door, an allowed one is not") {
    SocketsFixture f;
    const auto known = f.connect(f.patrol);
    f.check_passes(*known, "patrol-7", "allowed");
    CHECK(f.allow_list.take_refused(door_name) == 0);
    SecretKey stranger = new_key("patrol-7", KeyKind::device, "", f.random);
    {
      const auto line = f.connect(stranger);
      std::int64_t refused = 0;
      CHECK(wait_until([&] { return (refused += f.allow_list.take_refused(door_name)) > 0; }));
    }
    f.allow_list.revoke(door_name, "patrol-7");
    const auto revoked = f.connect(f.patrol);
    CHECK(wait_until([&] { return f.allow_list.take_refused(door_name) > 0; }));
    CHECK(f.allow_list.take_refused("router/intakes") == 0);
  }

  TEST_CASE("a key allowed at one door cannot talk at another") {
    SocketsFixture f;
    AllowList elsewhere;
    SecretKey other = new_key("patrol-8", KeyKind::device, "", f.random);
    f.allow_list.allow("router/intakes", raw_curve_key(other.public_key.curve).value(), "patrol-8");
    const auto line = f.connect(other);
    CHECK_FALSE(f.passes_within(*line, 700ms));
  }

  TEST_CASE("a revoked key cannot connect again") {
    SocketsFixture f;
    auto line = f.connect(f.patrol);
    f.check_passes(*line, "patrol-7", "before");
    f.allow_list.revoke(door_name, "patrol-7");
    line.reset();
    line = f.connect(f.patrol);
    CHECK_FALSE(f.passes_within(*line, 700ms));
  }

  TEST_CASE("a line that expects another server's key does not talk to this one") {
    SocketsFixture f;
    const SecretKey other = new_key("other", KeyKind::program, "", f.random);
    const auto line = connect_line(f.context, {.endpoint = f.door->endpoint(),
                                               .own = &f.patrol,
                                               .server_public = other.public_key.curve});
    CHECK_FALSE(f.passes_within(*line, 700ms));
  }

  TEST_CASE("a sender has the name of its key, whatever it claims") {
    SocketsFixture f;
    void* context = zmq_ctx_new();
    void* socket = zmq_socket(context, ZMQ_DEALER);
    const int linger = 0;
    zmq_setsockopt(socket, ZMQ_LINGER, &linger, sizeof linger);
    zmq_setsockopt(socket, ZMQ_ROUTING_ID, "commander", 9);
    zmq_setsockopt(socket, ZMQ_CURVE_SERVERKEY, f.server.public_key.curve.c_str(), 40);
    zmq_setsockopt(socket, ZMQ_CURVE_PUBLICKEY, f.patrol.public_key.curve.c_str(), 40);
    zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, f.patrol.curve_secret.c_str(), 40);
    REQUIRE(zmq_connect(socket, f.door->endpoint().c_str()) == 0);
    REQUIRE(zmq_send(socket, "hello", 5, 0) == 5);
    const auto incoming = f.receive();
    REQUIRE(incoming);
    CHECK(incoming->peer == "patrol-7");
    zmq_close(socket);
    zmq_ctx_term(context);
  }

  TEST_CASE("on inproc the wiring names the peers") {
    AllowList allow_list;
    Context context(allow_list);
    const auto door = open_door(context, {.name = "router/programs",
                                          .endpoint = "inproc://router",
                                          .own = nullptr,
                                          .inproc_peers = {"intake", "notifier"}});
    CHECK(door->sockets().size() == 2);
    for (const std::string peer : {"notifier", "intake"}) {
      const auto line = connect_line(
          context,
          {.endpoint = endpoint_for("inproc://router", peer), .own = nullptr, .server_public = ""});
      REQUIRE(wait_until([&] { return line->send({"header", peer}); }));
      std::optional<Door::Incoming> incoming;
      REQUIRE(wait_until([&] { return (incoming = door->receive()).has_value(); }));
      CHECK(incoming->peer == peer);
      CHECK(door->send(incoming->route, "answer to " + peer));
      std::optional<Parts> answer;
      REQUIRE(wait_until([&] { return (answer = line->receive()).has_value(); }));
      CHECK(answer == Parts{"answer to " + peer});
    }
    CHECK(endpoint_for("ipc:///x", "intake") == "ipc:///x");
  }

  TEST_CASE("ipc asks for keys like tcp and works with them") {
    SocketsFixture f;
    const support::TemporaryFolder folder;
    const std::string endpoint = "ipc://" + (folder / "door.ipc").string();
    contains(refusal_of([&] {
               open_door(
                   f.context,
                   {.name = door_name, .endpoint = endpoint, .own = nullptr, .inproc_peers = {}});
             }),
             "needs CURVE keys");
    f.door = f.open(endpoint);
    const auto line = f.connect(f.patrol);
    f.check_passes(*line, "patrol-7", "over ipc");
  }

  TEST_CASE("a busy port, a foreign address and a missing folder are refused in one line") {
    SocketsFixture f;
    contains(refusal_of([&] { f.open(f.door->endpoint()); }), "is already in use");
    contains(refusal_of([&] { f.open(f.door->endpoint()); }), f.door->endpoint());
    contains(refusal_of([&] { f.open("tcp://192.0.2.1:5999"); }), "no such address");
    contains(refusal_of([&] { f.open("ipc:///absent/folder/door.ipc"); }), "/absent/folder");
    contains(refusal_of([&] { f.open("nonsense"); }), "nonsense");
    contains(refusal_of([&] {
               connect_line(f.context, {.endpoint = "tcp://not an address",
                                        .own = &f.patrol,
                                        .server_public = f.server.public_key.curve});
             }),
             "not an address");
  }

  TEST_CASE("a door that is opened again is found again by its lines") {
    SocketsFixture f;
    const auto line = f.connect(f.patrol);
    f.check_passes(*line, "patrol-7", "before");
    const std::string endpoint = f.door->endpoint();
    f.door.reset();
    REQUIRE(wait_until([&] {
      try {
        f.door = f.open(endpoint);
        return true;
      } catch (const EndpointRefused&) {
        return false;  // The old socket is closed in the background.
      }
    }));
    CHECK(f.passes_within(*line, 10s));
  }

  TEST_CASE("a frame beyond the limit never arrives, and others are not disturbed") {
    SocketsFixture f;
    SecretKey other = new_key("patrol-8", KeyKind::device, "", f.random);
    f.allow(other);
    const auto hostile = f.connect(f.patrol);
    const auto good = f.connect(other);
    const std::string large(17 * 1024 * 1024, 'x');
    REQUIRE(wait_until([&] { return hostile->send({"header", large}); }));
    f.check_passes(*good, "patrol-8", "meanwhile");
    CHECK_FALSE(f.receive(500ms));
    CHECK(f.passes_within(*hostile, 10s));
  }

  TEST_CASE("more frames than a message may have are seen as too many") {
    SocketsFixture f;
    const auto line = f.connect(f.patrol);
    REQUIRE(wait_until([&] { return line->send(Parts(parts_max + 20, "x")); }));
    const auto incoming = f.receive();
    REQUIRE(incoming);
    CHECK(std::holds_alternative<WireError>(read_wire(incoming->frames)));
    f.check_passes(*line, "patrol-7", "after");
  }

  TEST_CASE("an empty message harms nothing") {
    SocketsFixture f;
    const auto line = f.connect(f.patrol);
    REQUIRE(wait_until([&] { return line->send({""}); }));
    const auto incoming = f.receive();
    REQUIRE(incoming);
    CHECK(incoming->frames == Parts{""});
  }

  TEST_CASE("garbage bytes and half-open connections do not disturb others") {
    SocketsFixture f;
    std::vector<RawConnection> connections;
    for (int i = 0; i < 60; ++i) connections.emplace_back(f.port());
    SeededRandom random(3);
    for (std::size_t i = 0; i < 20; ++i) connections[i].send(random_bytes(random, 5000));
    // A greeting that is cut short, and one that promises CURVE and then talks nonsense.
    connections[20].send(std::string("\xff\0\0\0\0\0\0\0\x01\x7f\x03", 11));
    connections[21].send(std::string("\xff\0\0\0\0\0\0\0\x01\x7f\x03\0CURVE", 17) +
                         std::string(47, '\0') + random_bytes(random, 500));
    const auto line = f.connect(f.patrol);
    f.check_passes(*line, "patrol-7", "through all that");
    for (std::size_t i = 30; i < 40; ++i) connections[i].send(random_bytes(random, 5000));
    connections.clear();
    f.check_passes(*line, "patrol-7", "and after");
    CHECK_FALSE(f.receive(100ms));
  }

  TEST_CASE("an answer to a peer that is gone is not sent, and nothing waits") {
    SocketsFixture f;
    auto line = f.connect(f.patrol);
    REQUIRE(wait_until([&] { return line->send({"header"}); }));
    const auto incoming = f.receive();
    REQUIRE(incoming);
    line.reset();
    CHECK(wait_until([&] { return !f.door->send(incoming->route, "answer"); }));
  }

  TEST_CASE("a peer that does not read fills its queue, and the door does not wait for it") {
    SocketsFixture f;
    auto line = f.connect(f.patrol);
    REQUIRE(wait_until([&] { return line->send({"header"}); }));
    const auto incoming = f.receive();
    REQUIRE(incoming);
    const std::string large(100'000, 'x');
    int taken = 0;
    while (taken < 10'000 && f.door->send(incoming->route, large)) ++taken;
    CHECK(taken < 10'000);
    CHECK(taken > 0);
  }

  // libzmq ended the process that read the second frame of an answer as its connection broke: when
  // depends on how often it was asked before, hence several rounds. An answer is one frame now.
  TEST_CASE("a connection that breaks while what came through it is read harms nothing") {
    constexpr int messages = 200;
    for (int round = 0; round < 4; ++round) {
      SocketsFixture f;
      auto line = f.connect(f.patrol);
      REQUIRE(wait_until([&] { return line->send({"header"}); }));
      const auto asked = f.receive();
      REQUIRE(asked);
      for (int i = 0; i < messages; ++i) REQUIRE(f.door->send(asked->route, "header\nbody"));
      REQUIRE(wait_until([&] { return line->receive().has_value(); }));
      f.door.reset();
      std::this_thread::sleep_for(200ms);
      int read = 1;
      while (line->receive()) ++read;
      CHECK(read <= messages);
    }
  }

  TEST_CASE("a line that closes while what it sent is read leaves whole messages only") {
    for (int round = 0; round < 4; ++round) {
      SocketsFixture f;
      auto line = f.connect(f.patrol);
      REQUIRE(wait_until([&] { return line->send({"header", "part"}); }));
      int sent = 1;
      while (sent < 200 && line->send({"header", "part"})) ++sent;
      REQUIRE(f.receive());
      line.reset();
      std::this_thread::sleep_for(200ms);
      int read = 1;
      while (const auto incoming = f.door->receive()) {
        CHECK(incoming->frames == Parts{"header", "part"});
        ++read;
      }
      CHECK(read <= sent);
    }
  }

  // A signal ended the thread that answers handshakes: nobody could connect any more.
  TEST_CASE("a signal in any thread does not end the answering of handshakes") {
    SocketsFixture f;
    struct sigaction quiet {};
    struct sigaction before {};
    quiet.sa_handler = [](int) {};
    REQUIRE(::sigaction(SIGUSR1, &quiet, &before) == 0);
    std::this_thread::sleep_for(100ms);  // That thread waits by now.
    for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
      ::syscall(SYS_tgkill, ::getpid(), std::stoi(task.path().filename().string()), SIGUSR1);
    }
    std::this_thread::sleep_for(50ms);
    const auto line = f.connect(f.patrol);
    f.check_passes(*line, "patrol-7", "after the signal");
    ::sigaction(SIGUSR1, &before, nullptr);
  }

  // Heartbeats of libzmq ended the process: it wrote one to a connection that was broken, and kept
  // for what was not read yet.
  TEST_CASE("a peer that vanishes while what it sent waits to be read harms nothing") {
    SocketsFixture f;
    auto line = f.connect(f.patrol);
    REQUIRE(wait_until([&] { return line->send({"header"}); }));
    REQUIRE(f.receive());
    const std::string large(10'000, 'x');
    int sent = 0;
    // Full is what takes nothing for a while: until then libzmq is still carrying it over.
    while (wait_until([&] { return line->send({"header", large}); }, 200ms)) ++sent;
    REQUIRE(sent > DoorOptions::unread_messages_default);
    line.reset();
    std::this_thread::sleep_for(11s);  // Two heartbeats, if there were any.
    int read = 0;
    while (f.receive(500ms)) ++read;
    CHECK(read >= DoorOptions::unread_messages_default);
    const auto again = f.connect(f.patrol);
    f.check_passes(*again, "patrol-7", "afterwards");
  }

  // What tells that the other end is gone when nothing is sent.
  TEST_CASE("the kernel asks after a silent peer, at both ends") {
    SocketsFixture f;
    const auto line = f.connect(f.patrol);
    f.check_passes(*line, "patrol-7", "first");
    int connected = 0;
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
      const int socket = std::stoi(entry.path().filename().string());
      sockaddr_in peer{};
      socklen_t size = sizeof peer;
      if (::getpeername(socket, reinterpret_cast<sockaddr*>(&peer), &size) != 0) continue;
      if (peer.sin_family != AF_INET) continue;
      ++connected;
      CHECK(option_of(socket, SOL_SOCKET, SO_KEEPALIVE) == 1);
      CHECK(option_of(socket, IPPROTO_TCP, TCP_KEEPIDLE) == 5);
      CHECK(option_of(socket, IPPROTO_TCP, TCP_KEEPINTVL) == 5);
      CHECK(option_of(socket, IPPROTO_TCP, TCP_USER_TIMEOUT) == 30'000);
    }
    CHECK(connected == 2);
  }

  TEST_CASE("a frame that takes half a minute on a slow link arrives in one connection") {
    SocketsFixture fixture;
    const std::string endpoint = fixture.door->endpoint();
    test::SlowRelay relay(std::stoi(endpoint.substr(endpoint.rfind(':') + 1)), 100'000);
    const auto line =
        connect_line(fixture.context, {.endpoint = relay.endpoint(),
                                       .own = &fixture.patrol,
                                       .server_public = fixture.server.public_key.curve});
    fixture.check_passes(*line, "patrol-7", "first");
    const std::string photo(2'500'000, 'p');
    REQUIRE(line->send({"header", photo}));
    const auto incoming = fixture.receive(60s);
    REQUIRE(incoming);
    CHECK(incoming->frames.at(1) == photo);
    CHECK(relay.connections() == 1);
  }
}
