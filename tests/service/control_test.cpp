#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <future>
#include <nlohmann/json.hpp>
#include <thread>

#include "service/control_client.h"
#include "service/control_server.h"
#include "service/unix_address.h"
#include "tests/service/scratch.h"
#include "tests/support/file_bytes.h"

using namespace vigie::service;
using namespace vigie::service::test;
using namespace std::chrono_literals;

namespace {

using Instant = ControlServer::Instant;

/// A server turned by hand, under a clock of its own.
struct ServedControl {
  Scratch scratch;
  std::filesystem::path path = scratch.path() / "control.sock";
  ControlServer server{path};
  Instant now{};
  ControlServer::Answer answer = [](std::string_view request, std::string_view) {
    return "{\"echo\":" + std::to_string(request.size()) + "}";
  };

  void turn() { server.turn(now, answer); }
};

class RawCaller {
 public:
  explicit RawCaller(const std::filesystem::path& path)
      : socket_(::socket(AF_UNIX, SOCK_STREAM, 0)) {
    const sockaddr_un address = unix_address(path);
    REQUIRE(::connect(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) ==
            0);
  }
  void send(std::string_view text) {
    while (!text.empty()) {
      const ssize_t sent = ::send(socket_.get(), text.data(), text.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      text.remove_prefix(static_cast<std::size_t>(sent));
    }
  }
  /// What has come so far; "(closed)" added when the server has hung up.
  std::string received() {
    std::string text;
    std::array<char, 4096> block{};
    while (true) {
      const ssize_t got = ::recv(socket_.get(), block.data(), block.size(), MSG_DONTWAIT);
      if (got < 0 && errno == EAGAIN) return text;
      if (got <= 0) return text + "(closed)";
      text.append(block.data(), static_cast<std::size_t>(got));
    }
  }

 private:
  Descriptor socket_;
};

}  // namespace

TEST_SUITE("service/control") {
  TEST_CASE("the socket is for its owner only, from the moment it exists") {
    const ServedControl served;
    struct stat found {};
    REQUIRE(::stat(served.path.c_str(), &found) == 0);
    CHECK(S_ISSOCK(found.st_mode));
    CHECK((found.st_mode & 0777U) == 0600U);
  }

  TEST_CASE("one line in, one line out, then the connection closes") {
    ServedControl served;
    std::string caller;
    served.answer = [&](std::string_view request, std::string_view who) {
      caller = who;
      return std::string(request);
    };
    RawCaller raw(served.path);
    raw.send("{\"ask\":");
    served.turn();
    CHECK(raw.received().empty());
    raw.send("\"state\"}\n");
    served.turn();
    CHECK(raw.received() == "{\"ask\":\"state\"}\n(closed)");
    CHECK(caller.ends_with("(uid " + std::to_string(::geteuid()) + ", pid " +
                           std::to_string(::getpid()) + ")"));
  }

  TEST_CASE("hostile requests are refused without reaching the program") {
    struct Case {
      std::string sent;
      std::string code;
    };
    const Case cases[] = {{"{}\n{}\n", "control.trailing"},
                          {"{}\nx", "control.trailing"},
                          {std::string(control_request_bytes_max + 1, 'x'), "control.too_long"}};
    for (const Case& hostile : cases) {
      CAPTURE(hostile.code);
      ServedControl served;
      bool reached = false;
      served.answer = [&](std::string_view, std::string_view) {
        reached = true;
        return std::string("{}");
      };
      RawCaller raw(served.path);
      std::thread sender([&] { raw.send(hostile.sent); });
      if (hostile.sent.size() < 100) sender.join();  // So that it arrives in one piece.
      std::string received;
      for (int round = 0; round < 10'000 && !received.ends_with("(closed)"); ++round) {
        served.turn();
        received += raw.received();
        std::this_thread::sleep_for(1ms);
      }
      if (sender.joinable()) sender.join();
      const auto refused =
          nlohmann::json::parse(received.substr(0, received.find('\n')), nullptr, false);
      REQUIRE(refused.is_object());
      CHECK(refused.value("ok", true) == false);
      CHECK(refused.at("error").at("code") == hostile.code);
      CHECK_FALSE(reached);
    }
  }

  TEST_CASE("a request whose JSON the program cannot use is answered, not fatal, nor repeated") {
    ServedControl served;
    served.answer = [](std::string_view request, std::string_view) {
      return nlohmann::json::parse(request).at("ask").get<std::string>();
    };
    for (const std::string_view request : {"not JSON secret\n", "{}\n", "{\"ask\":7}\n", "\n"}) {
      RawCaller raw(served.path);
      raw.send(request);
      served.turn();
      const std::string received = raw.received();
      CHECK(received.find("control.shape") != received.npos);
      CHECK(received.find("secret") == received.npos);
    }
  }

  TEST_CASE("a caller that sends nothing is dropped after five seconds, and hinders nobody") {
    ServedControl served;
    RawCaller silent(served.path);
    served.turn();
    RawCaller good(served.path);
    good.send("{}\n");
    served.turn();
    CHECK(good.received() == "{\"echo\":2}\n(closed)");
    served.now += 4999ms;
    served.turn();
    CHECK(silent.received().empty());
    served.now += 1ms;
    served.turn();
    CHECK(silent.received() == "(closed)");
  }

  TEST_CASE("callers beyond the sixteenth wait for a place") {
    ServedControl served;
    std::vector<std::unique_ptr<RawCaller>> silent;
    for (int caller = 0; caller < 16; ++caller) {
      silent.push_back(std::make_unique<RawCaller>(served.path));
    }
    served.turn();
    CHECK(served.server.interests().size() == 16);
    RawCaller good(served.path);
    good.send("{}\n");
    served.turn();
    CHECK(good.received().empty());
    silent.clear();
    served.turn();
    served.turn();
    CHECK(good.received() == "{\"echo\":2}\n(closed)");
  }

  TEST_CASE("a caller that does not take its answer is dropped") {
    ServedControl served;
    served.answer = [](std::string_view, std::string_view) {
      return std::string(4 * 1024 * 1024, 'x');
    };
    const RawCaller raw = [&] {
      RawCaller caller(served.path);
      caller.send("{}\n");
      return caller;
    }();
    served.turn();
    REQUIRE(served.server.interests().size() == 2);
    CHECK(served.server.interests()[1].to_write);
    served.now += 30s;
    served.turn();
    CHECK(served.server.interests().size() == 1);
  }

  TEST_CASE("a large answer arrives whole") {
    ServedControl served;
    const std::string large = "\"" + std::string(6 * 1024 * 1024, 'y') + "\"";
    served.answer = [&](std::string_view, std::string_view) { return large; };
    auto answer = std::async(std::launch::async, [&] { return ask(served.path, "{}", 10s); });
    while (answer.wait_for(1ms) != std::future_status::ready) served.turn();
    CHECK(answer.get() == large);
  }

  TEST_CASE("an answer over the limit becomes a refusal") {
    ServedControl served;
    served.answer = [](std::string_view, std::string_view) {
      return std::string(control_answer_bytes_max, 'x');
    };
    RawCaller raw(served.path);
    raw.send("{}\n");
    served.turn();
    CHECK(raw.received().find("control.answer_too_long") != std::string::npos);
  }

  TEST_CASE("a socket left by a killed program is replaced, a live one is not") {
    const Scratch scratch;
    const auto path = scratch.path() / "control.sock";
    {
      const Descriptor killed(::socket(AF_UNIX, SOCK_STREAM, 0));
      const sockaddr_un address = unix_address(path);
      REQUIRE(::bind(killed.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) ==
              0);
    }
    REQUIRE(std::filesystem::exists(path));
    const ControlServer server(path);
    const auto [line, code] = failure_of([&] { ControlServer second(path); });
    CHECK(code == ExitCode::failure);
    CHECK(line.find(path.string() + ": another program answers there") == 0);
  }

  TEST_CASE("a file in the socket's place is not removed") {
    const Scratch scratch;
    write_file(scratch.path() / "control.sock", "precious");
    CHECK(failure_of([&] {
            ControlServer server(scratch.path() / "control.sock");
          }).first.find("is not a socket") != std::string::npos);
    CHECK(support::file_bytes(scratch.path() / "control.sock") == "precious");
  }

  TEST_CASE("a path too long for a socket is said so") {
    const Scratch scratch;
    const auto [line, code] =
        failure_of([&] { ControlServer server(scratch.path() / std::string(120, 'x')); });
    CHECK(code == ExitCode::configuration);
    CHECK(line.find("too long for a Unix socket") != line.npos);
  }

  TEST_CASE("asking tells a program that is not there from one that does not answer") {
    const Scratch scratch;
    const auto path = scratch.path() / "control.sock";
    CHECK_FALSE(ask(path, "{}", 100ms));
    { const ControlServer gone(path); }
    CHECK_FALSE(std::filesystem::exists(path));
    CHECK_FALSE(ask(path, "{}", 100ms));
    const ControlServer stuck(path);
    const auto [line, code] = failure_of([&] { (void)ask(path, "{}", 100ms); });
    CHECK(code == ExitCode::try_later);
    CHECK(line == path.string() + ": the program does not answer; try again later");
  }
}
