#include "cli/free_ports.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>

#include "service/descriptor.h"
#include "service/failure.h"

namespace vigie::cli {
namespace {

constexpr std::uint32_t first_port = 20'000;
constexpr std::uint32_t ports_in_range = 12'000;

/// The port, held while the descriptor lives; none when somebody else has it.
service::Descriptor hold(std::uint16_t port) {
  service::Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const auto* generic = reinterpret_cast<const sockaddr*>(&address);
  if (::bind(socket.get(), generic, sizeof address) != 0) socket.reset();
  return socket;
}

std::uint32_t somewhere(Random& random) {
  std::array<std::byte, 2> chance{};
  random.fill(chance);
  return std::to_integer<std::uint32_t>(chance[0]) << 8U |
         std::to_integer<std::uint32_t>(chance[1]);
}

}  // namespace

std::vector<std::uint16_t> free_ports(Random& random, std::size_t count) {
  const std::uint32_t begin = somewhere(random);
  std::vector<service::Descriptor> held;
  std::vector<std::uint16_t> ports;
  for (std::uint32_t tried = 0; tried < ports_in_range && ports.size() < count; ++tried) {
    const auto port = static_cast<std::uint16_t>(first_port + (begin + tried) % ports_in_range);
    auto socket = hold(port);
    if (!socket) continue;
    ports.push_back(port);
    held.push_back(std::move(socket));
  }
  if (ports.size() == count) return ports;
  throw service::Failure(service::ExitCode::failure, "no free ports on loopback");
}

}  // namespace vigie::cli
