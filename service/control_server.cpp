#include "service/control_server.h"

#include <pwd.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <nlohmann/json.hpp>

#include "report/check.h"
#include "service/control_commands.h"
#include "service/failure.h"
#include "service/unix_address.h"

namespace vigie::service {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t connections_max = 16;
constexpr auto read_patience = 5s;
constexpr auto write_patience = 30s;

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& why) {
  throw Failure(ExitCode::failure, path.string() + ": " + why);
}

Descriptor new_socket() {
  Descriptor made(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!made) throw Failure(ExitCode::failure, "no Unix socket to be had: " + system_text(errno));
  return made;
}

const sockaddr* generic(const sockaddr_un& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}

/// Removes a socket file that a killed program left; anything else there is not ours to remove.
void remove_stale(const std::filesystem::path& path, const sockaddr_un& address) {
  struct stat found {};
  if (::lstat(path.c_str(), &found) != 0) return;
  if (!S_ISSOCK(found.st_mode)) fail(path, "is not a socket; move it out of the data folder");
  const Descriptor probe = new_socket();
  const int connected = ::connect(probe.get(), generic(address), sizeof address);
  if (connected == 0 || errno == EAGAIN) {
    fail(path, "another program answers there; stop it first, or choose another data folder");
  }
  if (errno == ECONNREFUSED) ::unlink(path.c_str());
}

Descriptor listen_at(const std::filesystem::path& path) {
  const sockaddr_un address = unix_address(path);
  remove_stale(path, address);
  Descriptor listener = new_socket();
  // The mode of the socket becomes the mode of the file, so it is never open to others.
  ::fchmod(listener.get(), 0600);
  if (::bind(listener.get(), generic(address), sizeof address) != 0 ||
      ::listen(listener.get(), static_cast<int>(connections_max)) != 0) {
    fail(path, "cannot listen there: " + system_text(errno));
  }
  return listener;
}

std::string user_name(uid_t user) {
  passwd entry{};
  passwd* found = nullptr;
  std::array<char, 4096> text{};
  ::getpwuid_r(user, &entry, text.data(), text.size(), &found);
  return found != nullptr ? found->pw_name : "unknown";
}

ucred credentials(int socket) {
  ucred peer{.pid = 0, .uid = static_cast<uid_t>(-1), .gid = static_cast<gid_t>(-1)};
  socklen_t size = sizeof peer;
  ::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size);
  return peer;
}

std::string describe(const ucred& peer) {
  return user_name(peer.uid) + " (uid " + std::to_string(peer.uid) + ", pid " +
         std::to_string(peer.pid) + ")";
}

std::string refusal(std::string_view code, std::string_view text) {
  return control_line(control_error(code, text));
}

std::string bounded_answer(std::string_view request, std::string_view caller,
                           const ControlServer::Answer& answer) {
  try {
    std::string text = answer(request, caller);
    VIGIE_EXPECT(text.find('\n') == std::string::npos);
    if (text.size() < control_answer_bytes_max) return text;
    return refusal("control.answer_too_long", "the answer is over 16 MiB; ask for less");
  } catch (const nlohmann::json::exception&) {
    // Its text may quote the request, so it is not repeated.
    return refusal("control.shape", "the request is not the JSON this program expects");
  }
}

/// Reads what is there, stopping early when the limit is passed. False: the caller has hung up.
bool read_available(int socket, std::string& into) {
  std::array<char, 65536> block{};
  while (into.size() <= control_request_bytes_max) {
    const ssize_t got = ::recv(socket, block.data(), block.size(), 0);
    if (got < 0) return errno == EAGAIN || errno == EINTR;
    if (got == 0) return false;
    into.append(block.data(), static_cast<std::size_t>(got));
  }
  return true;
}

/// Sends what fits now and drops it from `text`. False: the caller has hung up.
bool write_available(int socket, std::string& text) {
  const ssize_t sent = ::send(socket, text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  if (sent < 0) return errno == EAGAIN || errno == EINTR;
  text.erase(0, static_cast<std::size_t>(sent));
  return true;
}

/// The answer once a whole request (or too much) is there, else nothing yet.
std::string answer_when_whole(const std::string& received, const std::string& caller, bool allowed,
                              const ControlServer::Answer& answer) {
  if (!allowed) return refusal("control.user", "only the user that runs this program may ask");
  const std::size_t end = received.find('\n');
  if (end > control_request_bytes_max && received.size() > control_request_bytes_max) {
    return refusal("control.too_long", "a request is one line of at most 1 MiB");
  }
  if (end == std::string::npos) return {};
  if (end + 1 != received.size()) {
    return refusal("control.trailing", "one line per connection, nothing after it");
  }
  return bounded_answer(std::string_view(received).substr(0, end), caller, answer);
}

}  // namespace

ControlServer::ControlServer(std::filesystem::path path)
    : path_(std::move(path)), listener_(listen_at(path_)) {}

ControlServer::~ControlServer() { ::unlink(path_.c_str()); }

std::vector<ControlServer::Interest> ControlServer::interests() const {
  std::vector<Interest> all;
  if (connections_.size() < connections_max) all.push_back({listener_.get(), false});
  for (const Connection& connection : connections_) {
    all.push_back({connection.socket.get(), !connection.answer.empty()});
  }
  return all;
}

void ControlServer::turn(Instant now, const Answer& answer) {
  accept_callers(now);
  for (Connection& connection : connections_) advance(connection, now, answer);
  std::erase_if(connections_, [](const Connection& connection) { return connection.done; });
}

void ControlServer::accept_callers(Instant now) {
  while (connections_.size() < connections_max) {
    Descriptor caller(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!caller) return;
    const ucred peer = credentials(caller.get());
    const bool allowed = peer.uid == ::geteuid() || peer.uid == 0;
    connections_.push_back(
        {std::move(caller), describe(peer), allowed, {}, {}, now + read_patience, false});
  }
}

void ControlServer::advance(Connection& connection, Instant now, const Answer& answer) {
  const int socket = connection.socket.get();
  if (connection.answer.empty()) {
    const bool open = read_available(socket, connection.request);
    connection.answer =
        answer_when_whole(connection.request, connection.caller, connection.allowed, answer);
    if (connection.answer.empty()) {
      connection.done = !open || now >= connection.deadline;
      return;
    }
    connection.answer += '\n';
    connection.deadline = now + write_patience;
  }
  const bool open = write_available(socket, connection.answer);
  connection.done = !open || connection.answer.empty() || now >= connection.deadline;
}

}  // namespace vigie::service
