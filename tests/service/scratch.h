// What the tests of service/ share: a folder that goes away, a clock that stands still, a raw
// socket.

#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>

#include "report/clock.h"
#include "service/descriptor.h"
#include "service/failure.h"

namespace vigie::service::test {

class Scratch {
 public:
  Scratch() {
    std::string name = (std::filesystem::temp_directory_path() / "vigie-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = name;
  }
  ~Scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline void write_file(const std::filesystem::path& path, std::string_view text) {
  std::ofstream(path, std::ios::binary) << text;
}

class StandingClock final : public Clock {
 public:
  Time now() override { return Time{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1}}; }
};

/// The line and the exit code of the Failure that `act` must throw.
template <class Act>
std::pair<std::string, ExitCode> failure_of(Act act) {
  try {
    act();
  } catch (const Failure& failure) {
    return {failure.what(), failure.exit_code()};
  }
  return {"(no failure)", ExitCode::ok};
}

/// A TCP connection to loopback that sends exactly the bytes it is given.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
      throw std::runtime_error("cannot connect");
    }
  }

  /// False when the peer has closed.
  bool send(std::string_view bytes) {
    return ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
           static_cast<ssize_t>(bytes.size());
  }

  void finish_sending() { ::shutdown(socket_.get(), SHUT_WR); }

  /// Everything until the peer closes; at most `patience`.
  std::string receive(std::chrono::milliseconds patience = std::chrono::seconds(10)) {
    return receive_until("", patience);
  }

  /// The same, but not beyond `last`.
  std::string receive_until(std::string_view last,
                            std::chrono::milliseconds patience = std::chrono::seconds(10)) {
    const auto end = std::chrono::steady_clock::now() + patience;
    std::string text;
    std::array<char, 4096> block{};
    while (wait(end)) {
      const ssize_t got = ::recv(socket_.get(), block.data(), block.size(), 0);
      if (got <= 0) return text;
      text.append(block.data(), static_cast<std::size_t>(got));
      if (!last.empty() && text.ends_with(last)) return text;
    }
    return text + "(still open)";
  }

 private:
  bool wait(std::chrono::steady_clock::time_point end) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        end - std::chrono::steady_clock::now());
    pollfd item{.fd = socket_.get(), .events = POLLIN, .revents = 0};
    return left.count() > 0 && ::poll(&item, 1, static_cast<int>(left.count())) == 1;
  }

  Descriptor socket_;
};

}  // namespace vigie::service::test
