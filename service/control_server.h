// <data>/control.sock: how a command asks or changes a running program.
//
// One request per connection: one line of JSON in, one line of JSON out, then the connection
// closes. Only the program's own user and root may ask; the caller is named by the kernel
// (SO_PEERCRED), not by what it sends. Everything happens inside the program's loop, without
// blocking.
//
// Limits: request 1 MiB, answer 16 MiB, 16 connections (more wait in the system's backlog), 5 s to
//         send the request, 30 s to take the answer.
// Refusals are answered as the programs' own are (service/control_commands.h), with control.user,
//         control.too_long, control.trailing, control.shape or control.answer_too_long.
// Errors: the constructor throws Failure when another program listens there or the folder refuses.
//         A socket file that nobody listens on (left by a kill) is replaced.

#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "service/descriptor.h"

namespace vigie::service {

inline constexpr std::size_t control_request_bytes_max = 1024 * 1024;
inline constexpr std::size_t control_answer_bytes_max = 16 * 1024 * 1024;

class ControlServer {
 public:
  using Instant = std::chrono::steady_clock::time_point;
  using Answer = std::function<std::string(std::string_view request, std::string_view caller)>;

  struct Interest {
    int descriptor;
    bool to_write;  ///< Else: to read.
  };

  explicit ControlServer(std::filesystem::path path);
  ~ControlServer();  ///< Removes the socket file.
  ControlServer(const ControlServer&) = delete;
  ControlServer& operator=(const ControlServer&) = delete;

  /// What the loop should wait for before the next turn().
  std::vector<Interest> interests() const;

  /// Does what can be done now. A JSON exception out of `answer` is the request's fault and is
  /// answered; any other passes through.
  void turn(Instant now, const Answer& answer);

 private:
  struct Connection {
    Descriptor socket;
    std::string caller;
    bool allowed;
    std::string request;  ///< What has arrived.
    std::string answer;   ///< What is left to send; empty while reading.
    Instant deadline;
    bool done = false;
  };

  void accept_callers(Instant now);
  void advance(Connection& connection, Instant now, const Answer& answer);

  std::filesystem::path path_;
  Descriptor listener_;
  std::vector<Connection> connections_;
};

}  // namespace vigie::service
