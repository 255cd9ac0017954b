#include "service/loop.h"

#include <doctest/doctest.h>
#include <zmq.h>

#include <atomic>
#include <future>
#include <stdexcept>
#include <thread>

#include "service/control_client.h"
#include "service/control_server.h"
#include "service/health.h"
#include "service/system_clock.h"
#include "tests/service/scratch.h"

using namespace vigie;
using namespace vigie::service;
using namespace vigie::service::test;
using namespace std::chrono_literals;

namespace {

/// Counts its turns, answers control with an echo, and does what `on_turn` says.
class Counting final : public Program {
 public:
  Time turn(Time now) override {
    ++turns;
    if (on_turn) return on_turn(now);
    return now + 1h;
  }
  std::vector<void*> sockets() override { return all; }
  std::string control(std::string_view request, std::string_view caller, Time) override {
    return std::string(request) + " from " + std::string(caller);
  }
  Health health(Time) override { return {.alive = true, .ready = false, .reasons = {"counting"}}; }
  void mission_changed() override {}

  std::atomic<int> turns{0};
  std::function<Time(Time)> on_turn;
  std::vector<void*> all;
};

struct Running {
  Stop stop;
  Wake wake;
  SystemClock clock;
  Counting program;
  std::future<void> thread;

  void start(ControlServer* control = nullptr, PublishedHealth* health = nullptr) {
    thread = std::async(std::launch::async, [this, control, health] {
      run(program, clock,
          {.stop = stop, .wake = wake, .control = control, .health = health, .idle_max = 5s});
    });
  }
  bool turned(int count) const {
    for (int wait = 0; wait < 300 && program.turns < count; ++wait) {
      std::this_thread::sleep_for(10ms);
    }
    return program.turns >= count;
  }
  void end() {
    stop.request();
    thread.get();
  }
};

}  // namespace

TEST_SUITE("service/loop") {
  TEST_CASE("a program that has nothing to do is left alone until it is woken") {
    Running running;
    running.start();
    REQUIRE(running.turned(1));
    std::this_thread::sleep_for(200ms);
    CHECK(running.program.turns == 1);
    running.wake.wake();
    CHECK(running.turned(2));
    running.end();
  }

  TEST_CASE("a program that wants to go on is called at once, and when it says so") {
    Running running;
    running.program.on_turn = [&](Time now) {
      return running.program.turns < 50 ? now : now + 20ms;
    };
    running.start();
    CHECK(running.turned(55));
    running.end();
  }

  TEST_CASE("a message on any of its sockets is a reason to turn") {
    void* context = zmq_ctx_new();
    void* receiver = zmq_socket(context, ZMQ_PULL);
    void* sender = zmq_socket(context, ZMQ_PUSH);
    REQUIRE(zmq_bind(receiver, "inproc://loop-test") == 0);
    REQUIRE(zmq_connect(sender, "inproc://loop-test") == 0);
    {
      Running running;
      std::atomic<int> received{0};
      running.program.all = {receiver};
      running.program.on_turn = [&](Time now) {
        char byte = 0;
        while (zmq_recv(receiver, &byte, 1, ZMQ_DONTWAIT) == 1) ++received;
        return now + 1h;
      };
      running.start();
      REQUIRE(running.turned(1));
      REQUIRE(zmq_send(sender, "x", 1, 0) == 1);
      CHECK(running.turned(2));
      running.end();
      CHECK(received == 1);
    }
    zmq_close(sender);
    zmq_close(receiver);
    zmq_ctx_term(context);
  }

  TEST_CASE("the control socket is answered and health published between turns") {
    const Scratch scratch;
    ControlServer control(scratch.path() / "control.sock");
    PublishedHealth health(std::chrono::steady_clock::now());
    Running running;
    running.start(&control, &health);
    const auto answer = ask(scratch.path() / "control.sock", "{\"ask\":\"state\"}", 5s);
    REQUIRE(answer);
    CHECK(answer->find("{\"ask\":\"state\"} from ") == 0);
    CHECK(answer->find("pid " + std::to_string(::getpid())) != answer->npos);
    for (int wait = 0; wait < 300; ++wait) {
      if (health.read(std::chrono::steady_clock::now()).reasons.front() == "counting") break;
      std::this_thread::sleep_for(10ms);
    }
    CHECK(health.read(std::chrono::steady_clock::now()).reasons.front() == "counting");
    running.end();
  }

  TEST_CASE("one stop ends several loops") {
    Stop stop;
    Wake wake;
    SystemClock clock;
    Counting first;
    Counting second;
    auto one = std::async(std::launch::async, [&] { run(first, clock, {stop, wake}); });
    auto other = std::async(std::launch::async, [&] { run(second, clock, {stop, wake}); });
    stop.request();
    CHECK(one.wait_for(5s) == std::future_status::ready);
    CHECK(other.wait_for(5s) == std::future_status::ready);
  }

  TEST_CASE("a failure of the environment ends the loop and reaches its caller") {
    Running running;
    running.program.on_turn = [](Time) -> Time { throw std::runtime_error("disk full"); };
    running.start();
    CHECK_THROWS_WITH(running.thread.get(), "disk full");
  }
}
