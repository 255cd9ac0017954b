#include "config/endpoint.h"

#include <doctest/doctest.h>

using namespace vigie::config;

TEST_SUITE("config/endpoint") {
  TEST_CASE("the three schemes are accepted when complete") {
    for (const char* good : {"inproc://router", "ipc:///run/vigie/router", "tcp://127.0.0.1:5701",
                             "tcp://[::1]:5701", "tcp://intake-1.example.org:65535"}) {
      CAPTURE(good);
      CHECK(endpoint_trouble(good, true) == "");
    }
  }

  TEST_CASE("anything else is refused") {
    for (const char* bad : {"", "router", "udp://127.0.0.1:1", "inproc://", "ipc://", "tcp://",
                            "tcp://127.0.0.1", "tcp://127.0.0.1:0", "tcp://127.0.0.1:65536",
                            "tcp://:5701", "tcp://a b:5701", "tcp://127.0.0.1:57o1", "TCP://h:1"}) {
      CAPTURE(bad);
      CHECK(endpoint_trouble(bad, false) != "");
    }
    CHECK(endpoint_trouble("ipc://" + std::string(101, 'x'), false) != "");
  }

  TEST_CASE("a wildcard is for outsiders only, because programs connect to the same text") {
    CHECK(endpoint_trouble("tcp://*:5701", false) == "");
    CHECK(endpoint_trouble("tcp://*:5701", true) != "");
  }

  TEST_CASE("an HTTP address is host and port") {
    for (const char* good : {"127.0.0.1:8701", "localhost:0", "[::1]:8701", "example.org:443"}) {
      CAPTURE(good);
      CHECK(http_trouble(good) == "");
    }
    for (const char* bad : {"", "8701", "127.0.0.1", "http://127.0.0.1:8701", "*:8701", "h:-1"}) {
      CAPTURE(bad);
      CHECK(http_trouble(bad) != "");
    }
  }

  TEST_CASE("loopback is told from names that only look like it") {
    CHECK(on_loopback("127.0.0.1:1"));
    CHECK(on_loopback("127.9.9.9:1"));
    CHECK(on_loopback("localhost:1"));
    CHECK(on_loopback("[::1]:1"));
    CHECK_FALSE(on_loopback("0.0.0.0:1"));
    CHECK_FALSE(on_loopback("127.0.0.1.example.org:1"));
    CHECK_FALSE(on_loopback("192.168.0.1:1"));
  }
}
