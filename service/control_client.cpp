#include "service/control_client.h"

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>

#include "service/control_server.h"
#include "service/descriptor.h"
#include "service/failure.h"
#include "service/unix_address.h"

namespace vigie::service {
namespace {

using std::chrono::steady_clock;

class Conversation {
 public:
  Conversation(const std::filesystem::path& path, std::chrono::milliseconds patience)
      : path_(path), end_(steady_clock::now() + patience) {}

  /// False: nobody listens.
  bool connect() {
    const sockaddr_un address = unix_address(path_);
    socket_.reset(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    while (::connect(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address)) {
      if (errno == ENOENT || errno == ECONNREFUSED || errno == ENOTDIR) return false;
      if (errno != EAGAIN) fail("cannot ask there: " + system_text(errno));
      wait(0);  // Its backlog is full; nothing to poll for, so a short sleep.
    }
    return true;
  }

  void send(std::string_view text) {
    while (!text.empty()) {
      wait(POLLOUT);
      const ssize_t sent = ::send(socket_.get(), text.data(), text.size(), MSG_NOSIGNAL);
      if (sent >= 0) text.remove_prefix(static_cast<std::size_t>(sent));
      // A program that refuses early answers before it has read everything.
      if (sent < 0 && errno == EPIPE) return;
      if (sent < 0 && errno != EAGAIN && errno != EINTR) fail("sending failed");
    }
  }

  std::string receive_line() {
    std::string line;
    std::array<char, 65536> block{};
    while (line.size() <= control_answer_bytes_max) {
      wait(POLLIN);
      const ssize_t got = ::recv(socket_.get(), block.data(), block.size(), 0);
      if (got < 0 && (errno == EAGAIN || errno == EINTR)) continue;
      if (got <= 0) fail("the program hung up without an answer; see its log");
      line.append(block.data(), static_cast<std::size_t>(got));
      if (line.back() != '\n') continue;
      line.pop_back();
      return line;
    }
    fail("the answer is too long");
  }

 private:
  [[noreturn]] void fail(const std::string& why) {
    throw Failure(ExitCode::failure, path_.string() + ": " + why);
  }

  void wait(short events) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(end_ - steady_clock::now()).count();
    if (left <= 0) {
      throw Failure(ExitCode::try_later,
                    path_.string() + ": the program does not answer; try again later");
    }
    pollfd item{.fd = socket_.get(), .events = events, .revents = 0};
    if (events == 0) {
      ::poll(nullptr, 0, 20);
    } else {
      ::poll(&item, 1, static_cast<int>(left));
    }
  }

  std::filesystem::path path_;
  steady_clock::time_point end_;
  Descriptor socket_;
};

}  // namespace

std::optional<std::string> ask(const std::filesystem::path& socket_path, std::string_view request,
                               std::chrono::milliseconds patience) {
  if (request.size() > control_request_bytes_max) {
    throw Failure(ExitCode::usage, "a control request is at most 1 MiB");
  }
  Conversation conversation(socket_path, patience);
  if (!conversation.connect()) return std::nullopt;
  conversation.send(std::string(request) + "\n");
  return conversation.receive_line();
}

}  // namespace vigie::service
