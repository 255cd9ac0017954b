#include "cli/free_ports.h"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <set>

#include "service/descriptor.h"

using namespace vigie;
using namespace vigie::cli;

TEST_SUITE("cli/free_ports") {
  TEST_CASE("ports drawn together are different ones, whatever the seed") {
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
      CAPTURE(seed);
      SeededRandom random(seed);
      const auto ports = free_ports(random, 8);
      CHECK(std::set<std::uint16_t>(ports.begin(), ports.end()).size() == 8);
      CHECK(*std::ranges::min_element(ports) >= 20'000);
      CHECK(*std::ranges::max_element(ports) < 32'000);
    }
  }

  TEST_CASE("a port somebody has is passed over") {
    const auto drawn = [](std::size_t count) {
      SeededRandom random(7);
      return free_ports(random, count);
    };
    const auto two = drawn(2);
    const service::Descriptor theirs(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(two.at(0));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(::bind(theirs.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    CHECK(drawn(1).at(0) == two.at(1));
  }
}
