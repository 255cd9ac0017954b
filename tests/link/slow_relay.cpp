#include "tests/link/slow_relay.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <stdexcept>

namespace vigie::link::test {
namespace {

using namespace std::chrono_literals;

constexpr int portions_per_second = 50;

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

int connect_to(int port) {
  const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = loopback(port);
  if (::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
    return descriptor;
  }
  ::close(descriptor);
  return -1;
}

bool is_readable(int descriptor) {
  pollfd poll{.fd = descriptor, .events = POLLIN, .revents = 0};
  return ::poll(&poll, 1, 0) > 0;
}

/// At most `most` bytes; false when either end is gone.
bool pass_on(int from, int to, std::size_t most) {
  std::array<char, 65536> bytes;
  if (!is_readable(from)) return true;
  const auto read = ::recv(from, bytes.data(), std::min(most, bytes.size()), 0);
  if (read <= 0) return false;
  return ::send(to, bytes.data(), static_cast<std::size_t>(read), MSG_NOSIGNAL) == read;
}

}  // namespace

SlowRelay::SlowRelay(int port, int bytes_per_second)
    : port_(port), bytes_per_second_(bytes_per_second) {
  listening_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = loopback(0);
  if (::bind(listening_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(listening_, 4) != 0) {
    throw std::runtime_error("the relay cannot listen");
  }
  thread_ = std::thread([this] { run(); });
}

SlowRelay::~SlowRelay() {
  stop_ = true;
  thread_.join();
  ::close(listening_);
}

std::string SlowRelay::endpoint() const {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  ::getsockname(listening_, reinterpret_cast<sockaddr*>(&address), &size);
  return "tcp://127.0.0.1:" + std::to_string(ntohs(address.sin_port));
}

void SlowRelay::run() {
  while (!stop_) {
    if (!is_readable(listening_)) {
      std::this_thread::sleep_for(5ms);
      continue;
    }
    const int client = ::accept(listening_, nullptr, nullptr);
    const int server = connect_to(port_);
    ++connections_;
    if (server >= 0) relay(client, server);
    ::close(client);
    if (server >= 0) ::close(server);
  }
}

void SlowRelay::relay(int client, int server) {
  const auto portion = static_cast<std::size_t>(bytes_per_second_ / portions_per_second);
  while (!stop_ && pass_on(client, server, portion) && pass_on(server, client, 65536)) {
    std::this_thread::sleep_for(1000ms / portions_per_second);
  }
}

}  // namespace vigie::link::test
