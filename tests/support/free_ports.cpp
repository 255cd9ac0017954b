#include "tests/support/free_ports.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>

namespace vigie::support {
namespace {

constexpr int first_port = 20'000;
constexpr int ports = 12'000;
constexpr int attempts_max = 1000;

bool nobody_listens(int port) {
  const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const bool free =
      ::bind(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  ::close(descriptor);
  return free;
}

}  // namespace

std::vector<int> free_ports(SeededRandom& random, std::size_t count) {
  std::vector<int> found;
  for (int attempt = 0; found.size() < count && attempt < attempts_max; ++attempt) {
    const int port = first_port + static_cast<int>(random.below(ports));
    const bool taken = std::find(found.begin(), found.end(), port) != found.end();
    if (!taken && nobody_listens(port)) found.push_back(port);
  }
  if (found.size() < count) throw std::runtime_error("too few free ports on loopback");
  return found;
}

}  // namespace vigie::support
